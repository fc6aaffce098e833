"""That the proof can fail: broken connectors, whose undisturbed syncs are right, are caught by it."""

from __future__ import annotations

from collections.abc import Callable

from proof import Chain


def test_rows_that_come_after_their_checkpoint_are_missed(broken: Callable[[str], Chain]) -> None:
    assert broken("late").differences != []


def test_a_job_that_is_not_saved_is_noticed(broken: Callable[[str], Chain]) -> None:
    assert broken("forgetful").asked_though_saved != []
