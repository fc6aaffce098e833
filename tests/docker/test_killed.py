"""`docker compose run` under `kill -9` of its container: the next one ends with the tables of an undisturbed one."""

import sys
from collections.abc import Callable

import pytest

from containers import Containers
from killing import KILLS
from machine import Listening, Machine
from project import Project
from proof import Chain, Proof
from sandbox.server import Sandbox
from sources import SOURCES


@pytest.fixture(scope="session")
def machines(
    project: Project, sandbox: Sandbox, listening: Listening, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Machine]:
    """Each connector in a copy of its own."""
    if sys.platform != "linux":
        pytest.skip("asks Linux what a container writes")

    def machine(service: str) -> Machine:
        copy = project.copy(tmp_path_factory.mktemp(service) / "repository")
        machine = Machine(copy.folder, SOURCES[service], sandbox, listening, Containers(copy, service))
        copy.give_all_away()
        return machine

    return {service: machine(service) for service in SOURCES}


def test_the_containers_are_killed_often_enough(proof: Proof) -> None:
    assert proof.kills >= KILLS


def test_there_are_rows_to_lose(proof: Proof) -> None:
    assert sum(map(len, proof.undisturbed.tables.values())) > 50


def test_no_row_is_lost_or_left_over(proof: Proof) -> None:
    assert proof.differences == []


def test_nothing_is_asked_for_again_once_it_is_saved(proof: Proof) -> None:
    assert proof.asked_though_saved == []


def test_a_kill_costs_no_more_than_one_window(proof: Proof) -> None:
    window = proof.undisturbed.first.window
    assert [cost for cost in proof.costs if cost > window] == []


def test_nothing_but_the_results_is_left(proof: Proof) -> None:
    assert proof.left == []


def test_a_connector_that_does_not_save_its_jobs_is_caught(broken: Callable[[str], Chain]) -> None:
    assert broken("forgetful").asked_though_saved != []
