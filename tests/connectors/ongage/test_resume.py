"""A sync that is cut off anywhere and started again ends with the tables of one that nobody disturbed."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from warehouse import Crash, Row, Warehouse

from sandbox.server import Sandbox
from streams import contacts

Configured = Callable[..., dict[str, str]]
Tables = dict[str, list[Row]]

PLACES = 12
CONFIGURATION = {
    "start_date": "2026-11-01",
    "include_events": "true",
    "include_suppression": "true",
    "list_ids": "21003,21005",
}


@pytest.fixture
def configuration(configured: Configured) -> dict[str, str]:
    return configured(**CONFIGURATION)


@pytest.fixture
def undisturbed(synced: Callable[..., Warehouse]) -> Warehouse:
    """A warehouse of the same configuration that nothing disturbed."""
    return copy.deepcopy(synced(**CONFIGURATION))


def crashed(warehouse: Warehouse, configuration: dict[str, str], crash: Callable[[str, str], bool]) -> bool:
    """Whether a sync with this crash was cut off by it."""
    warehouse.crash = crash
    try:
        with warehouse.receiving():
            warehouse.sync(configuration)
    except Crash:
        return True
    return False


def never(operation: str, table: str) -> bool:
    return False


@pytest.mark.parametrize("place", range(PLACES))
def test_a_crash_at_any_operation_loses_nothing(
    undisturbed: Warehouse, configuration: dict[str, str], place: int
) -> None:
    last = (undisturbed.operations - 1) * place // (PLACES - 1)
    warehouse = Warehouse()
    assert crashed(warehouse, configuration, lambda *_: warehouse.operations == last)
    assert not crashed(warehouse, configuration, never)
    assert warehouse.tables == undisturbed.tables


def test_a_crash_right_after_any_checkpoint_loses_nothing(
    undisturbed: Warehouse, configuration: dict[str, str]
) -> None:
    found, after = [], 1
    while True:
        warehouse = Warehouse()
        if not crashed(warehouse, configuration, lambda *_: warehouse.checkpoints == after):  # noqa: B023
            break
        assert not crashed(warehouse, configuration, never)
        found.append(warehouse.tables)
        after += 1
    assert len(found) >= 4
    assert [number for number, one in enumerate(found) if one != undisturbed.tables] == []


@pytest.mark.parametrize("row", [1, 40, 80, 120])
def test_a_crash_between_the_months_of_a_large_list_loses_no_contact(
    configured: Configured, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    keys = {"list_ids": "21001", "start_date": "2026-11-02", "include_activity": "false", "parallel_calls": "2"}
    monkeypatch.setattr(contacts, "SINGLE_SEARCH_ROWS", 0)
    whole, warehouse = Warehouse(), Warehouse()
    assert not crashed(whole, configured(**keys), never)
    assert crashed(warehouse, configured(**keys), lambda *_: len(warehouse.of("contacts")) == row)
    assert not crashed(warehouse, configured(**keys), never)
    assert warehouse.tables["contacts"] == whole.tables["contacts"]


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
