"""Marked secrets, which the sandbox accepts, show nowhere: whatever goes wrong, at the login check or later."""

from __future__ import annotations

from collections.abc import Callable

from checks import secrets
from sandbox.server import Sandbox
from subject import PARTS, at_once


def test_no_secret_shows_whatever_goes_wrong(sandbox: Sandbox, configured: Callable[..., dict[str, str]]) -> None:
    secrets.nothing_shows(sandbox, at_once(configured(**PARTS[0])))
