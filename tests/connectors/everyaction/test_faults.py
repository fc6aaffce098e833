"""What is particular to the faults of EveryAction. That each is survived, or stops the sync in order, proof/ shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import api
from crash import fresh
from sandbox.server import Sandbox
from toolkit.errors import SourceRefused
from warehouse import Row, Warehouse

pytestmark = pytest.mark.long

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]


def tables(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    return {name: [told(row) for row in warehouse.rows(name)] for name in sorted(warehouse.tables)}


def told(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "exported_at"}


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
    configured: Configured, synced: Synced, sandbox: Sandbox, path: str
) -> None:
    everything = set(synced().tables)
    warehouse = Warehouse()
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
