"""The connectors as processes, each in a checkout of its own."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from machine import Listening, Machine
from processes import Processes
from sandbox.server import Sandbox
from sources import ROOT, SOURCES

pytest_plugins = ("killing",)

NOT_COPIED = shutil.ignore_patterns("__pycache__", "files", "configuration.json")


@pytest.fixture(scope="session")
def machines(sandbox: Sandbox, listening: Listening, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Machine]:
    if sys.platform != "linux":
        pytest.skip("asks Linux for the children of a process, and what it writes")

    def machine(service: str) -> Machine:
        folder = checkout(tmp_path_factory.mktemp(service), service)
        return Machine(folder, SOURCES[service], sandbox, listening, Processes(folder, service))

    return {service: machine(service) for service in SOURCES}


def checkout(folder: Path, service: str) -> Path:
    """What `sfl debug` needs of the repository."""
    shutil.copytree(ROOT / "connectors" / service, folder / "connectors" / service, ignore=NOT_COPIED)
    shutil.copy(ROOT / "docker-compose.yml", folder)
    return folder
