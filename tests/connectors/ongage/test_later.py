"""What changes between two syncs of one state: options, dates, lists, and the day itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import api
from crash import fresh
from sandbox.server import Sandbox
from warehouse import Crash, Warehouse

pytestmark = pytest.mark.once

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]


def test_a_report_of_several_pages_is_read_whole(
    configured: Configured, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fresh(configured(include_activity="false", include_contacts="false"))
    monkeypatch.setattr(api, "REPORT_ROWS", 2)
    warehouse.sync(configured(include_activity="false", include_contacts="false"))
    assert warehouse.tables["mailing_stats_daily"] == whole.tables["mailing_stats_daily"]
    assert len(whole.tables["mailing_stats_daily"]) > 10


def test_events_switched_on_later_get_their_history(synced: Synced, configured: Configured) -> None:
    keys = {"start_date": "2026-10-26", "list_ids": "21001", "include_contacts": "false"}
    warehouse = synced(**keys)
    warehouse.sync(configured(**keys, include_events="true"))
    expected = fresh(configured(**keys, include_events="true"))
    assert warehouse.tables["contact_events"] == expected.tables["contact_events"]
    assert warehouse.of("contact_activity_daily") == []


def test_bodies_switched_on_later_are_filled(synced: Synced, configured: Configured) -> None:
    warehouse = synced(list_ids="21003")
    warehouse.sync(configured(list_ids="21003", include_email_content="true"))
    written = [row for row in warehouse.rows("email_messages") if row.get("content_html")]
    assert len(written) == len(
        [row for row in fresh(warehouse.configuration).rows("email_messages") if row["content_html"]]
    )
    assert written != []


def test_an_earlier_start_date_is_read_from_there(synced: Synced, configured: Configured) -> None:
    warehouse = synced(start_date="2026-11-01", list_ids="21001")
    warehouse.sync(configured(start_date="2026-10-28", list_ids="21001"))
    expected = fresh(configured(start_date="2026-10-28", list_ids="21001"))
    for table in ("mailing_stats_daily", "list_stats_daily", "contact_activity_daily"):
        assert warehouse.tables[table] == expected.tables[table], table


def test_a_job_of_today_does_not_stand_for_the_whole_day(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    """Killed at noon after the jobs were made, and started again when that day is out of every lookback."""
    configuration = configured(start_date="2026-10-31", list_ids="21001", include_contacts="false")
    warehouse.crash = lambda operation, table: table == "contact_activity_daily"
    with pytest.raises(Crash):
        warehouse.sync(configuration)
    warehouse.crash = lambda operation, table: False
    sandbox.advance("ongage", days=6)
    warehouse.again()
    expected = fresh(configuration)
    assert told(warehouse) == told(expected)


def told(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Who did what when; a status is that of the reading."""
    rows = warehouse.rows("contact_activity_daily")
    return [{name: value for name, value in row.items() if name != "status"} for row in rows]


def test_no_list_at_all_deletes_nothing(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = synced()
    before = dict(warehouse.tables["lists"])
    monkeypatch.setattr(api.Ongage, "lists", lambda _: [])
    with pytest.raises(api.SourceRefused, match="no list at all"):
        warehouse.again()
    assert warehouse.tables["lists"] == before


def test_contacts_of_a_list_that_is_gone_are_deleted_and_keep_nothing_else(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = synced(contacts_full_refresh_days="1")
    everything = api.Ongage.lists
    monkeypatch.setattr(api.Ongage, "lists", lambda self: [r for r in everything(self) if r["id"] != 21003])
    warehouse.again()
    assert {row["list_id"] for row in warehouse.rows("contacts")} == {"21001", "21002", "21004"}
    assert {row["list_id"] for row in warehouse.rows("list_fields")} & {"21003"} == set()
