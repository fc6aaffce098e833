"""A large sync stays within its limits."""

from __future__ import annotations

from checks import limits
from sandbox.app import Settings
from sandbox.server import running
from subject import KEYS, LARGE, SERVICE, at_once


def test_memory_state_checkpoints_and_log_are_bounded() -> None:
    with running(Settings.from_environment(LARGE)) as sandbox:
        configuration = at_once({**sandbox.configuration(SERVICE), **KEYS})
        found = limits.measured(configuration)
    limits.within(found)
