"""`docker compose run --rm ongage`: where it reads from, what it leaves, how it ends."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from project import DOCKER, SECRETS, Project

SANDBOX = "ongage: no configuration.json and no SFL_ONGAGE_* set, so this syncs the sandbox's invented data."
FROM_SECRETS = "ongage: no configuration.json, so this syncs with SFL_ONGAGE_ACCOUNT_CODE, "
NOTHING_NEW = "Nothing new at the source: no row was added, changed or deleted."


def first_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stdout.splitlines()[0]


def total(run: subprocess.CompletedProcess[str]) -> str:
    """The end table's last line without its name: rows, added, changed, deleted."""
    return next(line for line in run.stdout.splitlines() if line.startswith("total ")).removeprefix("total").strip()


@pytest.fixture(scope="module")
def first(project: Project) -> Iterator[subprocess.CompletedProcess[str]]:
    """The first run in a fresh clone. The tests up to the second run look at what it left."""
    project.clear()
    yield project.ongage()
    project.clear()


@pytest.fixture(scope="module")
def with_secrets(project: Project) -> Iterator[subprocess.CompletedProcess[str]]:
    """A run with the environment's secrets, of which only the state is kept. The two tests of it are in their order."""
    project.clear()
    run = project.ongage(given=SECRETS)
    (project.files / "state.json").rename(project.files / "old.json")
    yield run
    project.clear()


def test_the_first_line_says_that_the_data_is_invented(first: subprocess.CompletedProcess[str]) -> None:
    assert (first.returncode, first_line(first)) == (0, SANDBOX)


def test_the_first_run_adds_rows(first: subprocess.CompletedProcess[str]) -> None:
    rows, added, changed, deleted = total(first).split()
    assert int(rows.replace(",", "")) > 500
    assert (added, changed, deleted) == (rows, "0", "0")


@pytest.mark.usefixtures("first")
def test_the_results_belong_to_the_owner_of_the_repository(project: Project) -> None:
    assert {"state.json", "warehouse.db"} <= {path.name for path in project.files.iterdir()}
    owner = project.folder.stat().st_uid
    assert {path.stat().st_uid for path in (project.files, *project.files.rglob("*"))} == {owner}


@pytest.mark.usefixtures("first")
def test_nothing_else_is_written_into_the_repository(project: Project) -> None:
    beside = {path.name for path in project.connector.iterdir()}
    assert not beside & {"configuration.json", "crash-reports", "tmp_requirements.txt", "__pycache__"}


@pytest.mark.usefixtures("first")
def test_a_second_run_moves_no_row(project: Project) -> None:
    again = project.ongage()
    assert again.returncode == 0
    assert NOTHING_NEW in again.stdout


def test_the_environment_s_secrets_are_used(with_secrets: subprocess.CompletedProcess[str], project: Project) -> None:
    assert with_secrets.returncode == 0, with_secrets.stderr
    assert first_line(with_secrets).startswith(FROM_SECRETS)
    assert not (project.connector / "configuration.json").exists()


def test_a_run_goes_on_from_the_given_state(with_secrets: subprocess.CompletedProcess[str], project: Project) -> None:
    run = project.ongage("--state", "connectors/ongage/files/old.json", given=SECRETS)
    assert run.returncode == 0, run.stderr
    assert total(run).split() == [total(with_secrets).split()[0], "0", "0", "0"]


def test_a_fresh_run_starts_over(with_secrets: subprocess.CompletedProcess[str], project: Project) -> None:
    run = project.ongage("--fresh", given=SECRETS)
    assert run.returncode == 0, run.stderr
    assert total(run) == total(with_secrets)


def test_what_is_typed_after_the_service_reaches_sfl(clean: Project) -> None:
    clean.configure()
    run = clean.ongage("--fresh", "--state", "connectors/ongage/files/missing.json")
    assert run.returncode == 2
    assert "connectors/ongage/files/missing.json" in run.stderr


def test_env_s_secrets_are_used(clean: Project) -> None:
    clean.dotenv("".join(f"{name}={value}\n" for name, value in SECRETS.items()))
    run = clean.ongage()
    assert run.returncode == 0, run.stderr
    assert first_line(run).startswith(FROM_SECRETS)


def test_configuration_json_comes_before_the_environment(clean: Project) -> None:
    clean.configure()
    run = clean.ongage(given={"SFL_ONGAGE_PASSWORD": "wrong"})
    assert run.returncode == 0, run.stderr
    assert first_line(run) == "ongage: syncs with its configuration.json."


def test_a_bad_configuration_ends_with_2(clean: Project) -> None:
    clean.configure(start_date="yesterday")
    run = clean.ongage()
    assert run.returncode == 2
    assert "start_date" in run.stderr
    assert list(clean.files.iterdir()) == []


def test_a_wrong_password_ends_with_3_and_is_not_shown(clean: Project) -> None:
    clean.configure(password="invented-5ecret")
    run = clean.ongage()
    assert run.returncode == 3
    assert "SFL_ONGAGE_PASSWORD" in run.stderr
    assert "invented-5ecret" not in run.stdout + run.stderr
    assert list(clean.files.iterdir()) == []


@contextlib.contextmanager
def started(project: Project, given: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [DOCKER, "compose", "run", "--rm", "ongage"],
        cwd=project.folder,
        env=project.environment(given),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A signal goes to docker and its plugin together, as from a terminal, `timeout` or a CI runner.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_run_beside_another_one_is_refused(clean: Project) -> None:
    with started(clean, {**SECRETS, "SFL_ONGAGE_CALLS_PER_MINUTE": "60"}) as process:
        next(line for line in process.stdout or () if "mailings: " in line)
        second = clean.ongage("--fresh", given=SECRETS)
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
    clean.await_end("ongage")
    assert second.returncode == 2
    assert "is held open by a run in another container: close it there" in second.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_sync_stops_and_the_next_one_completes_it(
    clean: Project, with_secrets: subprocess.CompletedProcess[str], number: signal.Signals
) -> None:
    with started(clean, {**SECRETS, "SFL_ONGAGE_CALLS_PER_MINUTE": "60"}) as process:
        next(line for line in process.stdout or () if "mailings: " in line)
        os.killpg(process.pid, number)
        process.communicate(timeout=60)
    assert process.returncode != 0
    clean.await_end("ongage")
    completed = clean.ongage(given=SECRETS)
    assert completed.returncode == 0, completed.stderr
    assert total(completed).split()[0] == total(with_secrets).split()[0]
