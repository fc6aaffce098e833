"""A copy of the repository with a compose project of its own, so that no test touches anyone's containers or files."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from project import DOCKER, Project

pytest_plugins = ("killing",)
GIT = shutil.which("git") or "git"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def engine() -> None:
    if (
        not shutil.which("docker")
        or subprocess.run([DOCKER, "compose", "ls"], capture_output=True, check=False).returncode
    ):
        pytest.exit("no Docker engine with compose answers: start Docker, or run .ci/engine", 2)


@pytest.fixture(scope="session")
def project(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("repository")
    listed = subprocess.run(
        [GIT, "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        _copy(ROOT / name, folder / name)
    project = Project(folder, f"docker-tests-{os.getpid()}")
    project.give_all_away()
    project.compose("build", "--quiet", check=True)
    yield project
    project.compose("down", "--volumes", "--remove-orphans", "--timeout", "1", "--rmi", "local")


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


@pytest.fixture
def clean(project: Project) -> Iterator[Project]:
    """The copy as it was cloned: no results, no configuration."""
    project.clear()
    yield project
    project.clear()
