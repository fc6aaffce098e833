"""Every fault of the source is survived, or stops the sync so that the next one ends as if there had been none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import api
from account import read_settings
from sandbox.server import Sandbox
from toolkit.errors import ConnectorError, SourceRefused, SourceUnavailable
from warehouse import Row, Warehouse

pytestmark = pytest.mark.long

Configured = Callable[..., dict[str, str]]

STATISTICS, SEARCH, ACTIVITY = "/api/reports/query", "/21002/api/contact_search", "/21002/api/contact_activity"
EXPORT = f"{SEARCH}/[0-9]+/export$"

SURVIVED: list[tuple[str, dict[str, Any]]] = [
    ("status", {"path": STATISTICS, "status": 429, "times": 3}),
    ("status", {"path": STATISTICS, "status": 429, "retry_after": "0", "times": 3}),
    ("status", {"path": STATISTICS, "status": 429, "retry_after": "absurd", "times": 3}),
    ("status", {"path": STATISTICS, "status": 429, "retry_after": "999999", "times": 3}),
    ("status", {"path": STATISTICS, "status": 429, "retry_after": "0.01", "times": 3}),
    ("status", {"path": STATISTICS, "status": 429, "retry_after": "date"}),
    ("status", {"path": STATISTICS, "status": 500, "times": 2}),
    ("slow", {"path": STATISTICS, "seconds": 0.2}),
    ("hang", {"path": STATISTICS}),
    ("hang", {"path": EXPORT}),
    ("status", {"path": STATISTICS, "status": 502, "body": "html", "times": 2}),
    ("status", {"path": "/api/lists", "status": 503, "body": "html", "times": 2}),
    ("status", {"path": "/21002/api/imports?$", "status": 403}),
    ("error_200", {"path": STATISTICS, "code": 500}),
    ("error_200", {"path": "/api/mailings$", "code": 429}),
    ("reset", {"path": EXPORT}),
    ("reset", {"path": STATISTICS}),
    ("truncated", {"path": EXPORT}),
    ("truncated", {"path": "/api/segments$"}),
    ("malformed", {"path": "/api/mailings$"}),
    ("malformed", {"path": STATISTICS}),
    ("total_wrong", {"path": "/api/mailings$"}),
    ("duplicate_rows", {"path": "/api/mailings$", "times": None}),
    ("shifted_rows", {"path": "/api/mailings$"}),
    ("job_fails", {"path": SEARCH}),
    ("job_fails", {"path": ACTIVITY}),
    ("job_hangs", {"path": SEARCH}),
    ("job_hangs", {"path": ACTIVITY}),
    ("job_vanishes", {"path": SEARCH}),
    ("job_vanishes", {"path": ACTIVITY}),
    ("job_too_large", {"path": "/api/contact_search", "max_rows": 40}),
    ("csv_bom", {"path": ".*export.*"}),
    ("csv_lf", {"path": ".*export.*"}),
    ("csv_unix_dates", {"path": ".*export.*"}),
    ("csv_order", {"path": ".*export.*"}),
]
STOPPED: list[tuple[str, dict[str, Any], type[ConnectorError]]] = [
    ("status", {"path": STATISTICS, "status": 500, "times": None}, SourceUnavailable),
    ("status", {"path": "/21002/api/segments", "status": 400}, SourceRefused),
    ("malformed", {"path": "/api/emails$", "times": None}, SourceUnavailable),
    ("reset", {"path": EXPORT, "times": None}, SourceUnavailable),
    ("unauthorized", {"path": ".*", "skip": 12}, SourceRefused),
    ("unauthorized", {"path": ".*", "skip": 40}, SourceRefused),
    ("job_fails", {"path": SEARCH, "times": None}, SourceUnavailable),
]


@pytest.fixture
def configuration(configured: Configured, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(api, "PAGE_ROWS", 10)  # so that every collection has several pages
    patient = api.limits
    monkeypatch.setattr(api, "limits", lambda *given: replace(patient(*given), read_timeout_s=0.5))
    return configured(
        start_date="2026-11-01",
        retry_wait_seconds="0.001",
        retry_after_max_seconds="1",
        poll_interval_seconds="0.001",
        job_timeout_minutes="0.001",
        list_ids="21002",
    )


def tables(warehouse: Warehouse) -> dict[str, list[Row]]:
    return {name: warehouse.rows(name) for name in sorted(warehouse.tables)}


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, list[Row]]]:
    """What the tests of this module made already."""
    return {}


@pytest.fixture
def undisturbed(configuration: dict[str, str], made: dict[str, dict[str, list[Row]]]) -> dict[str, list[Row]]:
    """The tables of a sync that nothing disturbed; the sandbox gives the same to each."""
    if "tables" not in made:
        made["tables"] = tables(Warehouse().sync(configuration))
    return made["tables"]


def named(fault: tuple[str, dict[str, Any]]) -> str:
    return " ".join([fault[0], *(str(value) for value in fault[1].values())])


@pytest.mark.parametrize("fault", SURVIVED, ids=named)
def test_a_passing_fault_costs_no_row(
    fault: tuple[str, dict[str, Any]],
    configuration: dict[str, str],
    undisturbed: dict[str, list[Row]],
    warehouse: Warehouse,
    sandbox: Sandbox,
) -> None:
    name, order = fault
    sandbox.fault("ongage", name, **order)
    warehouse.sync(configuration)
    assert sum(found["fired"] for found in sandbox.faults("ongage")) > 0
    sandbox.clear_faults("ongage")
    warehouse.sync(configuration)
    assert tables(warehouse) == undisturbed


@pytest.mark.parametrize("fault", STOPPED, ids=named)
def test_a_lasting_fault_stops_the_sync_and_the_next_one_completes_it(
    fault: tuple[str, dict[str, Any], type[ConnectorError]],
    configuration: dict[str, str],
    undisturbed: dict[str, list[Row]],
    warehouse: Warehouse,
    sandbox: Sandbox,
) -> None:
    name, order, error = fault
    sandbox.fault("ongage", name, **order)
    with pytest.raises(error):
        warehouse.sync(configuration)
    sandbox.clear_faults("ongage")
    warehouse.sync(configuration)
    assert tables(warehouse) == undisturbed


def test_a_list_that_is_refused_leaves_the_others_syncing(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    """Its rows stay, its cursor too, and it is told; once it may be read again, the next sync completes it."""
    configuration = configured(start_date="2026-11-01", contacts_full_refresh_days="1")
    warehouse.sync(configuration)
    before = [row for row in warehouse.rows("contacts") if row["list_id"] == "21002"]
    sandbox.advance("ongage", days=2)
    sandbox.fault("ongage", "forbidden_list", list_id=21002)
    warehouse.again()
    assert [row for row in warehouse.rows("contacts") if row["list_id"] == "21002"] == before
    assert {warning.split()[3] for warning in warehouse.warnings} == {"21002"}
    assert {row["list_id"] for row in warehouse.of("mailing_stats_daily")} >= {"21001"}
    assert [key for key in warehouse.of("list_fields", "delete") if key["list_id"] == "21002"] == []
    sandbox.clear_faults("ongage")
    warehouse.again()
    fresh = Warehouse().sync(configuration)
    assert warehouse.rows("contacts") == fresh.rows("contacts")
    assert warehouse.rows("list_fields") == fresh.rows("list_fields")


def test_a_new_custom_field_and_contacts_that_come_late_are_found(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    configuration = configured(list_ids="21002", include_activity="false", contacts_full_refresh_days="1")
    warehouse.sync(configuration)
    known = set(warehouse.tables["contacts"])
    sandbox.fault("ongage", "new_field", name="surprise")
    sandbox.fault("ongage", "late_rows", count=3, days_ago=400, list_id=21002)
    sandbox.advance("ongage", days=1)
    warehouse.again()
    late = [row for key, row in warehouse.tables["contacts"].items() if key not in known]
    assert len([row for row in late if row["created_at"] < "2025-12-01"]) == 3
    assert "surprise" in {row["name"] for row in warehouse.rows("list_fields")}
    assert all("surprise" in row["fields"] for row in late)


def test_rows_that_move_while_they_are_read_are_all_read(configuration: dict[str, str], sandbox: Sandbox) -> None:
    with api.Ongage(read_settings(configuration)) as account:
        whole = [row["id"] for row in account.pages("21002/api/mailings")]
        sandbox.fault("ongage", "shifted_rows", path="/api/mailings$", rows=2)
        assert [row["id"] for row in account.pages("21002/api/mailings")] == whole
    assert sandbox.faults("ongage")[0]["fired"] == 1
