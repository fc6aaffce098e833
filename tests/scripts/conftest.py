"""Fixtures of the tests of `sfl`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from checkout import Checkout, Sfl, build
from emulated import Emulated, touch
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from sfl import rest, verify
from sfl.connector import Connector
from sfl.package import staged
from warm import warm


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return build(tmp_path / "checkout")


@pytest.fixture(autouse=True, scope="session")
def asked_warm() -> Iterator[None]:
    """Only a `sfl` in a process of its own asks connectors in new interpreters."""
    with warm():
        yield


@pytest.fixture
def sfl(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Sfl:
    return checkout.here(monkeypatch)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with running(Settings(fivetran_pretend=True)) as found:
        yield found


@pytest.fixture
def fivetran(sandbox: Sandbox, sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> Emulated:
    """An empty account, which `sfl` is told of. Its packages are not run unless a test asks for it."""
    sandbox.reset("fivetran")
    found = Emulated(sandbox)
    for name, value in found.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(rest, "BACK_OFF_S", 0.001)
    monkeypatch.setattr(verify, "POLL_S", (0.01, 0.05))
    return found


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The stub's package, by name of file."""
    with staged(Connector(build(tmp_path_factory.mktemp("packaged") / "checkout").connector)) as package:
        return package.files


@pytest.fixture
def deployed(fivetran: Emulated, packaged: Mapping[str, bytes]) -> Emulated:
    """The stub as `sfl deploy` leaves it, and syncing by schedule; its calls are forgotten."""
    fivetran.create("stub", fivetran.upload(packaged))
    fivetran.forget()
    return fivetran


@pytest.fixture
def touched(deployed: Emulated, checkout: Checkout) -> Emulated:
    """New code to deploy over what is live."""
    touch(checkout)
    return deployed
