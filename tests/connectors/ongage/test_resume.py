"""What is particular to Ongage in going on after a crash: large lists, jobs, the replacing of all contacts."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import requests
from source import CRASH_KEYS

from crash import crashed, fresh, never
from sandbox.server import Sandbox
from streams import contacts, mailings
from toolkit import changes
from warehouse import Warehouse

pytestmark = pytest.mark.long

Configured = Callable[..., dict[str, str]]
LOGIN = {"X_USERNAME": "sandbox", "X_PASSWORD": "sandbox", "X_ACCOUNT_CODE": "sandbox"}


@pytest.fixture
def configuration(configured: Configured) -> dict[str, str]:
    return configured(**CRASH_KEYS)


def test_a_crash_between_the_months_of_a_large_list_loses_no_contact(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"list_ids": "21001", "start_date": "2026-11-02", "include_activity": "false", "parallel_calls": "2"}
    monkeypatch.setattr(contacts, "SINGLE_SEARCH_ROWS", 0)
    whole = fresh(configured(**keys)).rows("contacts")
    for row in (1, 120):
        warehouse = Warehouse()
        assert crashed(warehouse, configured(**keys), lambda *_: len(warehouse.of("contacts")) == row)  # noqa: B023
        assert not crashed(warehouse, configured(**keys), never)
        assert warehouse.rows("contacts") == whole, row


@pytest.fixture
def cut_off(configured: Configured, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """The contacts of one list, in parts of 20, of which two are saved."""
    monkeypatch.setattr(changes, "ROWS_OF_A_PART", 20)
    monkeypatch.setattr(changes, "ROWS_BETWEEN_CHECKPOINTS", 20)
    configuration = configured(start_date="2026-11-02", list_ids="21002", include_activity="false")
    assert crashed(warehouse, configuration, lambda *_: len(warehouse.of("contacts")) == 50)
    assert len(warehouse.rows("contacts")) == 40
    warehouse.crash = never
    return warehouse


def test_a_full_reading_goes_on_behind_the_contacts_that_are_out(cut_off: Warehouse) -> None:
    out = {row["id"] for row in cut_off.rows("contacts")}
    cut_off.again()
    assert [row for row in cut_off.of("contacts") if row["id"] in out] == []
    assert cut_off.rows("contacts") == fresh(cut_off.configuration).rows("contacts")


def test_contacts_that_were_out_and_vanish_with_the_search_are_deleted(cut_off: Warehouse, sandbox: Sandbox) -> None:
    out = {row["id"] for row in cut_off.rows("contacts")}
    for job in cut_off.state["jobs"]["contacts/21002/full"].values():
        requests.delete(f"{sandbox.url}/ongage/{job}", headers=LOGIN, timeout=10).raise_for_status()
    sandbox.advance("ongage", days=30)
    cut_off.again()
    now = fresh(cut_off.configuration).rows("contacts")
    assert out - {row["id"] for row in now} != set()
    assert cut_off.rows("contacts") == now


def test_jobs_of_a_sync_that_was_killed_are_polled_not_made_again(
    configuration: dict[str, str], warehouse: Warehouse, sandbox: Sandbox
) -> None:
    assert crashed(warehouse, configuration, lambda operation, table: table == "contacts")
    sandbox.clear_requests("ongage")
    assert not crashed(warehouse, configuration, never)
    made = [call["path"] for call in sandbox.requests("ongage") if call["method"] == "POST"]
    assert [path for path in made if path.endswith("/contact_search")] == []
    assert warehouse.tables["contacts"] != {}


def test_a_crash_while_all_contacts_are_replaced_leaves_them_as_they_were(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    configuration = configured(start_date="2026-11-01", include_activity="false")
    warehouse.sync(configuration)
    sandbox.advance("ongage", days=7)
    known = len(warehouse.tables["contacts"])
    assert crashed(
        warehouse,
        configuration,
        lambda operation, _: operation == "upsert" and warehouse.of("contacts", "truncate") != [],
    )
    assert len(warehouse.tables["contacts"]) >= known
    before = copy.deepcopy(warehouse.tables["contacts"])
    assert not crashed(warehouse, configuration, never)
    assert 0 < len(before.keys() - warehouse.tables["contacts"].keys()) < 10


def test_an_export_that_an_earlier_sync_left_is_made_again_when_it_is_old(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    keys = {"include_contacts": "false", "include_activity": "false", "include_suppression": "true"}
    configuration = configured(start_date="2026-11-02", list_ids="21005", **keys)
    assert crashed(warehouse, configuration, lambda operation, table: table == "suppression_entries")
    assert [job["list_id"] for job in sandbox.jobs("ongage")] == [21005]
    sandbox.advance("ongage", days=1)
    warehouse.crash = never
    warehouse.again()
    assert warehouse.rows("suppression_entries") == fresh(configuration).rows("suppression_entries")


def test_a_full_reading_that_goes_on_when_the_next_is_due_is_followed_by_it(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    configuration = configured(start_date="2026-11-02", list_ids="21002", include_activity="false")
    assert crashed(warehouse, configuration, lambda operation, table: table == "contacts")
    sandbox.advance("ongage", days=8)
    warehouse.crash = never
    warehouse.again()
    assert warehouse.rows("contacts") == fresh(configuration).rows("contacts")


@pytest.mark.parametrize(
    ("table", "path", "keys"),
    [
        ("mailings", "/api/mailings/", {"start_date": "2026-10-08"}),
        ("email_messages", "/api/emails/", {"include_email_content": "true", "start_date": "2026-11-02"}),
    ],
)
def test_a_sync_that_is_cut_off_among_many_details_asks_for_those_that_are_left(
    configured: Configured,
    warehouse: Warehouse,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    path: str,
    keys: dict[str, str],
) -> None:
    """Each is a call of its own: all of them may take longer than a sync may go on without a checkpoint."""
    monkeypatch.setattr(mailings, "DETAILS", 3)
    monkeypatch.setattr(changes, "ROWS_BETWEEN_CHECKPOINTS", 0)
    configuration = configured(list_ids="21001", include_contacts="false", include_activity="false", **keys)
    assert crashed(warehouse, configuration, lambda *_: len(warehouse.of(table)) == 8)
    assert len(warehouse.rows(table)) == 6
    assert not crashed(warehouse, configuration, never)
    asked = [call["path"] for call in sandbox.requests("ongage") if path in call["path"]]
    assert len(asked) - len(set(asked)) < 6  # those of one part, and of the hour that is read twice
    assert warehouse.rows(table) == fresh(configuration).rows(table)
    assert warehouse.again().emitted == []


def test_mailings_that_were_recent_when_a_sync_was_cut_off_come_with_the_next_one_however_late(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "DETAILS", 1)
    monkeypatch.setattr(changes, "ROWS_BETWEEN_CHECKPOINTS", 0)
    keys = {"include_contacts": "false", "include_activity": "false", "mailings_full_refresh_days": "90"}
    configuration = configured(list_ids="21001", mailings_lookback_days="14", **keys)
    warehouse.sync(configuration)
    sandbox.advance("ongage", days=14)
    recent = set(fresh(configuration).tables["mailings"])
    assert crashed(warehouse, configuration, lambda *_: len(warehouse.of("mailings")) == 1)
    assert recent - set(warehouse.tables["mailings"]) != set()
    sandbox.advance("ongage", days=30)
    assert not crashed(warehouse, configuration, never)
    assert recent - set(warehouse.tables["mailings"]) == set()
