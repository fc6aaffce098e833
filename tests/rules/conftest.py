"""A repository to break, for every test its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfl.subject.declared import Declared
from tiny import Tiny, asked, write


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    """What Tiny declares while nobody breaks it; to ask it takes half a second."""
    whole = tmp_path_factory.mktemp("whole")
    write(whole)
    return asked(whole / "connectors" / "tiny")


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    write(tmp_path)
    return Tiny(tmp_path)
