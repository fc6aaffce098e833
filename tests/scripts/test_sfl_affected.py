"""CI tests the connectors that a change touches, and all of them when it touches what they share."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sfl.affected import affected, changed_since

SERVICES = ["everyaction", "ongage"]


@pytest.mark.parametrize(
    "path",
    [
        "connectors/ongage/api.py",
        "connectors/ongage/streams/run.py",
        "sandbox/ongage/api.py",
        "tests/connectors/ongage/test_sync.py",
        ".github/workflows/ongage_deploy.yml",
    ],
)
def test_a_file_of_one_connector_touches_it_alone(path: str) -> None:
    assert affected([path], SERVICES) == ["ongage"]


@pytest.mark.parametrize(
    "path",
    [
        "toolkit/session.py",
        "docker/requirements.txt",
        "sandbox/clock.py",
        "tests/connectors/test_crash.py",
        "scripts/sfl/cli.py",
        ".github/workflows/connector_deploy.yml",
        "connectors/gone/api.py",
    ],
)
def test_what_is_shared_touches_every_connector(path: str) -> None:
    assert affected(["connectors/ongage/api.py", path], SERVICES) == SERVICES


def test_a_document_touches_none() -> None:
    assert affected(["README.md", "docs/deploy.md"], SERVICES) == []


def test_files_of_two_connectors_touch_both_once() -> None:
    paths = ["connectors/ongage/api.py", "connectors/everyaction/api.py", "sandbox/ongage/api.py"]
    assert affected(paths, SERVICES) == SERVICES


@pytest.mark.skipif(shutil.which("git") is None, reason="the image has no git")
def test_git_tells_what_changed_since_a_commit_and_not_what_changed_there(tmp_path: Path) -> None:
    """As on a pull request whose base has moved on."""
    _git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    _commit(tmp_path, "README.md")
    _git(tmp_path, "switch", "--quiet", "--create", "topic")
    _commit(tmp_path, "connectors/ongage/api.py")
    _git(tmp_path, "switch", "--quiet", "main")
    _commit(tmp_path, "toolkit/session.py")
    _git(tmp_path, "switch", "--quiet", "topic")
    assert changed_since("main", tmp_path) == ["connectors/ongage/api.py"]


@pytest.mark.skipif(shutil.which("git") is None, reason="the image has no git")
def test_a_commit_that_git_does_not_know_is_no_answer(tmp_path: Path) -> None:
    """GitHub gives zeros for the first push of a branch."""
    _git(tmp_path, "init", "--quiet")
    assert changed_since("0" * 40, tmp_path) is None


def _commit(root: Path, name: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).touch()
    _git(root, "add", name)
    _git(root, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", name)


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)
