"""Whole syncs: what time changes, what is deleted, what is read again, and what lies beyond the memory of 90 days."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crash import crashed, fresh, never
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from streams import changed
from warehouse import Row, Warehouse

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]

CHANGED = (
    "contact", "contribution", "contribution_adjustment", "recurring_contribution", "contact_history",
    "contact_activist_code", "contact_survey_response", "contact_online_form", "event_ticket_guest",
)  # fmt: skip


def without_export(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "exported_at"}


def orders(sandbox: Sandbox) -> list[dict[str, object]]:
    """The exports that were asked for."""
    return [call["body"] for call in sandbox.requests("everyaction") if call["method"] == "POST"]


@pytest.mark.once
def test_a_week_later_what_is_new_changed_and_removed_has_arrived(synced: Synced, sandbox: Sandbox) -> None:
    """After a week, every row that a first sync finds then is there and the same."""
    warehouse = synced(email_refresh_days="30")
    sandbox.advance("everyaction", days=7)
    warehouse.again()
    now = fresh(warehouse.configuration)
    window = [row["event_id"] for row in now.rows("event") if row["start_date"] >= "2026-08-13"]
    for table, rows in now.tables.items():
        kept = {key: row for key, row in rows.items() if "event_id" not in row or row["event_id"] in window}
        mine = {key: without_export(row) for key, row in warehouse.tables[table].items() if key in kept}
        assert mine == {key: without_export(row) for key, row in kept.items()}, table
    assert {name for name, what, _ in warehouse.emitted if what == "delete"} != set()


def test_removed_activist_codes_and_suppressed_contacts_are_deleted(sandbox: Sandbox, warehouse: Warehouse) -> None:
    with running(Settings(everyaction_contacts=600)) as larger:
        resources = {"resources": "contact,contact_activist_code", "window_days": "90"}
        warehouse.sync({**larger.configuration("everyaction"), **resources})
        known = {table: set(rows) for table, rows in warehouse.tables.items()}
        larger.advance("everyaction", days=14)
        warehouse.again()
    for table in ("contact", "contact_activist_code"):
        gone = [key for key in known[table] if key not in warehouse.tables[table]]
        assert len(gone) >= 2, table
    assert {row["is_deleted"] for row in warehouse.rows("contact_activist_code")} == {False}


def test_inactive_contacts_are_not_exported_when_nobody_asks_for_them(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    warehouse.sync(configured(resources="contact", include_inactive="false"))
    assert warehouse.of("contact", "delete") == []
    assert {order["includeInactive"] for order in orders(sandbox)} == {False}


def test_every_export_begins_before_the_last_one_ended(synced: Synced, sandbox: Sandbox) -> None:
    """Whether bounds are included is not documented: ten minutes are read twice."""
    warehouse = synced(resources="contact")
    sandbox.advance("everyaction", days=1)
    sandbox.clear_requests("everyaction")
    warehouse.again()
    asked = [(order["dateChangedFrom"], order["dateChangedTo"]) for order in orders(sandbox)]
    assert asked == [("2026-11-02T11:49:00Z", "2026-11-03T11:59:00Z")]


@pytest.mark.parametrize("remembered", [2_000, 5], ids=["few-rows", "more-than-are-remembered"])
def test_rows_that_are_read_twice_are_written_once(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    """Two minutes ago a contact came, which the next sync's overlap holds again."""
    monkeypatch.setattr(changed, "REMEMBERED_ROWS", remembered)
    sandbox.advance("everyaction", days=2, seconds=120)
    warehouse.sync(configured(resources="contact"))
    assert warehouse.tables["contact"][204_511_060,]["date_created"] is None
    sandbox.clear_requests("everyaction")
    sandbox.advance("everyaction", seconds=60)
    assert warehouse.again().emitted == []
    files = [call for call in sandbox.requests("everyaction") if call["path"].startswith("/files/")]
    assert len(files) == 1  # it was exported again


def test_a_busy_table_s_last_minutes_are_exported_alone(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that its rows are known again, however many the sync had."""
    monkeypatch.setattr(changed, "REMEMBERED_ROWS", 1)
    warehouse.sync(configured(resources="contact"))
    assert [order["dateChangedFrom"] for order in orders(sandbox)] == ["2026-08-04T12:02:00Z", "2026-11-02T11:39:00Z"]


def test_the_server_says_where_the_next_export_begins(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "clamped_to", seconds=7200)
    configuration = configured(resources="contact", start_date="2026-09-01", window_days="30")
    warehouse.sync(configuration)
    asked = [order["dateChangedFrom"] for order in orders(sandbox)]
    assert asked[:2] == ["2026-08-31T23:50:00Z", "2026-09-30T21:50:00Z"]  # the first one ended two hours early
    whole = fresh(configuration)
    assert set(warehouse.tables["contact"]) == set(whole.tables["contact"])


def test_what_lies_beyond_ninety_days_is_reported_and_the_sync_goes_on(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(resources="contact,code")
    sandbox.advance("everyaction", days=100)
    warehouse.again()
    assert [gap["table"] for gap in warehouse.state["gap"]] == ["contact"]
    assert warehouse.state["gap"][0]["from"] == "2026-11-02T11:59:00Z"
    assert warehouse.state["gap"][0]["until"] == "2026-11-12T12:10:00Z"
    assert [w for w in warehouse.warnings if "EveryAction remembers 90 days" in w] != []
    assert warehouse.again().emitted == []
    assert len(warehouse.state["gap"]) == 1


def test_a_start_date_shortens_the_first_sync(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    warehouse.sync(configured(resources="contact", start_date="2026-10-30"))
    assert orders(sandbox)[0]["dateChangedFrom"] == "2026-10-29T23:50:00Z"


def test_windows_are_as_wide_as_asked(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    warehouse.sync(configured(resources="contact", start_date="2026-10-01", window_days="14"))
    ends = [order["dateChangedTo"] for order in orders(sandbox)]
    assert ends == ["2026-10-15T00:00:00Z", "2026-10-29T00:00:00Z", "2026-11-02T11:59:00Z"]


def test_events_are_all_read_once_then_those_around_today(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(resources="event,event_signup", events_past_days="10", events_future_days="20")
    sandbox.clear_requests("everyaction")
    warehouse.again()
    queries = [call["query"] for call in sandbox.requests("everyaction") if call["path"] == "/v4/events"]
    assert (queries[0]["startingAfter"], queries[0]["startingBefore"]) == ("2026-10-23", "2026-11-22")
    asked = [call for call in sandbox.requests("everyaction") if call["path"] == "/v4/signups"]
    assert 0 < len(asked) < len(warehouse.rows("event"))


@pytest.mark.once
def test_an_event_that_left_the_window_stays_and_one_that_vanished_inside_it_goes(
    warehouse: Warehouse,
) -> None:
    with running(Settings(everyaction_contacts=600)) as larger:
        keys = {"resources": "event,event_shift,event_role,event_signup", "events_past_days": "30"}
        warehouse.sync({**larger.configuration("everyaction"), **keys})
        known = {row["event_id"]: row["start_date"] for row in warehouse.rows("event")}
        larger.advance("everyaction", days=20)
        warehouse.again()
    left = {row["event_id"] for row in warehouse.rows("event")}
    gone = [start for event, start in known.items() if event not in left]
    assert gone != []
    assert min(gone) >= "2026-10-22"
    assert [event for event, start in known.items() if start < "2026-10-20" and event not in left] == []
    for table in ("event_shift", "event_role", "event_signup"):
        assert {row["event_id"] for row in warehouse.rows(table)} <= left, table


@pytest.mark.once
def test_events_that_changed_or_vanished_while_a_first_reading_was_off_are_found(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.changes.ROWS_BETWEEN_CHECKPOINTS", 0)
    with running(Settings(everyaction_contacts=400)) as larger:
        keys = {"resources": "event,event_shift,event_role", "events_past_days": "400", "events_future_days": "400"}
        configuration = {**larger.configuration("everyaction"), **keys}
        assert crashed(warehouse, configuration, lambda *_: "event" in warehouse.tables)
        known = set(warehouse.tables["event"])
        larger.advance("everyaction", days=20)
        assert not crashed(warehouse, configuration, never)
        now = fresh(configuration)
    assert known - set(now.tables["event"]) != set()
    assert warehouse.tables == now.tables


def test_counters_of_a_mail_grow_after_it_was_sent(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(resources="email_message,email_message_content")
    before = {key: row["open_count"] for key, row in warehouse.tables["email_message_content"].items()}
    sandbox.advance("everyaction", days=1)
    warehouse.again()
    now = {key: row["open_count"] for key, row in warehouse.tables["email_message_content"].items()}
    assert [key for key in before if key in now and (now[key] or 0) > (before[key] or 0)] != []
    unchanged = {row["foreign_message_id"] for row in warehouse.of("email_message")}
    assert {row["foreign_message_id"] for row in warehouse.of("email_message_content")} - unchanged != set()


def test_a_mail_that_was_never_scheduled_has_no_date(synced: Synced) -> None:
    rows = synced(resources="email_message").rows("email_message")
    assert None in {row["date_scheduled"] for row in rows}
    assert [row for row in rows if (row["date_scheduled"] or "2").startswith("0001")] == []


def test_codes_deleted_at_the_source_go_with_the_weekly_reading(synced: Synced, sandbox: Sandbox) -> None:
    warehouse = synced(resources="code,code_supported_entity")
    known = set(warehouse.tables["code"])
    sandbox.advance("everyaction", days=6)
    warehouse.again()
    assert known - set(warehouse.tables["code"]) == set()
    sandbox.advance("everyaction", days=60)
    warehouse.again()
    left = set(warehouse.tables["code"])
    assert known - left != set()
    assert {(row["code_id"],) for row in warehouse.rows("code_supported_entity")} <= left


def test_only_the_tables_that_are_named_are_asked_for(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    warehouse.sync(configured(resources="designation"))
    assert list(warehouse.tables) == ["designation"]
    assert [call["path"] for call in sandbox.requests("everyaction")] == [
        "/v4/apiKeyProfiles", "/v4/designations",
    ]  # fmt: skip


def test_an_export_that_was_saved_is_polled_and_not_made_again(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    configuration = configured(resources="contact")
    assert crashed(warehouse, configuration, lambda operation, table: table == "contact")
    assert len(orders(sandbox)) == 1
    assert not crashed(warehouse, configuration, never)
    assert [order["dateChangedTo"] for order in orders(sandbox)] == ["2026-11-02T11:59:00Z"]
    assert warehouse.tables["contact"] != {}


@pytest.mark.parametrize("table", CHANGED)
def test_rows_say_what_changed_them_and_when_they_were_exported(synced: Synced, table: str) -> None:
    rows = synced(requested_fields="all", custom_fields="all").rows(table)
    known = {"contact_survey_response": {None}}.get(table, {"CreatedOrUpdated"})
    assert {row["change_type_name"] for row in rows} == known
    assert {row["exported_at"] for row in rows} == {"2026-11-02T12:00:00Z"}
