"""How a rule fails: where it is broken, line by line, and then what to do."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def demand(offences: Iterable[str], todo: str) -> None:
    """Fails unless there is no offence."""
    found = list(offences)
    if found:
        pytest.fail("\n".join([*found, todo]), pytrace=False)
