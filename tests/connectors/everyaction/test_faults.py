"""Every fault of the source is survived, or stops the sync so that the next one ends as if there had been none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import api
from crash import fresh
from sandbox.server import Sandbox
from streams import events
from toolkit.errors import ConnectorError, SourceRefused, SourceUnavailable
from warehouse import Row, Warehouse

pytestmark = pytest.mark.long

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]

EXPORTS, POLLS, FILES = "Jobs$", "Jobs/2[0-9]+$", "^/files/"
SURVIVED: list[tuple[str, dict[str, Any]]] = [
    ("status", {"path": "/v4/codes", "status": 429, "times": 3}),
    ("status", {"path": "/v4/codes", "status": 429, "retry_after": "0", "times": 2}),
    ("status", {"path": "/v4/codes", "status": 429, "retry_after": "absurd"}),
    ("status", {"path": "/v4/codes", "status": 429, "retry_after": "999999"}),
    ("status", {"path": "/v4/codes", "status": 429, "retry_after": "0.01", "times": 2}),
    ("status", {"path": "/v4/codes", "status": 429, "retry_after": "date"}),
    ("status", {"path": EXPORTS, "method": "POST", "status": 500, "times": 2}),
    ("status", {"path": POLLS, "status": 502, "body": "html", "times": 2}),
    ("status", {"path": FILES, "status": 503, "times": 2}),
    ("status", {"path": "/v4/apiKeyProfiles", "status": 503, "body": "html"}),
    ("error_200", {"path": "/v4/events$", "code": 500}),
    ("slow", {"path": "/v4/events$", "seconds": 0.05}),
    ("hang", {"path": "/v4/events$"}),
    ("hang", {"path": FILES}),
    ("reset", {"path": "/v4/events$"}),
    ("reset", {"path": FILES}),
    ("truncated", {"path": "/v4/email/message/"}),
    ("truncated", {"path": FILES}),
    ("malformed", {"path": "/v4/signups"}),
    ("null_items", {"path": "/v4/codes"}),
    ("total_wrong", {"path": "/v4/codes"}),
    ("duplicate_rows", {"path": "/v4/events$"}),
    ("shifted_rows", {"path": "/v4/events$"}),
    ("link_endless", {"path": "/v4/savedLists"}),
    ("job_fails", {"path": EXPORTS}),
    ("job_hangs", {"path": EXPORTS}),
    ("job_vanishes", {"path": EXPORTS}),
    ("job_status", {"path": EXPORTS}),
    ("link_expired", {"path": FILES}),
]
STOPPED: list[tuple[str, dict[str, Any], type[ConnectorError]]] = [
    ("status", {"path": "/v4/codes", "status": 500, "times": None}, SourceUnavailable),
    ("status", {"path": "/v4/codes", "status": 400}, SourceRefused),
    ("malformed", {"path": "/v4/signups", "times": None}, SourceUnavailable),
    ("reset", {"path": FILES, "times": None}, SourceUnavailable),
    ("unauthorized", {"path": ".*", "skip": 8}, SourceRefused),
    ("unauthorized", {"path": POLLS}, SourceRefused),
    ("link_foreign", {"path": "/v4/events$"}, SourceRefused),
    ("job_fails", {"path": EXPORTS, "times": None}, SourceUnavailable),
]
RESOURCES = (
    "code,code_supported_entity,event,event_signup,event_role,email_message,email_message_content,saved_list,contact"
)


@pytest.fixture
def configuration(configured: Configured, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setitem(events.QUERY, "$top", 10)  # so that events have several pages
    patient = api.limits
    monkeypatch.setattr(api, "limits", lambda *given: replace(patient(*given), read_timeout_s=0.3))
    return configured(
        resources=RESOURCES,
        retry_wait_seconds="0.001",
        retry_after_max_seconds="1",
        poll_interval_seconds="0.001",
        job_timeout_minutes="0.001",
        start_date="2026-10-01",
    )


def tables(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    return {name: [told(row) for row in warehouse.rows(name)] for name in sorted(warehouse.tables)}


def told(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "exported_at"}


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What the tests of this module made already."""
    return {}


@pytest.fixture
def undisturbed(configuration: dict[str, str], made: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables of a sync that nothing disturbed; the sandbox gives the same to each."""
    if "tables" not in made:
        made["tables"] = tables(fresh(configuration))
    found: dict[str, list[dict[str, Any]]] = made["tables"]
    return found


def name_of(fault: tuple[Any, ...]) -> str:
    return " ".join([fault[0], *(str(value) for value in fault[1].values())])


@pytest.mark.parametrize("fault", SURVIVED, ids=name_of)
def test_a_passing_fault_costs_no_row(
    fault: tuple[str, dict[str, Any]],
    configuration: dict[str, str],
    undisturbed: dict[str, list[dict[str, Any]]],
    warehouse: Warehouse,
    sandbox: Sandbox,
) -> None:
    name, order = fault
    sandbox.fault("everyaction", name, **order)
    warehouse.sync(configuration)
    assert sum(found["fired"] for found in sandbox.faults("everyaction")) > 0
    sandbox.clear_faults("everyaction")
    warehouse.sync(configuration)
    assert tables(warehouse) == undisturbed


@pytest.mark.parametrize("fault", STOPPED, ids=name_of)
def test_a_lasting_fault_stops_the_sync_and_the_next_one_completes_it(
    fault: tuple[str, dict[str, Any], type[ConnectorError]],
    configuration: dict[str, str],
    undisturbed: dict[str, list[dict[str, Any]]],
    warehouse: Warehouse,
    sandbox: Sandbox,
) -> None:
    name, order, error = fault
    sandbox.fault("everyaction", name, **order)
    with pytest.raises(error):
        warehouse.sync(configuration)
    sandbox.clear_faults("everyaction")
    warehouse.sync(configuration)
    assert tables(warehouse) == undisturbed


def test_collections_that_were_not_loaded_leave_their_rows_alone(synced: Synced, sandbox: Sandbox) -> None:
    """Null means not loaded, never empty."""
    warehouse = synced(resources="event,event_role,event_shift,code,code_supported_entity")
    before = tables(warehouse)
    sandbox.fault("everyaction", "null_children")
    sandbox.advance("everyaction", days=8)
    warehouse.again()
    assert [what for table, what, _ in warehouse.emitted if table in ("event_role", "code_supported_entity")] == []
    assert [
        row for row in before["code_supported_entity"] if row not in tables(warehouse)["code_supported_entity"]
    ] == []


def test_a_collection_that_is_suddenly_empty_deletes_nothing(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = synced(resources="designation,supporter_group")
    monkeypatch.setattr(api.EveryAction, "collection", lambda *_, **__: ([], True))
    warehouse.again()
    assert warehouse.emitted == []
    assert [warning.partition(":")[0] for warning in warehouse.warnings] == ["designation", "supporter_group"]


REFUSED = {
    "/v4/financialBatches": {"financial_batch"},
    "/v4/signups": {"event_signup"},
    "/v4/email/messages": {"email_message", "email_message_content"},
    "/v4/codes": {"code", "code_supported_entity"},
    "/v4/changedEntityExportJobs/fields/Contacts$": {"contact"},
    "/v4/changedEntityExportJobs$": {
        "contact", "contribution", "contribution_adjustment", "recurring_contribution", "contact_history",
        "contact_activist_code", "contact_survey_response", "contact_online_form", "event_ticket_guest",
    },
}  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
def test_what_the_key_may_not_read_is_told_and_the_rest_is_synced(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, path: str
) -> None:
    everything = set(fresh(configured()).tables)
    sandbox.fault("everyaction", "forbidden", path=path)
    warehouse.sync(configured())
    assert everything - {name for name, rows in warehouse.tables.items() if rows} == REFUSED[path]
    assert {warning.split()[0] for warning in warehouse.warnings} <= REFUSED[path]
    assert warehouse.warnings != []


def test_a_table_that_is_refused_later_keeps_its_rows_and_is_completed_when_it_may_be_read_again(
    synced: Synced, sandbox: Sandbox
) -> None:
    warehouse = synced(resources="contact,code,location")
    known = {table: dict(rows) for table, rows in warehouse.tables.items()}
    sandbox.fault("everyaction", "forbidden", path="Jobs|/codes")
    sandbox.advance("everyaction", days=8)
    warehouse.again()
    assert {table: warehouse.tables[table] for table in ("contact", "code")} == {
        t: known[t] for t in ("contact", "code")
    }
    sandbox.clear_faults("everyaction")
    warehouse.again()
    assert tables(warehouse)["code"] == tables(fresh(warehouse.configuration))["code"]


def test_a_resource_that_is_not_in_the_key_s_list_is_not_declared_and_told(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "resource_missing", resource="Contributions")
    warehouse.sync(configured(resources="contact,contribution"))
    assert list(warehouse.tables) == ["contact"]
    assert [w for w in warehouse.warnings if "the key may not export Contributions" in w] != []


def test_a_key_of_no_one_is_refused_at_once(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    with pytest.raises(SourceRefused, match=r"\(401\): check SFL_EVERYACTION_APPLICATION_NAME"):
        warehouse.sync(configured(api_key="marked-secret"))
    assert len(sandbox.requests("everyaction")) == 1


def test_a_login_check_that_is_forbidden_stops_the_sync(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "forbidden", path="apiKeyProfiles")
    with pytest.raises(SourceRefused, match="login check"):
        warehouse.sync(configured())


def test_a_page_that_leads_to_itself_is_refused(configured: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    page = {"items": [{"id": 1}], "nextPageLink": "http://host/v4/folders", "count": 9}
    monkeypatch.setattr(api.EveryAction, "_answer", lambda *_, **__: page)
    with api.EveryAction(SETTINGS) as key, pytest.raises(SourceRefused, match="leads to itself"):
        key.collection("folders")


SETTINGS: dict[str, Any] = {
    "application_name": "sandbox", "api_key": "sandbox", "database_mode": "1", "base_url": "http://host/v4",
    "max_requests_per_second": 4.0, "retry_wait_seconds": 1.0, "retry_after_max_seconds": 300.0,
}  # fmt: skip
