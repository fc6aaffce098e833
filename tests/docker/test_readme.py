"""The README's commands, as they stand there, in a clone: one newcomer's session, in its order."""

import base64
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
    "docker compose run --rm sfl deploy ongage --dry-run",
    "docker compose run --rm sfl deploy ongage --sync",
    "docker compose run --rm sfl fleet",
    "docker compose run --rm sfl config ongage",
)
# The sandbox's Fivetran.
FIVETRAN = {
    "FIVETRAN_API_URL": "http://sandbox:8900/fivetran",
    "FIVETRAN_API_KEY": base64.b64encode(b"sandbox:sandbox").decode(),
    "ONGAGE_FIVETRAN_DESTINATION": "sandbox",
}
VARIABLES = {" config ": SECRETS, " deploy ": {**SECRETS, **FIVETRAN}, " fleet": FIVETRAN}


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
        env=newcomer.environment(given(command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def given(command: str) -> dict[str, str]:
    """What the README says to set before the command."""
    return next((found for word, found in VARIABLES.items() if word in command), {})


def port(project: Project, command: str) -> str:
    """The tests' sandbox is published on a free port in place of 8900."""
    if "curl" not in command:
        return "8900"
    return project.compose("port", "sandbox", "8900", check=True).stdout.strip().rpartition(":")[2]
