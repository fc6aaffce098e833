"""A sync of several resources, cut off here and there and started again, ends with the tables of an undisturbed one.

That of each part, cut off everywhere, is proof/.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest
from source import CRASH_KEYS

from crash import crashed, never, told
from subject import in_pieces
from warehouse import Warehouse

pytestmark = pytest.mark.once

PLACES = 8


@pytest.fixture
def configuration(configured: Callable[..., dict[str, str]]) -> Iterator[dict[str, str]]:
    with in_pieces():
        yield configured(**CRASH_KEYS)


@pytest.fixture
def undisturbed(synced: Callable[..., Warehouse]) -> Warehouse:
    """A warehouse of the same configuration that nothing disturbed."""
    return copy.deepcopy(synced(**CRASH_KEYS))


@pytest.mark.parametrize("place", range(PLACES))
def test_a_crash_at_any_operation_loses_nothing(
    undisturbed: Warehouse, configuration: dict[str, str], place: int
) -> None:
    last = (undisturbed.operations - 1) * place // (PLACES - 1)
    warehouse = Warehouse()
    assert crashed(warehouse, configuration, lambda *_: warehouse.operations == last)
    assert not crashed(warehouse, configuration, never)
    assert told(warehouse) == told(undisturbed)
