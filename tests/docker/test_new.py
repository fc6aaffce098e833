"""The README's way to a new connector: made in the image, in a clone of its own, and synced by compose at once."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dulwich import porcelain

from project import DOCKER, Project

MADE = "docker compose run --rm sfl new acme --auth bearer --paging cursor --base-url https://api.acme.example/v1"
SYNCED = "docker compose run --rm acme"


@pytest.fixture
def clone(project: Project, tmp_path: Path) -> Iterator[Project]:
    """Under the same project, so that its images serve; as a git checkout in which everything is committed."""
    project.clear()
    clone = Project(tmp_path / "clone", project.name)
    shutil.copytree(project.folder, clone.folder, symlinks=True)
    with porcelain.init(str(clone.folder)) as repository:
        porcelain.add(repository)
        porcelain.commit(repository, message=b"all", author=b"Tests <tests@example.org>")
    for path in (clone.folder, *clone.folder.rglob("*")):
        os.chown(path, project.folder.stat().st_uid, project.folder.stat().st_gid)
    yield clone
    clone.compose("rm", "--force", "--stop", "sandbox")
    subprocess.run([DOCKER, "rmi", f"{project.name}-acme"], capture_output=True, check=False)


def run(clone: Project, command: str) -> subprocess.CompletedProcess[str]:
    return clone.compose(*command.split()[2:])


def test_a_new_connector_syncs_at_once(clone: Project) -> None:
    made, synced, again = run(clone, MADE), run(clone, SYNCED), run(clone, SYNCED)
    assert (made.returncode, synced.returncode, again.returncode) == (0, 0, 0), made.stderr + synced.stderr
    assert [line.split() for line in synced.stdout.splitlines() if line.startswith(("categories ", "orders "))] == [
        ["categories", "12", "12", "0", "0"],
        ["orders", "400", "400", "0", "0"],
    ]
    assert "Nothing new at the source" in again.stdout
    owner = clone.folder.stat().st_uid
    assert {path.stat().st_uid for path in (clone.folder / "connectors" / "acme").rglob("*")} == {owner}
