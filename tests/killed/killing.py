"""What a proof by kills runs on, a plugin of pytest: the sandbox of all connectors, over real HTTP, and their proofs.

Whoever loads it says by the fixture `machines` what the connectors run on.

environment: KILLS  how often each is killed at least (20)
             SEED   what the moments are drawn with (at random; the summary names it)
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import pytest

from machine import Listening, Machine
from moments import FIRST_SAVE
from proof import Chain, Proof
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from sandbox.service import Service
from sources import SOURCES

KILLS = int(os.environ.get("KILLS") or 20)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
BROKEN = Path(__file__).with_name("broken")
OPERATIONS = "from fivetran_connector_sdk import Operations as op"
PROOFS = pytest.StashKey[dict[str, "Future[Proof]"]]()


@pytest.fixture(scope="session")
def listening() -> Iterator[Listening]:
    """By service, who is told of its calls."""
    listening: Listening = {}
    answer = Service.__call__

    async def call(service, scope, receive, send):
        if service.name not in listening or listening[service.name].call():
            await answer(service, scope, receive, send)

    with mock.patch.object(Service, "__call__", call):
        yield listening


@pytest.fixture(scope="session")
def sandbox(listening: Listening) -> Iterator[Sandbox]:
    sizes = {name: size for source in SOURCES.values() for name, size in source.size.items()}
    with running(Settings.from_environment(sizes)) as sandbox:
        yield sandbox


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    proofs = config.stash.get(PROOFS, {})
    if proofs:
        terminalreporter.write_line(f"killed: SEED={SEED} KILLS={KILLS}")
    for service, proof in proofs.items():
        if proof.done() and not proof.exception():
            terminalreporter.write_line(f"{service}: {proof.result().summary()}.")
