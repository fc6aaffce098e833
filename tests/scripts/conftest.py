"""Fixtures of the tests of `sfl`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checkout import Checkout, Run, Sfl, build
from emulated import Emulated, touch
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from sfl import cli, rest, verify
from sfl.connector import Connector
from sfl.package import staged


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return build(tmp_path / "checkout")


@pytest.fixture
def sfl(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sfl:
    """Runs `sfl` in this process: half a second faster than one of its own."""
    monkeypatch.chdir(checkout.root)
    for name in os.environ.keys() - checkout.environment.keys():
        monkeypatch.delenv(name)
    for name, value in checkout.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(checkout.temporary))
    return lambda *arguments: Run(cli.run(list(arguments)), *capsys.readouterr())


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with running(Settings(fivetran_pretend=True)) as found:
        yield found


@pytest.fixture(scope="session")
def answers() -> dict[Any, Any]:
    return {}


@pytest.fixture
def asked_once(answers: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a connector answers is its content's alone: equal ones are not started again, half a second each time."""
    ask = Connector._ask

    def remembered(self: Connector, configuration: dict[str, str], *steps: str) -> dict[str, Any]:
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file() and "files" not in path.parts)
        content = tuple((str(path.relative_to(self.folder)), path.read_bytes()) for path in paths)
        key = (content, tuple(configuration.items()), steps)
        if key not in answers:
            answers[key] = ask(self, configuration, *steps)
        return dict(answers[key])

    monkeypatch.setattr(Connector, "_ask", remembered)


@pytest.fixture
def fivetran(sandbox: Sandbox, sfl: Sfl, asked_once: None, monkeypatch: pytest.MonkeyPatch) -> Emulated:
    """An empty account, which `sfl` is told of. Its packages are not run unless a test asks for it."""
    sandbox.reset("fivetran")
    found = Emulated(sandbox)
    for name, value in found.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(rest, "BACK_OFF_S", 0.001)
    monkeypatch.setattr(verify, "POLL_S", (0.01, 0.05))
    return found


@pytest.fixture
def deployed(fivetran: Emulated, checkout: Checkout) -> Emulated:
    """The stub as `sfl deploy` leaves it, and syncing by schedule; its calls are forgotten."""
    with staged(Connector(checkout.connector)) as package:
        fivetran.create("stub", fivetran.upload(package.files))
    fivetran.forget()
    return fivetran


@pytest.fixture
def touched(deployed: Emulated, checkout: Checkout) -> Emulated:
    """New code to deploy over what is live."""
    touch(checkout)
    return deployed
