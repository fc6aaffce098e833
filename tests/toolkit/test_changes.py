"""When a checkpoint is worth its cost."""

from __future__ import annotations

import pytest

from toolkit.changes import Checkpoints, Save


class Clock:
    """Seconds that move only when a test says so."""

    now_s = 0.0

    def read(self) -> float:
        return self.now_s


@pytest.mark.parametrize(
    ("rows", "waited_s", "now", "due"),
    [
        (0, 0, False, False),
        (4_999, 59.9, False, False),
        (5_000, 0, False, True),
        (0, 60, False, True),
        (0, 0, True, True),
    ],
    ids=["nothing", "just-below-both", "5000-rows", "60-seconds", "now"],
)
def test_a_save_is_due_after_enough_rows_or_time_or_at_once(rows: int, waited_s: float, now: bool, due: bool) -> None:
    clock = Clock()
    gathered = Checkpoints(clock.read, rows)
    clock.now_s = waited_s
    assert gathered.due(Save(now=now)) is due


def test_after_a_checkpoint_rows_are_counted_anew() -> None:
    gathered = Checkpoints(Clock().read, 5_000)
    assert [gathered.due(Save()), gathered.due(Save())] == [True, False]
    assert gathered.rows == 0


@pytest.mark.parametrize(("until", "due"), [(69, False), (70, True)], ids=["59-seconds-later", "60-seconds-later"])
def test_after_a_checkpoint_seconds_are_counted_anew(until: float, due: bool) -> None:
    clock = Clock()
    gathered = Checkpoints(clock.read)
    clock.now_s = 10
    gathered.due(Save(now=True))
    clock.now_s = until
    assert gathered.due(Save()) is due


def test_what_was_not_due_is_still_counted() -> None:
    gathered = Checkpoints(Clock().read, 3_000)
    assert not gathered.due(Save())
    gathered.rows += 2_000
    assert gathered.due(Save())
