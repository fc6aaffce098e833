"""The README's commands, as they stand there, in a clone: one newcomer's session, in its order."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from project import SECRETS, Project

SESSION = (
    "cp .env.example .env",
    "docker compose run --rm ongage",
    "docker compose run --rm ongage --state connectors/ongage/files/state.json",
    "docker compose up --detach sandbox",
    'curl --silent --request POST "http://127.0.0.1:8900/_sandbox/advance?days=7"',
    "docker compose run --rm ongage --fresh",
    "docker compose run --rm everyaction",
    "docker compose run --rm sfl check",
    "docker compose run --rm sfl sync-toolkit",
    "docker compose run --rm sfl config ongage",
)


@pytest.fixture(scope="module")
def newcomer(project: Project) -> Iterator[Project]:
    project.clear()
    yield project
    project.clear()
    (project.connector / "configuration.json").unlink(missing_ok=True)
    (project.folder / ".env").unlink(missing_ok=True)


@pytest.mark.parametrize("command", SESSION)
def test_a_newcomer_s_session_goes_well(newcomer: Project, command: str) -> None:
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", command.replace(":8900/", f":{port(newcomer, command)}/")],
        cwd=newcomer.folder,
        env=newcomer.environment(SECRETS if "config" in command else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def port(project: Project, command: str) -> str:
    """The tests' sandbox is published on a free port in place of 8900."""
    if "curl" not in command:
        return "8900"
    return project.compose("port", "sandbox", "8900", check=True).stdout.strip().rpartition(":")[2]
