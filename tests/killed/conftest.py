"""The connectors, each on a machine of its own and all at once; the sandbox that they share, over real HTTP.

environment: KILLS  how often each is killed at least (20)
             SEED   what the moments are drawn with (at random; the summary names it)
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from unittest import mock

import pytest

from machine import Machine
from moments import Progress
from proof import Proof
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from sandbox.service import Service
from sources import SOURCES

KILLS = int(os.environ.get("KILLS") or 20)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
PROOFS = pytest.StashKey[dict[str, "Future[Proof]"]]()


@pytest.fixture(scope="session")
def listening() -> Iterator[dict[str, Progress]]:
    """By service, who is told of its calls."""
    listening: dict[str, Progress] = {}
    answer = Service.__call__

    async def call(service, scope, receive, send):
        if service.name not in listening or listening[service.name].call():
            await answer(service, scope, receive, send)

    with mock.patch.object(Service, "__call__", call):
        yield listening


@pytest.fixture(scope="session")
def sandbox(listening: dict[str, Progress]) -> Iterator[Sandbox]:
    sizes = {name: size for source in SOURCES.values() for name, size in source.size.items()}
    with running(Settings.from_environment(sizes)) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def machines(
    sandbox: Sandbox, listening: dict[str, Progress], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Machine]:
    if sys.platform != "linux":
        pytest.skip("asks Linux for the children of a process, and what it writes")

    def machine(service: str) -> Machine:
        folder = tmp_path_factory.mktemp(service)
        return Machine(folder, SOURCES[service], sandbox, lambda progress: listening.update({service: progress}))

    return {service: machine(service) for service in SOURCES}


@pytest.fixture(scope="session")
def proofs(machines: dict[str, Machine], request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Proof]]]:
    """What became of every connector; as many at a time as there are processors."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        proofs = {name: pool.submit(Proof.of, machine, KILLS, SEED) for name, machine in machines.items()}
        request.config.stash[PROOFS] = proofs
        yield proofs


@pytest.fixture(params=SOURCES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def proof(proofs: dict[str, Future[Proof]], service: str) -> Proof:
    return proofs[service].result()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(f"killed: SEED={SEED} KILLS={KILLS}")
    for service, proof in config.stash.get(PROOFS, {}).items():
        if proof.done() and not proof.exception():
            terminalreporter.write_line(f"{service}: {proof.result().summary()}.")
