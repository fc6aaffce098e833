"""What a stream asks its sync to emit, and when the state may be saved.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from toolkit.tables import Row

Item = TypeVar("Item")

ROWS_BETWEEN_CHECKPOINTS = 5_000
ROWS_OF_A_PART = 5_000  # with what waits for a checkpoint, never more than 10,000 rows without one
SECONDS_BETWEEN_CHECKPOINTS = 60


@dataclass(frozen=True)
class Upsert:
    """Rows to insert or replace."""

    table: str
    rows: Iterable[Row]


@dataclass(frozen=True)
class Delete:
    """Keys of rows that are gone at the source."""

    table: str
    keys: Iterable[Row]


@dataclass(frozen=True)
class Truncate:
    """All rows of the table are gone, until they are upserted again before the next Save."""

    table: str


@dataclass(frozen=True)
class Save:
    """The state holds exactly what has been emitted: a crash may resume here.

    `now`: save before going on. `within`: a window goes on behind it, so that only many rows are worth it.
    """

    now: bool = False
    within: bool = False


Change = Upsert | Delete | Truncate | Save


def parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, as many at a time as may be emitted without a Save between them."""
    left = iter(items)
    while part := list(islice(left, ROWS_OF_A_PART)):
        yield part


def in_parts(table: str, rows: Iterable[Row]) -> Iterator[Change]:
    """Any number of rows, in parts that may be saved: for those that a sync which is cut off may emit once more."""
    for part in parts(rows):
        yield Save(within=True)
        yield Upsert(table, part)


@dataclass
class Checkpoints:
    """Gathers small windows, so that a checkpoint is worth its cost at the destination."""

    clock: Callable[[], float] = time.monotonic
    rows: int = 0
    since: float = field(init=False)

    def __post_init__(self) -> None:
        self.since = self.clock()

    def due(self, save: Save) -> bool:
        """Whether to checkpoint at this Save; starts counting anew where it is."""
        waited = self.clock() - self.since
        if not (save.now or self.rows >= ROWS_BETWEEN_CHECKPOINTS or waited >= SECONDS_BETWEEN_CHECKPOINTS):
            return False
        self.rows, self.since = 0, self.clock()
        return True
