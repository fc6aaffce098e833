"""Every rule about connectors is asked of every folder of connectors/, so that a new one has them for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from declared import Declared, declared_by
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from tracked import ROOT, connectors


@pytest.fixture(scope="session", params=connectors())
def service(request: pytest.FixtureRequest) -> str:
    """A connector, by its folder's name."""
    return str(request.param)


@pytest.fixture(scope="session")
def folder(service: str) -> Path:
    return ROOT / "connectors" / service


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """For a connector whose schema depends on what its source answers."""
    with running(Settings()) as started:
        yield started


@pytest.fixture(scope="session")
def declared(folder: Path, sandbox: Sandbox) -> Declared:
    """The connector's form and its tables, asked in an interpreter of its own."""
    return declared_by(folder, sandbox)
