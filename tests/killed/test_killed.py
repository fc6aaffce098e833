"""`sfl debug` under `kill -9`: the next run ends with the tables of one that nobody disturbed, and repeats little."""

from __future__ import annotations

from conftest import KILLS
from proof import Proof


def test_the_syncs_are_killed_often_enough(proof: Proof) -> None:
    assert proof.kills >= KILLS


def test_no_row_is_lost_or_left_over(proof: Proof) -> None:
    assert [f"{chain}: {line}" for chain in proof.chains for line in chain.differences] == []


def test_nothing_is_asked_for_again_once_it_is_saved(proof: Proof) -> None:
    """So an export that was under way is not made again."""
    assert [f"{chain}: {call}" for chain in proof.chains for call in chain.asked_though_saved] == []


def test_a_kill_costs_no_more_than_one_window(proof: Proof) -> None:
    window = proof.undisturbed.first.window
    costs = [len(calls) for chain in proof.chains for calls in chain.repeated]
    assert [cost for cost in costs if cost > window] == []


def test_no_copy_of_secrets_or_rows_stays_in_the_temporary_folder(proof: Proof) -> None:
    assert [chain.left for chain in proof.chains if chain.left] == []
