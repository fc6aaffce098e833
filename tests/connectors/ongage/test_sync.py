"""Whole syncs: every table, nothing twice, what time changes, and the same rows whichever way they came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from source import ALL_KEYS

from account import read_settings
from api import Ongage, file_rows
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from warehouse import Row, Warehouse

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]

TABLES_BY_DEFAULT = {
    "lists", "list_fields", "segments", "esp_connections", "mailings", "mailing_segments", "mailing_distribution",
    "mailing_email_messages", "email_messages", "imports", "contacts", "mailing_stats_daily", "mailing_stats_total",
    "link_stats_daily", "list_stats_daily", "contact_activity_daily",
}  # fmt: skip
# What says when a row was read, more than what it is: the status a contact had then, the last day that was counted.
# (of a mailing's segments, too: they are read again when the mailing changes).
TOLD_AT_READING = {
    "contact_activity_daily": ("status",),
    "mailing_segments": ("segment_name", "last_count"),
    "mailing_stats_total": ("window_to",),
}

DAYS = {
    "contact_activity_daily": "activity_date",
    "mailing_stats_daily": "stats_date",
    "link_stats_daily": "stats_date",
    "list_stats_daily": "record_date",
}


def settled(table: str, warehouse: Warehouse, since: str = "2026-11-02") -> list[Row]:
    """The rows, of daily tables those that the last sync read, without what only tells when they were read."""
    told = TOLD_AT_READING.get(table, ())
    rows = [row for row in warehouse.rows(table) if row.get(DAYS.get(table, ""), since) >= since]
    return [{name: value for name, value in row.items() if name not in told} for row in rows]


def test_every_table_of_the_default_configuration_is_filled(synced: Synced) -> None:
    warehouse = synced()
    assert {name for name, rows in warehouse.tables.items() if rows} == TABLES_BY_DEFAULT


def test_no_row_is_emitted_twice_by_a_first_sync(synced: Synced) -> None:
    warehouse = synced(**ALL_KEYS)
    assert len(warehouse.emitted) == sum(len(rows) for rows in warehouse.tables.values())


@pytest.mark.once
def test_totals_of_a_mailing_without_schedule_count_from_the_start_date(
    synced: Synced,
) -> None:
    """The transactional campaign has activity before the start date, while older mailings were opened since."""
    warehouse = synced(start_date="2026-10-01", include_activity="false")
    totals = {row["mailing_id"]: row for row in warehouse.rows("mailing_stats_total") if row["list_id"] == "21001"}
    assert min(row["window_from"] for row in totals.values()) < "2026-10-01" == totals["880001"]["window_from"]
    daily = [row["sent"] for row in warehouse.rows("mailing_stats_daily") if row["mailing_id"] == "880001"]
    assert totals["880001"]["sent"] == sum(daily)
    assert warehouse.again().emitted == []


def test_the_source_never_has_to_refuse_a_call_for_being_one_too_many(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    """The sandbox refuses an eleventh call at once, as Ongage does."""
    sandbox.clear_requests("ongage")
    warehouse.sync(configured(parallel_calls="10"))
    assert 429 not in {call["status"] for call in sandbox.requests("ongage")}


def test_every_job_is_deleted_at_the_source(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    warehouse.sync(configured(**ALL_KEYS))
    exports = "warehouse suppression"  # no call deletes these
    assert [job for job in sandbox.jobs("ongage") if not job["title"].startswith(exports)] == []
    assert (warehouse.state["jobs"], warehouse.state["finished_jobs"]) == ({}, [])


@pytest.mark.once
def test_a_week_later_everything_that_changed_has_arrived(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    """After a week, an incremental sync ends with the very tables of a first sync made then."""
    configuration = configured(mailings_lookback_days="400", mailings_full_refresh_days="1")
    warehouse.sync(configuration)
    sandbox.advance("ongage", days=7)
    warehouse.sync(configuration)
    fresh = Warehouse().sync(configuration)
    for table in sorted(TABLES_BY_DEFAULT):
        assert settled(table, warehouse) == settled(table, fresh), table


@pytest.mark.once
def test_status_changes_of_old_contacts_arrive_without_a_full_reading(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(contacts_full_refresh_days="90", include_activity="false")
    known = set(warehouse.tables["contacts"])
    sandbox.advance("ongage", days=21)
    warehouse.again()
    changed = [row for row in warehouse.of("contacts") if (row["list_id"], row["id"]) in known]
    assert {row["status"] for row in changed} >= {"Unsubscribed", "Bounced"}
    assert all(
        max(row[date] or "" for date in ("unsubscribed_at", "resubscribed_at", "bounced_at", "complained_at"))
        >= "2026-11-02T11:59:00Z"
        for row in changed
    )


def test_no_contact_is_lost_behind_an_empty_month(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced()
    found = {row["id"]: row["created_at"][:7] for row in warehouse.rows("contacts") if row["list_id"] == "21001"}
    assert set(found) == everyone(warehouse.configuration, "21001")
    assert len(set(found.values())) < 12 * (2026 - 2021), "the sandbox has no empty month"


def everyone(configuration: dict[str, str], list_id: str) -> set[str]:
    """The ids of a list's contacts, by one search that asks for no date."""
    body = {
        "title": "all",
        "selected_fields": ["ocx_contact_id"],
        "filters": {"type": "Active", "user_type": "all", "criteria": []},
    }
    with Ongage(read_settings(configuration)) as api:
        job = api.create(f"{list_id}/api/contact_search", body)
        files = None
        while files is None:
            files = api.fetch(job, "export")
        return {record["ocx_contact_id"] for record in file_rows(files[0])}


@pytest.mark.once
def test_restated_statistics_replace_and_vanished_ones_are_deleted(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced()
    before = dict(warehouse.tables["mailing_stats_daily"])
    sandbox.advance("ongage", days=2)
    warehouse.again()
    now = warehouse.tables["mailing_stats_daily"]
    assert [key for key in before if key not in now] != []
    assert [key for key in before if key in now and now[key] != before[key]] != []


@pytest.mark.once
def test_more_than_fifty_lists_are_all_read(warehouse: Warehouse) -> None:
    sizes = {
        "SANDBOX_ONGAGE_LISTS": "51",
        "SANDBOX_ONGAGE_CONTACTS": "60",
        "SANDBOX_ONGAGE_CALLS_PER_MINUTE": "1000000",
    }
    with running(Settings.from_environment(sizes)) as crowded:
        configuration = {**crowded.configuration("ongage"), "start_date": "2026-11-02", "include_contacts": "false"}
        warehouse.sync(configuration)
    assert len(warehouse.tables["lists"]) == 51
    assert len({row["list_id"] for row in warehouse.rows("list_fields")}) == 50


def test_list_ids_narrow_everything_but_the_lists(synced: Synced) -> None:
    warehouse = synced(list_ids="21003")
    assert len(warehouse.tables["lists"]) == 5
    assert {row["list_id"] for row in warehouse.rows("contacts")} == {"21003"}
    assert {row["list_id"] for row in warehouse.rows("list_fields")} == {"21003"}


@pytest.mark.once
def test_vanished_contacts_are_deleted_in_one_transaction(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(include_activity="false")
    before = set(warehouse.tables["contacts"])
    sandbox.advance("ongage", days=7)
    warehouse.again()
    assert len(before - set(warehouse.tables["contacts"])) > 0
    assert warehouse.of("contacts", "truncate") == [{}]


@pytest.mark.once
def test_vanished_contacts_of_a_large_account_stay_and_the_log_names_the_key(
    synced: Synced, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = synced(contacts_delete_max_rows="10", include_activity="false")
    before = set(warehouse.tables["contacts"])
    sandbox.advance("ongage", days=7)
    warehouse.again()
    assert before - set(warehouse.tables["contacts"]) == set()
    assert "contacts_delete_max_rows" in capsys.readouterr().out


def test_custom_fields_are_all_kept(synced: Synced) -> None:
    warehouse = synced(flatten_fields="first_name")
    declared = {row["name"] for row in warehouse.rows("list_fields") if row["list_id"] == "21001"} - {"email"}
    contact = next(row for row in warehouse.rows("contacts") if row["list_id"] == "21001")
    assert contact["fields"].keys() == declared
    assert contact["field_first_name"] == contact["fields"]["first_name"]


def test_addresses_can_be_replaced_by_a_keyed_hash(synced: Synced) -> None:
    warehouse = synced(email_hash_key="sandbox", **ALL_KEYS)
    assert [row for row in warehouse.emitted if "@example." in str(row) and row[0] != "suppression_entries"] == []


def test_a_key_logs_in_where_the_source_takes_one(warehouse: Warehouse) -> None:
    settings = {"SANDBOX_ONGAGE_KEY_MODE": "true", "SANDBOX_ONGAGE_CALLS_PER_MINUTE": "1000000"}
    with running(Settings.from_environment({**settings, "SANDBOX_ONGAGE_CONTACTS": "60"})) as keyed:
        base_url = keyed.configuration("ongage")["base_url"]
        configuration = {"api_key": "sandbox", "base_url": base_url, "start_date": "2026-11-02"}
        warehouse.sync({**configuration, "poll_interval_seconds": "0.01", "calls_per_minute": "100000"})
    assert len(warehouse.tables["lists"]) == 5
