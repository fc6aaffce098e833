"""The real runner, killed while an export is under way: the next run looks at that export and makes no other."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from source import SERVICE

from sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[3]
POLLS = "Jobs/2[0-9]+$"
COPIED = ("connectors/everyaction", "scripts", "sandbox", "toolkit", "docker", "pyproject.toml", "docker-compose.yml")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `sfl debug` needs of the repository; its results are nobody's."""
    ignored = shutil.ignore_patterns("__pycache__", "files", "configuration.json")
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)
    return tmp_path


def started(checkout: Path, sandbox: Sandbox) -> subprocess.Popen[str]:
    configuration = {**sandbox.configuration(SERVICE), "resources": "contact"}
    (checkout / "connectors" / SERVICE / "configuration.json").write_text(json.dumps(configuration))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SFL_", "SANDBOX_"))}
    path = os.pathsep.join([str(checkout / "scripts"), str(checkout)])
    return subprocess.Popen(
        [sys.executable, "-m", "sfl", "debug", SERVICE],
        cwd=checkout,
        env={**environment, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )


def sent(sandbox: Sandbox, method: str) -> list[str]:
    """The paths of the exports' calls."""
    return [c["path"] for c in sandbox.requests(SERVICE) if c["method"] == method and "ExportJobs" in c["path"]]


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(found for child in children for found in below(child))]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux for the children of a process")
def test_an_export_survives_the_kill_of_the_whole_process(checkout: Path, sandbox: Sandbox) -> None:
    sandbox.fault(SERVICE, "hang", path=POLLS, times=None)
    process = started(checkout, sandbox)
    while not [path for path in sent(sandbox, "GET") if path[-1].isdecimal()]:  # until the first look at the job hangs
        assert process.poll() is None, process.communicate()[0][-2000:]
    for pid in [process.pid, *below(process.pid)]:
        os.kill(pid, signal.SIGKILL)
    process.communicate()
    assert len(sent(sandbox, "POST")) == 1
    sandbox.clear_faults(SERVICE)
    sandbox.clear_requests(SERVICE)
    again = started(checkout, sandbox)
    output = again.communicate()[0]
    assert (again.returncode, "SYNC SUCCEEDED" in output) == (0, True), output[-2000:]
    assert sent(sandbox, "POST") == []
