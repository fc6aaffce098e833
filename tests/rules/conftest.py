"""A repository to break, for every test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sfl.subject.declared import Declared
from tests.scripts.warm import warm
from tiny import Tiny, asked, write


@pytest.fixture(autouse=True, scope="session")
def asked_warm() -> Iterator[None]:
    with warm():
        yield


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    """What Tiny declares while nobody breaks it."""
    whole = tmp_path_factory.mktemp("whole")
    write(whole)
    return asked(whole / "connectors" / "tiny")


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    write(tmp_path)
    return Tiny(tmp_path)
