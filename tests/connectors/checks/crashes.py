"""A sync that is cut off anywhere, and started again, ends with the tables of one that nobody disturbed.

What a sync goes on from is what is saved (tables and state) and what the source was told (its jobs), nothing else. So a
cut that leaves what another one left needs no second proof; and between two operations with no call and no checkpoint
between them nothing of it changes, so that of such a row of operations the first and the last are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from unittest import mock

import subject
from checks.leftovers import digest
from crash import crashed, fresh, never, told
from sandbox.server import Sandbox
from warehouse import Crash, Row, Warehouse
from wire import counted, soon_given_up

Tables = dict[str, list[Row]]
Cut = Callable[[Warehouse], None]
SPREAD = 37  # where the second cut comes: a number that walks over all operations


class Refused(Exception):
    """The SDK did not take an operation."""


@dataclass
class Amount:
    rows: int
    calls: int


@dataclass
class Whole:
    """A first sync that nobody disturbed.

    `before[k]` is what had been done when its k-th operation came, `saved` what at each checkpoint that ended a window.
    """

    tables: Tables
    before: list[Amount]
    saved: list[Amount]
    made: Amount
    quiet_calls: int  # of the next sync, which finds nothing new

    @classmethod
    def of(cls, configuration: dict[str, str]) -> Whole:
        """Made now, and the next sync too."""
        warehouse, before, saved, state = Warehouse(), list[Amount](), [Amount(0, 0)], {}
        with counted() as calls:

            def look(operation: str, table: str) -> bool:
                nonlocal state
                if warehouse.state != state:  # one that has not moved on ends no window
                    saved.append(before[-1])
                    state = warehouse.state
                before.append(Amount(len(warehouse.emitted), len(calls)))
                return False

            warehouse.crash = look
            warehouse.sync(configuration)
            made, tables = Amount(len(warehouse.emitted), len(calls)), told(warehouse)
            warehouse.crash = never
            warehouse.sync(configuration)
        return cls(tables, before, [*saved, made], made, len(calls) - made.calls)

    @property
    def window(self) -> Amount:
        """The most rows, and the most calls, of one window."""
        gaps = [Amount(after.rows - before.rows, after.calls - before.calls) for before, after in pairwise(self.saved)]
        return Amount(max(gap.rows for gap in gaps), max(gap.calls for gap in gaps))

    @property
    def places(self) -> list[int]:
        """The operations to cut at: the first and the last of each row of them with no call in between."""
        rows = [[k for k, _ in row] for _, row in groupby(enumerate(self.before), key=lambda entry: entry[1].calls)]
        return sorted({k for row in rows for k in (row[0], row[-1])})


@dataclass
class CrashProof:
    """All cuts of the first sync of one configuration; with `eager`, every window is saved at once.

    `repeated` has what each cut cost: what was done twice because of it.
    """

    sandbox: Sandbox
    configuration: dict[str, str]
    eager: bool
    repeated: dict[str, Amount] = field(default_factory=dict)
    resumed: dict[str, Amount] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self._mode():
            self.sandbox.reset(subject.SERVICE)
            self.whole = Whole.of(self.configuration)
            self.sandbox.advance(subject.SERVICE, **subject.LATER)
            self.later = told(fresh(self.configuration))

    def killed(self, k: int) -> None:
        """The machine goes away at the k-th operation."""
        self._prove(f"killed at operation {k}", lambda warehouse: _kill(warehouse, self.configuration, k))

    def refused(self, k: int) -> None:
        """The SDK refuses the k-th operation; the connector may still save."""
        self._prove(f"refused at operation {k}", lambda warehouse: _refuse(warehouse, self.configuration, k))

    def dropped(self, k: int) -> None:
        """From the k-th call on every answer is lost, though the source does what it is asked."""
        self._prove(f"dropped at call {k}", lambda warehouse: self._drop(warehouse, k), attempted=k)

    def summary(self) -> str:
        """What was cut, what that left, and what it cost."""
        rows, calls = (max(getattr(cost, of) for cost in self.repeated.values()) for of in ("rows", "calls"))
        return (
            f"{len(self.whole.before)} operations, {self.whole.made.calls} calls: {len(self.repeated)} cuts left "
            f"{len(self.resumed)} different things to go on from; repeated at most {rows} rows (a window has "
            f"{self.whole.window.rows}) and {calls} calls (a window {self.whole.window.calls}, a sync with nothing new "
            f"{self.whole.quiet_calls})"
        )

    def _prove(self, place: str, cut: Cut, attempted: int | None = None) -> None:
        """`attempted`: the calls that count; those after it were attempts at one that is made again anyway."""
        with self._mode():
            warehouse, done, left = self._left(cut)
            done.calls = done.calls if attempted is None else attempted
            if left not in self.resumed:
                self.resumed[left] = self._resume(warehouse, place)
                self._resume_later(cut, place)
        more = self.resumed[left]
        self.repeated[place] = cost = Amount(
            done.rows + more.rows - self.whole.made.rows, done.calls + more.calls - self.whole.made.calls
        )
        window, quiet_calls = self.whole.window, self.whole.quiet_calls
        assert cost.rows <= window.rows, f"{place}: {cost.rows} rows repeated, where a window has {window.rows}"
        # a sync that goes on looks at what it has, as any does, and may then look for what changed while it was off
        assert cost.calls <= window.calls + 2 * quiet_calls, (
            f"{place}: {cost.calls} calls repeated, where a window has {window.calls} and a sync with nothing new "
            f"{quiet_calls}"
        )

    def _left(self, cut: Cut) -> tuple[Warehouse, Amount, str]:
        """The warehouse that a cut leaves, what was done by then, and a digest of all that a sync goes on from."""
        self.sandbox.reset(subject.SERVICE)
        warehouse = Warehouse()
        with counted() as calls:
            cut(warehouse)
        return warehouse, Amount(len(warehouse.emitted), len(calls)), digest(self.sandbox, warehouse)

    def _resume(self, warehouse: Warehouse, place: str) -> Amount:
        with counted() as calls:
            warehouse.sync(self.configuration)
        same(told(warehouse), self.whole.tables, place)
        return Amount(len(warehouse.emitted), len(calls))

    def _resume_later(self, cut: Cut, place: str) -> None:
        """The same cut; then the source's data changes, and the next sync is killed too."""
        warehouse, *_ = self._left(cut)
        self.sandbox.advance(subject.SERVICE, **subject.LATER)
        again = len(self.resumed) * SPREAD % len(self.whole.before)
        _kill(warehouse, self.configuration, again)
        warehouse.sync(self.configuration)
        same(told(warehouse), self.later, f"{place}, then killed at operation {again} of a later sync")

    def _drop(self, warehouse: Warehouse, k: int) -> None:
        self.sandbox.fault(subject.SERVICE, "reset", skip=k, times=None)
        try:
            with soon_given_up():
                warehouse.sync(self.configuration)
        except subject.module("toolkit.errors").ConnectorError:
            pass
        else:
            same(told(warehouse), self.whole.tables, f"call {k} and all after it went wrong, the sync succeeded")
        self.sandbox.clear_faults(subject.SERVICE)

    @contextmanager
    def _mode(self) -> Iterator[None]:
        changes = subject.module("toolkit.changes")
        rows = 0 if self.eager else changes.ROWS_BETWEEN_CHECKPOINTS
        with subject.in_pieces(), mock.patch.object(changes, "ROWS_BETWEEN_CHECKPOINTS", rows):
            yield


def same(found: Tables, expected: Tables, place: str) -> None:
    """Raises AssertionError that names the first table that differs, and how."""
    for name in sorted({*found, *expected}):
        mine, theirs = found.get(name, []), expected.get(name, [])
        missing = [row for row in theirs if row not in mine]
        extra = [row for row in mine if row not in theirs]
        assert missing == extra == [], (
            f"{place}: {name} has {len(mine)} rows instead of {len(theirs)}; {len(missing)} are missing, such as "
            f"{missing[:1]}, {len(extra)} are none of its, such as {extra[:1]}"
        )


def _kill(warehouse: Warehouse, configuration: dict[str, str], k: int) -> None:
    crashed(warehouse, configuration, lambda *_: warehouse.operations == k)
    warehouse.crash = never


def _refuse(warehouse: Warehouse, configuration: dict[str, str], k: int) -> None:
    left = [k]

    def crash(*_: str) -> bool:
        if warehouse.operations not in left:
            return False
        left.clear()
        return True

    warehouse.crash, warehouse.crash_with = crash, Refused()
    try:
        warehouse.sync(configuration)
    except Refused:
        warehouse.crash, warehouse.crash_with = never, Crash()
    else:
        raise AssertionError(f"operation {k} was refused, and the sync succeeded")
