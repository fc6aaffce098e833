"""The memory of what was seen is bounded, and says so where it had to let go."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from toolkit import seen, tables
from toolkit.changes import Change, Delete, Save, Upsert
from toolkit.seen import Seen, Snapshot, unpack
from toolkit.tables import Row, Table

STATS = Table("stats", key=("id",), columns=tables.string("id"))
LISTS = Table("lists", key=("id",), columns=tables.string("id"))
State = dict[str, Any]


def rows(window: str) -> list[Row]:
    """100 rows whose keys do not compress: between 2,400 and 3,000 bytes in the state."""
    return [{"id": hashlib.sha256(f"{window}{at}".encode()).hexdigest()[:24]} for at in range(100)]


def read(state: State, table: Table, window: str, found: list[Row]) -> list[Change]:
    changes = Seen(state).reconcile(table, window, lambda: found)
    return [change for change in changes if not isinstance(change, Save)]


def size(state: State) -> int:
    return sum(len(kept.get("keys", "")) for windows in state["seen"].values() for kept in windows.values())


def with_keys(state: State) -> list[str]:
    return [window for windows in state["seen"].values() for window, kept in windows.items() if "keys" in kept]


@pytest.fixture
def three_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for the keys of three windows of 100 rows."""
    monkeypatch.setattr(seen, "BYTES_OF_KEYS", 9_000)


def test_the_bounds() -> None:
    assert (seen.KEYS_PER_WINDOW, seen.BYTES_OF_KEYS) == (10_000, 524_288)


def test_a_snapshot_remembers_the_newest_ten_thousand_keys_and_counts_all() -> None:
    snapshot = Snapshot()
    for at in range(10_002):
        snapshot.add((at,), at)
    assert (len(snapshot.rows), next(iter(snapshot.rows)), snapshot.count) == (10_000, (2,), 10_002)


def test_a_large_window_is_told_and_still_emits_nothing_when_unchanged(
    monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    monkeypatch.setattr(seen, "KEYS_PER_WINDOW", 2)
    state: State = {}
    found = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    read(state, STATS, "7", found)
    assert list(unpack(state["seen"]["stats"]["7"]["keys"])) == [("b",), ("c",)]
    assert read(state, STATS, "7", found) == []
    assert warned == ["stats: more than 2 rows in 7: older ones that vanish stay"]


def test_within_the_bound_nothing_is_told(monkeypatch: pytest.MonkeyPatch, warned: list[str]) -> None:
    monkeypatch.setattr(seen, "KEYS_PER_WINDOW", 2)
    read({}, STATS, "7", [{"id": "a"}, {"id": "b"}])
    assert warned == []


@pytest.mark.usefixtures("three_windows")
def test_the_oldest_days_are_dropped_first_and_digests_stay(warned: list[str]) -> None:
    state: State = {}
    read(state, LISTS, "all", rows("all"))
    for window in ("8/2026-11-02", "7/2026-11-01", "9/2026-11-03", "7/2026-11-04"):
        read(state, STATS, window, rows(window))
    assert with_keys(state) == ["all", "9/2026-11-03", "7/2026-11-04"]
    assert size(state) <= 9_000
    assert warned == [
        "stats: no room to remember the rows of 7/2026-11-01; those that vanish there stay",
        "stats: no room to remember the rows of 8/2026-11-02; those that vanish there stay",
    ]
    assert read(state, STATS, "7/2026-11-01", rows("7/2026-11-01")) == []


@pytest.mark.usefixtures("three_windows")
def test_whole_lists_are_dropped_when_no_day_is_left(warned: list[str]) -> None:
    state: State = {}
    for window in ("1", "2", "3", "4"):
        read(state, LISTS, window, rows(window))
    assert with_keys(state) == ["2", "3", "4"]
    assert len(warned) == 1


def test_a_window_whose_keys_were_dropped_is_emitted_whole_when_it_changes() -> None:
    state: State = {}
    read(state, STATS, "7", [{"id": "a"}, {"id": "b"}])
    del state["seen"]["stats"]["7"]["keys"]
    assert read(state, STATS, "7", [{"id": "a"}]) == [Upsert("stats", [{"id": "a"}])]
    assert read(state, STATS, "7", []) == [Delete("stats", [{"id": "a"}])]


def test_the_state_is_json() -> None:
    state: State = {}
    read(state, STATS, "7/2026-11-01", rows("1"))
    assert json.loads(json.dumps(state)) == state
