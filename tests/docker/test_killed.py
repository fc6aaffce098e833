"""A connector's container, killed in the middle of a sync: the next one ends with the rows of one that was not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from project import DOCKER, Project
from sandbox.client import Control
from sfl.warehouse import Warehouse

SERVICES = sorted(path.parent.name for path in Path(__file__).parents[1].glob("connectors/*/source.py"))
SMALL = {"SANDBOX_EVERYACTION_CONTACTS": "20"}


@pytest.fixture
def sandbox(project: Project) -> Control:
    project.compose("up", "--detach", "--wait", "sandbox", given=SMALL, check=True)
    address = project.compose("port", "sandbox", "8900", given=SMALL, check=True).stdout.strip()
    return Control(f"http://{address}")


def files(project: Project, service: str) -> Path:
    return project.folder / "connectors" / service / "files"


def clear(project: Project, service: str, sandbox: Control) -> None:
    shutil.rmtree(files(project, service), ignore_errors=True)
    sandbox.reset(service)


def whole(project: Project, service: str) -> None:
    run = project.compose("run", "--rm", service, given=SMALL)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]


def kill_at(call: int, project: Project, service: str, sandbox: Control) -> None:
    """Kills a run whose call of this number, which is not answered, has arrived."""
    sandbox.fault(service, "hang", skip=call - 1, times=None)
    name = f"{project.name}-{service}-killed"
    process = subprocess.Popen(
        [DOCKER, "compose", "run", "--rm", "--name", name, service],
        cwd=project.folder,
        env=project.environment(SMALL),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while len(sandbox.requests(service)) < call:
        assert process.poll() is None
    subprocess.run([DOCKER, "kill", "--signal", "KILL", name], capture_output=True, check=True)
    assert process.wait(60) == 137
    project.await_end(service)
    sandbox.clear_faults(service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_container_loses_no_row(project: Project, sandbox: Control, tmp_path: Path, service: str) -> None:
    clear(project, service, sandbox)
    whole(project, service)
    warehouse = Warehouse(Path(shutil.copy(files(project, service) / "warehouse.db", tmp_path)))
    warehouse.remember()
    calls = len(sandbox.requests(service))
    clear(project, service, sandbox)
    kill_at(calls * 3 // 4, project, service, sandbox)
    whole(project, service)
    warehouse.path = files(project, service) / "warehouse.db"
    changes = warehouse.changes()
    clear(project, service, sandbox)
    assert sum(change.rows for change in changes) > 100
    assert [change for change in changes if change.added or change.changed or change.deleted] == []
