"""The connector against the real sandbox over loopback, with a warehouse in memory in the SDK's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fivetran_connector_sdk import Logging
from warehouse import Warehouse

from sandbox.app import Settings
from sandbox.server import Sandbox, running

Logging.LOG_LEVEL = Logging.Level.WARNING

SMALL = {
    "SANDBOX_ONGAGE_CALLS_PER_MINUTE": "1000000",
    "SANDBOX_ONGAGE_CONTACTS": "300",
}


@pytest.fixture(scope="session")
def shared() -> Iterator[Sandbox]:
    """One sandbox for all tests of the process; `sandbox` makes it new for each."""
    with running(Settings.from_environment(SMALL)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    """The sandbox as it is after a fresh start."""
    shared.reset("ongage")
    return shared


@pytest.fixture
def configured(sandbox: Sandbox) -> Callable[..., dict[str, str]]:
    """A configuration for the sandbox, with a short history unless told otherwise."""

    def build(**keys: str) -> dict[str, str]:
        return {**sandbox.configuration("ongage"), "start_date": "2026-10-20", **keys}

    return build


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse that receives what the connector emits."""
    with Warehouse().receiving() as empty:
        yield empty
