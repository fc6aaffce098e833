"""`sfl debug` under `kill -9`: the next run ends with the tables of one that nobody disturbed, and repeats little."""

from __future__ import annotations

from killing import KILLS
from proof import Proof


def test_the_syncs_are_killed_often_enough(proof: Proof) -> None:
    assert proof.kills >= KILLS


def test_no_row_is_lost_or_left_over(proof: Proof) -> None:
    assert proof.differences == []


def test_nothing_is_asked_for_again_once_it_is_saved(proof: Proof) -> None:
    """So an export that was under way is not made again."""
    assert proof.asked_though_saved == []


def test_a_kill_costs_no_more_than_one_window(proof: Proof) -> None:
    window = proof.undisturbed.first.window
    assert [cost for cost in proof.costs if cost > window] == []


def test_no_copy_of_secrets_or_rows_stays_in_the_temporary_folder(proof: Proof) -> None:
    assert proof.left == []
