"""What was seen is not emitted again; what vanished is deleted; the memory stays small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from toolkit import tables
from toolkit.changes import Change, Delete, Upsert
from toolkit.seen import Key, Seen, Snapshot, pack, row_digest, unpack
from toolkit.tables import Row, Table

TABLE = Table("stats", key=("day", "id"), columns=(*tables.string("day", "id"), *tables.long("opens")))
OTHER = Table("lists", key=("id",), columns=tables.string("id"))
State = dict[str, Any]


def row(id_: str, opens: int = 1) -> Row:
    return {"day": "1", "id": id_, "opens": opens}


def emitted(changes: Iterable[Change]) -> list[tuple[str, str, list[Row]]]:
    """The changes as they would be emitted, in order."""
    emitting = [change for change in changes if isinstance(change, Upsert | Delete)]
    return [
        (type(each).__name__, each.table, list(each.rows if isinstance(each, Upsert) else each.keys))
        for each in emitting
    ]


def reconcile(
    state: State, rows: list[Row], covers: Callable[[Key], bool] = lambda _: True, window: str = "7/2026-11-01"
) -> list[tuple[str, str, list[Row]]]:
    """What a sync emits that finds this state and these rows; the state is as JSON would hand it to the next."""
    state.update(json.loads(json.dumps(state)))
    return emitted(Seen(state).reconcile(TABLE, window, lambda: rows, covers))


def only(*ids: str) -> Callable[[Key], bool]:
    return lambda key: key[1] in ids


def test_a_first_reading_is_emitted_whole() -> None:
    assert reconcile({}, [row("a"), row("b")]) == [("Upsert", "stats", [row("a"), row("b")])]


def test_an_unchanged_reading_emits_nothing_in_whatever_order() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b"), row("c")])
    assert list(Seen(state).reconcile(TABLE, "7/2026-11-01", lambda: [row("c"), row("a"), row("b")])) == []


def test_an_empty_first_reading_emits_nothing() -> None:
    state: State = {}
    assert reconcile(state, []) == []
    assert Seen(state).windows(TABLE) == []


def test_only_changed_and_new_rows_are_emitted() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b")])
    again = [row("a"), row("b", opens=2), row("c")]
    assert reconcile(state, again) == [("Upsert", "stats", [row("b", opens=2), row("c")])]
    assert reconcile(state, again) == []


def test_two_rows_that_swap_their_values_are_emitted() -> None:
    state: State = {}
    reconcile(state, [row("a", 1), row("b", 2)])
    assert reconcile(state, [row("a", 2), row("b", 1)]) == [("Upsert", "stats", [row("a", 2), row("b", 1)])]


def test_vanished_rows_are_deleted_by_their_keys() -> None:
    state: State = {}
    reconcile(state, [row("c"), row("a"), row("b")])
    assert reconcile(state, [row("b")]) == [("Delete", "stats", [{"day": "1", "id": "a"}, {"day": "1", "id": "c"}])]
    assert reconcile(state, [row("b")]) == []


def test_a_window_that_became_empty_is_deleted_and_forgotten() -> None:
    state: State = {}
    reconcile(state, [row("a")])
    assert reconcile(state, []) == [("Delete", "stats", [{"day": "1", "id": "a"}])]
    assert Seen(state).windows(TABLE) == []


def test_windows_and_tables_are_remembered_apart() -> None:
    state: State = {}
    reconcile(state, [row("a")], window="7/2026-11-01")
    assert reconcile(state, [row("a")], window="7/2026-11-02") == [("Upsert", "stats", [row("a")])]
    assert emitted(Seen(state).reconcile(OTHER, "7/2026-11-01", list)) == []
    assert Seen(state).windows(TABLE) == ["7/2026-11-01", "7/2026-11-02"]
    assert Seen(state).windows(OTHER) == []


def test_memory_moves_on_only_once_the_changes_are_out() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b")])
    before = json.dumps(state)
    changes = Seen(state).reconcile(TABLE, "7/2026-11-01", lambda: [row("a", 5)])
    assert [type(next(changes)).__name__ for _ in range(2)] == ["Save", "Upsert"]
    assert isinstance(next(changes), Delete)
    assert json.dumps(state) == before
    assert list(changes) == []
    assert json.dumps(state) != before


def test_a_partial_reading_deletes_nothing_that_it_does_not_cover() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b"), row("c")])
    assert reconcile(state, [row("c", 2)], only("b", "c")) == [
        ("Upsert", "stats", [row("c", 2)]),
        ("Delete", "stats", [{"day": "1", "id": "b"}]),
    ]


def test_what_a_partial_reading_left_out_is_deleted_by_a_later_full_one() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b"), row("c")])
    reconcile(state, [row("c", 2)], only("c"))
    assert reconcile(state, [row("b"), row("c", 2)]) == [("Delete", "stats", [{"day": "1", "id": "a"}])]


def test_a_full_reading_that_equals_the_partial_one_before_deletes_the_rest() -> None:
    state: State = {}
    reconcile(state, [row("a"), row("b"), row("c")])
    reconcile(state, [row("c", 2)], only("c"))
    expected = [("Delete", "stats", [{"day": "1", "id": "a"}, {"day": "1", "id": "b"}])]
    assert reconcile(state, [row("c", 2)]) == expected


def test_overlapping_readings_emit_what_is_new_or_changed_and_delete_nothing() -> None:
    state: State = {}
    first, second = [row("1"), row("2"), row("3")], [row("2"), row("3", 9), row("4")]
    late = lambda found: found["id"] >= "2"  # noqa: E731
    assert emitted(Seen(state).overlapping(TABLE, "7", first, late)) == [("Upsert", "stats", first)]
    assert emitted(Seen(state).overlapping(TABLE, "7", second, late)) == [("Upsert", "stats", [row("3", 9), row("4")])]
    assert emitted(Seen(state).overlapping(TABLE, "7", second, late)) == []


def test_an_overlapping_reading_remembers_only_what_comes_again() -> None:
    state: State = {}
    emitted(Seen(state).overlapping(TABLE, "7", [row("1"), row("2")], lambda found: found["id"] == "2"))
    assert list(unpack(state["seen"]["stats"]["7"]["keys"])) == [("1", "2")]


def test_windows_never_read_again_are_forgotten() -> None:
    state: State = {}
    for day in ("2026-10-01", "2026-11-01", "2026-11-02"):
        reconcile(state, [row("a")], window=f"7/{day}")
    Seen(state).forget(TABLE, keep=lambda window: window.rpartition("/")[2] >= "2026-11-01")
    Seen(state).forget(OTHER, keep=lambda _: False)
    assert Seen(state).windows(TABLE) == ["7/2026-11-01", "7/2026-11-02"]


@pytest.mark.parametrize(
    "rows",
    [{}, {("1", "a"): "0123456789ab"}, {(1, "Zoë/\x00"): "ffffffffffff", (2, ""): "000000000000"}],
    ids=["none", "one", "numbers-and-odd-text"],
)
def test_keys_survive_packing(rows: dict[Key, str]) -> None:
    assert unpack(pack(rows)) == rows
    assert list(unpack(pack(rows))) == list(rows)


def test_nothing_remembered_is_nothing_known() -> None:
    assert unpack(None) == {}


def test_a_digest_depends_on_every_value_and_no_order() -> None:
    assert row_digest(TABLE, {"a": 1, "b": None}) == row_digest(TABLE, {"b": None, "a": 1})
    assert len({row_digest(TABLE, {"a": value}) for value in (1, "1", None, 1.5, [1], {"x": 1}, "")}) == 7


def test_a_snapshot_counts_equal_rows() -> None:
    one, two = Snapshot(), Snapshot()
    one.add(("a",), 7)
    two.add(("a",), 7)
    two.add(("b",), 7)
    assert (one.digest, one.count) == ("0000000000000007", 1)
    assert (two.digest, two.count) == ("000000000000000e", 2)


READ = Table("totals", key=("id",), columns=tables.string("id", "at"), volatile=("at",))
SHIFTS = Table("shifts", key=("id",), columns=tables.string("id", "event"), parent=("event",))


def test_a_row_that_differs_in_when_it_was_read_has_not_changed() -> None:
    seen = Seen({})
    list(seen.reconcile(READ, "", lambda: [{"id": "1", "at": "monday"}]))
    assert list(seen.reconcile(READ, "", lambda: [{"id": "1", "at": "tuesday"}])) == []


def test_children_of_a_parent_that_was_not_read_stay_though_their_key_does_not_name_it() -> None:
    seen = Seen({})
    both = [{"id": "1", "event": "a"}, {"id": "2", "event": "b"}]
    emitted(seen.reconcile(SHIFTS, "", lambda: both))
    changes = list(seen.reconcile(SHIFTS, "", list, covers=lambda key: key[0] == "b"))
    assert [change.keys for change in changes if isinstance(change, Delete)] == [[{"id": "2"}]]


def test_of_a_very_large_window_the_newest_keys_are_remembered_in_little_time() -> None:
    snapshot = Snapshot()
    for number in range(200_000):
        snapshot.add((number,), number)
    assert (snapshot.count, len(snapshot.rows), next(iter(snapshot.rows))) == (200_000, 10_000, (190_000,))
