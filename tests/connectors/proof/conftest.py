"""The exhaustive proofs: every cut and every fault of every part, against a sandbox as small as it gets.

They take minutes, so they are parts of their own: `tests/run proof`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import subject
from checks.crashes import CrashProof
from checks.faults import FaultProof
from sandbox.app import Settings
from sandbox.server import Sandbox, running

SAID: list[str] = []


@pytest.fixture(scope="session")
def tiny() -> Iterator[Sandbox]:
    with running(Settings.from_environment(subject.TINY)) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def configured_part(tiny: Sandbox) -> Callable[[int], dict[str, str]]:
    """The configuration of a part, that waits for nothing and reads again all that changes."""

    def build(part: int) -> dict[str, str]:
        keys = {**subject.KEYS, **subject.LATER_KEYS, **subject.PARTS[part]}
        return subject.at_once({**tiny.configuration(subject.SERVICE), **keys})

    return build


@pytest.fixture(scope="module")
def crash_proof(
    request: pytest.FixtureRequest, tiny: Sandbox, configured_part: Callable[[int], dict[str, str]]
) -> Iterator[CrashProof]:
    """All cuts of one part, saved eagerly or as usual; what they cost is said at the end."""
    part, eager = request.param
    proof = CrashProof(tiny, configured_part(part), eager)
    yield proof
    SAID.append(f"{subject.SERVICE}, part {part}, {'every window saved' if eager else 'as usual'}: {proof.summary()}")


@pytest.fixture(scope="session")
def fault_proofs(tiny: Sandbox, configured_part: Callable[[int], dict[str, str]]) -> list[FaultProof]:
    """A proof for each part, of the endpoints that no part before it calls."""
    proofs: list[FaultProof] = []
    for part in range(len(subject.PARTS)):
        known = {endpoint for proof in proofs for endpoint in proof.endpoints}
        proofs.append(FaultProof(tiny, configured_part(part), known))
    return proofs


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in SAID:
        terminalreporter.write_line(line)
