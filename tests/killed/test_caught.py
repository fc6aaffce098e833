"""That the proof can fail: broken connectors, whose undisturbed syncs are right, are caught by it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from machine import Machine
from moments import FIRST_SAVE
from proof import Chain, Proof

BROKEN = Path(__file__).with_name("broken")
OPERATIONS = "from fivetran_connector_sdk import Operations as op"


@pytest.fixture
def broken(machines: dict[str, Machine], proof: Proof, service: str) -> Callable[[str], Chain]:
    """Kills the connector with the operations of broken/<name>.py right after its first save, and starts it again."""

    def kill(name: str) -> Chain:
        machine = machines[service]
        machine.replace("sync.py", OPERATIONS, f"import {name} as op")
        shutil.copy(BROKEN / f"{name}.py", machine.connector)
        try:
            return Chain.of(machine, proof.undisturbed, [FIRST_SAVE])
        finally:
            machine.replace("sync.py", f"import {name} as op", OPERATIONS)

    return kill


def test_rows_that_come_after_their_checkpoint_are_missed(broken: Callable[[str], Chain]) -> None:
    assert broken("late").differences != []


def test_a_job_that_is_not_saved_is_noticed(broken: Callable[[str], Chain]) -> None:
    assert broken("forgetful").asked_though_saved != []
