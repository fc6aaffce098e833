"""The connector under test: what its source.py says of it, with a default for what that leaves out.

source.py is on the path first (tests/run), as are the connector's own modules. They are asked for by name at each use,
so that a mutant (mutants.py) can stand in for them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import source

Keys = dict[str, str]

SERVICE: str = source.SERVICE
FOLDER = Path(__file__).resolve().parents[2] / "connectors" / SERVICE
SMALL: Keys = source.SMALL  # the sandbox's sizes for tests that look at one thing each
TINY: Keys = getattr(source, "TINY", SMALL)  # and for those that repeat a sync hundreds of times
LARGE: Keys = getattr(source, "LARGE", SMALL)
KEYS: Keys = source.KEYS  # the configuration, beside the sandbox's own
ALL_KEYS: Keys = source.ALL_KEYS  # with which every table is filled
# Configurations that fill every table between them, each as quick as can be.
PARTS: tuple[Keys, ...] = getattr(source, "PARTS", ({},))
# Sizes inside the connector, by the name of the module's attribute (of a dict, the items): so small that there is more
# than one page or part.
PIECES: dict[str, Any] = getattr(source, "PIECES", {})
# By table, the columns that say when a row was read rather than what it is.
TOLD_AT_READING: dict[str, tuple[str, ...]] = source.TOLD_AT_READING
# By table, the columns that rows have though schema() does not declare them.
UNDECLARED: dict[str, tuple[str, ...]] = getattr(source, "UNDECLARED", {})
# How far the source's clock moves between two syncs, and the keys with which all that changed by then is read again.
LATER: dict[str, float] = getattr(source, "LATER", {"days": 1})
LATER_KEYS: Keys = getattr(source, "LATER_KEYS", {})
# Whether, with the tiny sizes, every reading of a window holds all of it.
READ_WHOLE: bool = getattr(source, "READ_WHOLE", False)
# Faults of the sandbox, or the beginnings of their places ("NAME for ever at GET /path"), that the fault proof does not
# try, since they are other data or cannot be met; with the reason, or where they are tested instead.
UNTRIED: dict[str, str] = getattr(source, "UNTRIED", {})

# Secrets of the setup form that stand for a login of another kind than the sandbox's configuration has.
OTHER_LOGIN: tuple[str, ...] = getattr(source, "OTHER_LOGIN", ())
LOGIN = "sandbox"  # every user name, password and key of every sandbox

# No test waits: the keys of toolkit.settings that say how long, for a connector that has them.
AT_ONCE = {
    "retry_wait_seconds": "0.001",
    "retry_after_max_seconds": "1",
    "poll_interval_seconds": "0.001",
    "job_timeout_minutes": "0.001",
}


def module(name: str) -> Any:
    """A module of the connector."""
    return importlib.import_module(name)


def form_fields() -> list[Any]:
    """The fields of the setup form."""
    return list(module("connector").connector.get_configuration_form().fields)


def at_once(configuration: Keys) -> Keys:
    """The configuration, for a sync that waits for nothing."""
    known = {field.name for field in form_fields()}
    return {**configuration, **{name: value for name, value in AT_ONCE.items() if name in known}}


@contextmanager
def in_pieces() -> Iterator[None]:
    """Every collection has several pages, every window several parts."""
    with ExitStack() as patches:
        for name, size in PIECES.items():
            place, _, attribute = name.rpartition(".")
            holder = module(place)
            patch = mock.patch.dict(getattr(holder, attribute), size) if isinstance(size, dict) else None
            patches.enter_context(patch or mock.patch.object(holder, attribute, size))
        yield
