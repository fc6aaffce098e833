"""What a killed run leaves in the temporary folder is taken away by the next one; what is in use is not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sfl import leftovers


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def left(place: Path) -> Path:
    """The folder of a run that was killed."""
    folder = place / f"{leftovers.PREFIX}left"
    folder.mkdir()
    (folder / leftovers.LOCK).touch()
    (folder / "configuration.json").write_text("{}")
    return folder


def test_what_a_killed_run_left_is_deleted_by_the_next_one(left: Path) -> None:
    with leftovers.temporary():
        assert not left.exists()


def test_the_folder_of_a_run_that_goes_on_stays(place: Path) -> None:
    with leftovers.temporary() as first, leftovers.temporary() as second:
        assert sorted(place.iterdir()) == sorted([first.folder, second.folder])
    assert list(place.iterdir()) == []


def test_a_folder_stays_while_a_child_of_the_killed_run_goes_on(place: Path) -> None:
    folder = place / f"{leftovers.PREFIX}left"
    folder.mkdir()
    held = leftovers._lock(folder)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    os.close(held)
    leftovers.clear()
    assert folder.exists()
    child.communicate(b"\n")
    leftovers.clear()
    assert not folder.exists()


def test_a_folder_that_is_being_made_stays(place: Path) -> None:
    folder = place / f"{leftovers.PREFIX}new"
    folder.mkdir()
    leftovers.clear()
    assert folder.exists()


def test_nothing_is_deleted_through_a_link(place: Path, left: Path) -> None:
    elsewhere = left.rename(place / "elsewhere")
    left.symlink_to(elsewhere)
    leftovers.clear()
    assert (elsewhere / "configuration.json").exists()


@pytest.mark.parametrize("name", ["sfl-of-another-program", "other"])
def test_nothing_else_is_deleted(place: Path, left: Path, name: str) -> None:
    other = left.rename(place / name)
    leftovers.clear()
    assert (other / "configuration.json").exists()
