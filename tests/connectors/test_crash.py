"""A sync that is cut off anywhere and started again ends with the tables of one that nobody disturbed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from source import CRASH_KEYS, TOLD_AT_READING

from crash import crashed, never
from subject import in_pieces
from warehouse import Row, Warehouse

pytestmark = pytest.mark.once

Tables = dict[str, list[Row]]
PLACES = 12


@pytest.fixture
def configuration(configured: Callable[..., dict[str, str]]) -> Iterator[dict[str, str]]:
    with in_pieces():
        yield configured(**CRASH_KEYS)


@pytest.fixture
def undisturbed(synced: Callable[..., Warehouse]) -> Warehouse:
    """A warehouse of the same configuration that nothing disturbed."""
    return copy.deepcopy(synced(**CRASH_KEYS))


def told(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    """The tables, without what says when a row was read."""
    return {
        name: [{column: v for column, v in row.items() if column not in TOLD_AT_READING.get(name, ())} for row in rows]
        for name in sorted(warehouse.tables)
        if (rows := warehouse.rows(name))
    }


@pytest.mark.parametrize("place", range(PLACES))
def test_a_crash_at_any_operation_loses_nothing(
    undisturbed: Warehouse, configuration: dict[str, str], place: int
) -> None:
    last = (undisturbed.operations - 1) * place // (PLACES - 1)
    warehouse = Warehouse()
    assert crashed(warehouse, configuration, lambda *_: warehouse.operations == last)
    assert not crashed(warehouse, configuration, never)
    assert told(warehouse) == told(undisturbed)


def test_a_crash_right_after_any_checkpoint_loses_nothing(
    undisturbed: Warehouse, configuration: dict[str, str]
) -> None:
    found, after = [], 1
    while True:
        warehouse = Warehouse()
        if not crashed(warehouse, configuration, lambda *_: warehouse.checkpoints == after):  # noqa: B023
            break
        assert not crashed(warehouse, configuration, never)
        found.append(told(warehouse))
        after += 1
    assert len(found) >= 4
    assert [number for number, one in enumerate(found) if one != told(undisturbed)] == []
