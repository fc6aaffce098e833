"""A connector against the real sandbox over loopback, with a warehouse in memory in the SDK's place.

What is particular to a connector is in its own folder's source.py, which tests/run puts on the path.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest
from fivetran_connector_sdk import Logging

from sandbox.app import Settings
from sandbox.server import Sandbox, running
from subject import KEYS, SERVICE, SMALL
from warehouse import Warehouse

Logging.LOG_LEVEL = Logging.Level.WARNING


@pytest.fixture(scope="session")
def shared() -> Iterator[Sandbox]:
    """One sandbox for all tests of the process; `sandbox` makes it new for each."""
    with running(Settings.from_environment(SMALL)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    """The sandbox as it is after a fresh start."""
    shared.reset(SERVICE)
    return shared


@pytest.fixture
def configured(sandbox: Sandbox) -> Callable[..., dict[str, str]]:
    """A configuration for the sandbox, with a short history unless told otherwise; it waits for next to nothing."""

    def build(**keys: str) -> dict[str, str]:
        own = sandbox.configuration(SERVICE)
        waits = {name: "0.001" for name in ("poll_interval_seconds", "retry_wait_seconds") if name in own}
        return {**own, **waits, **KEYS, **keys}

    return build


@pytest.fixture
def warehouse() -> Warehouse:
    """An empty warehouse that receives what the connector emits."""
    return Warehouse()


@pytest.fixture(scope="session")
def firsts() -> dict[str, Warehouse]:
    """The first syncs made already, by configuration: the sandbox, made new, gives the same to each."""
    return {}


@pytest.fixture
def synced(
    configured: Callable[..., dict[str, str]], firsts: dict[str, Warehouse], warehouse: Warehouse
) -> Callable[..., Warehouse]:
    """The warehouse after a first sync with this configuration, ready for a second one."""

    def build(**keys: str) -> Warehouse:
        name = repr(sorted(keys.items()))
        if name not in firsts:
            firsts[name] = copy.deepcopy(warehouse.sync(configured(**keys)))
        vars(warehouse).update(copy.deepcopy(vars(firsts[name])))
        return warehouse

    return build
