"""What `sfl check` reports of this repository, asked once for all tests."""

from __future__ import annotations

import pytest

from sfl import check
from sfl.subject import Finding
from tracked import ROOT


@pytest.fixture(scope="session")
def report() -> dict[str, list[Finding]]:
    """The findings by connector."""
    return check.report(ROOT, check.connectors(ROOT))
