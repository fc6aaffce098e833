"""What is particular to the faults of Ongage. That each is survived, or stops the sync in order, proof/ shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import api
from account import read_settings
from crash import fresh
from sandbox.server import Sandbox
from warehouse import Warehouse

pytestmark = pytest.mark.long

Configured = Callable[..., dict[str, str]]


def test_a_search_that_is_too_large_is_made_in_parts(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    configuration = configured(list_ids="21002", include_activity="false")
    sandbox.fault("ongage", "job_too_large", path="/api/contact_search", max_rows=40)
    warehouse.sync(configuration)
    searches = [call for call in sandbox.requests("ongage") if call["path"].endswith("/contact_search")]
    assert len(searches) > 2
    sandbox.clear_faults("ongage")
    assert warehouse.rows("contacts") == fresh(configuration).rows("contacts")


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
    now = fresh(configuration)
    assert warehouse.rows("contacts") == now.rows("contacts")
    assert warehouse.rows("list_fields") == now.rows("list_fields")


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


def test_rows_that_move_while_they_are_read_are_all_read(
    configured: Configured, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE_ROWS", 10)
    with api.Ongage(read_settings(configured())) as account:
        whole = [row["id"] for row in account.pages("21002/api/mailings")]
        sandbox.fault("ongage", "shifted_rows", path="/api/mailings$", rows=2)
        assert [row["id"] for row in account.pages("21002/api/mailings")] == whole
    assert sandbox.faults("ongage")[0]["fired"] == 1
