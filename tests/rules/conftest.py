"""A repository to break, for every test its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfl.connector import Connector
from sfl.errors import SflError
from sfl.subject.declared import Declared
from tiny import DECLARING, Ask, Tiny, write


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks a connector once for as long as it declares the same: each time is half a second."""
    known: dict[str, Declared | SflError] = {}

    def declared(folder: Path) -> Declared:
        text = "\0".join((folder / name).read_text(encoding="utf-8") for name in DECLARING)
        if text not in known:
            known[text] = asked(folder)
        answer = known[text]
        if isinstance(answer, SflError):
            raise answer
        return answer

    whole = tmp_path_factory.mktemp("whole")
    write(whole)
    declared(whole / "connectors" / "tiny")  # before any test breaks what only runs, which is not asked again
    return declared


def asked(folder: Path) -> Declared | SflError:
    try:
        return Declared.of(*Connector(folder).declarations({"api_key": "sandbox"}))
    except SflError as error:
        return error


@pytest.fixture
def tiny(tmp_path: Path, ask: Ask) -> Tiny:
    write(tmp_path)
    return Tiny(tmp_path, ask)
