"""A window is emitted in parts, a Save before each; a sync that is cut off there goes on behind what is out."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest

from toolkit import changes, tables
from toolkit.changes import Change, Delete, Save, Upsert, in_parts
from toolkit.seen import Seen
from toolkit.tables import Row, Table

TABLE = Table("stats", key=("id",), columns=(*tables.string("id"), *tables.long("opens")))
State = dict[str, Any]
SAVE = Save(within=True)


@pytest.fixture(autouse=True)
def two_rows_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "ROWS_OF_A_PART", 2)


def rows(*ids: str) -> list[Row]:
    return [{"id": id_, "opens": 1} for id_ in ids]


def keys(*ids: str) -> list[Row]:
    return [{"id": id_} for id_ in ids]


def read(state: State, found: list[Row]) -> list[Change]:
    return list(Seen(state).reconcile(TABLE, "7", lambda: found))


def cut_off(state: State, found: list[Row]) -> State:
    """The state that is saved before the second part, where the sync ends."""
    changes = Seen(state).reconcile(TABLE, "7", lambda: found)
    saves = (change for change in changes if isinstance(change, Save))
    assert len(list(islice(saves, 2))) == 2
    return dict(json.loads(json.dumps(state)))


def test_a_part_has_five_thousand_rows_so_that_no_two_exceed_ten_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (changes.ROWS_OF_A_PART, changes.ROWS_BETWEEN_CHECKPOINTS) == (5_000, 5_000)


def test_a_save_comes_before_each_part() -> None:
    assert read({}, rows("a", "b", "c")) == [SAVE, Upsert("stats", rows("a", "b")), SAVE, Upsert("stats", rows("c"))]


def test_rows_to_upsert_and_rows_to_delete_share_a_part() -> None:
    state: State = {}
    read(state, rows("a", "b", "c"))
    assert read(state, rows("c", "d")) == [
        SAVE,
        Upsert("stats", rows("d")),
        Delete("stats", keys("a")),
        SAVE,
        Delete("stats", keys("b")),
    ]


def test_a_sync_that_goes_on_emits_what_is_not_out_yet() -> None:
    assert read(cut_off({}, rows("a", "b", "c")), rows("a", "b", "c")) == [SAVE, Upsert("stats", rows("c"))]


def test_what_was_out_and_vanished_before_the_sync_went_on_is_deleted() -> None:
    assert read(cut_off({}, rows("a", "b", "c")), rows("b", "c")) == [
        SAVE,
        Upsert("stats", rows("c")),
        Delete("stats", keys("a")),
    ]


def test_what_was_deleted_before_the_sync_was_cut_off_is_not_deleted_again() -> None:
    state: State = {}
    read(state, rows("a", "b", "c"))
    assert read(cut_off(state, []), []) == [SAVE, Delete("stats", keys("c"))]


def test_a_reading_that_is_whole_again_is_known_as_such() -> None:
    state = cut_off({}, rows("a", "b", "c"))
    read(state, rows("a", "b", "c"))
    whole: State = {}
    read(whole, rows("a", "b", "c"))
    assert state["seen"]["stats"]["7"] == whole["seen"]["stats"]["7"]


def test_an_overlapping_reading_comes_in_parts_and_is_remembered_at_its_end() -> None:
    state: State = {}
    found = list(Seen(state).overlapping(TABLE, "7", rows("a", "b", "c"), lambda _: True))
    assert found == [SAVE, Upsert("stats", rows("a", "b")), SAVE, Upsert("stats", rows("c"))]
    assert list(Seen(state).overlapping(TABLE, "7", rows("a", "b", "c"), lambda _: True)) == []


def test_no_row_is_no_part() -> None:
    assert list(in_parts("stats", [])) == []
