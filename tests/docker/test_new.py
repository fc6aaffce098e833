"""The README's way to a new connector: made in the image, in a clone of its own, and synced by compose at once.

So for every kind of login and of paging; all but the README's own are made by the same `sfl new` outside the image.
"""

import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from typing import get_args

import pytest
from dulwich import porcelain

from project import DOCKER, Project
from sfl import cli
from sfl.scaffold import Auth, Paging

MADE = "docker compose run --rm sfl new acme --auth bearer --paging cursor --base-url https://api.acme.example/v1"
KINDS = {*product(get_args(Auth), get_args(Paging))} - {("bearer", "cursor")}
OTHERS = {f"{auth}{paging}": (auth, paging) for auth, paging in sorted(KINDS)}
Run = subprocess.CompletedProcess[str]


def commit(clone: Project) -> None:
    porcelain.add(str(clone.folder))
    porcelain.commit(str(clone.folder), message=b"all", author=b"Tests <tests@example.org>")


def run(clone: Project, command: str) -> Run:
    return clone.compose(*command.split()[2:])


def make(clone: Project, service: str, auth: str, paging: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(clone.folder)
        address = f"https://api.{service}.example/v1"
        assert cli.run(["new", service, "--auth", auth, "--paging", paging, "--base-url", address]) == 0


@pytest.fixture(scope="module")
def clone(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A git checkout in which everything is committed."""
    clone = project.copy(tmp_path_factory.mktemp("new") / "clone")
    porcelain.init(str(clone.folder)).close()
    commit(clone)
    clone.give_all_away()
    yield clone
    clone.compose("rm", "--force", "--stop", "sandbox")
    images = [f"{clone.name}-{service}" for service in ("acme", *OTHERS)]
    subprocess.run([DOCKER, "rmi", *images], capture_output=True, check=False)


@pytest.fixture(scope="module")
def made(clone: Project) -> Project:
    """With a connector of every kind, each made in a checkout without changes."""
    in_the_image = run(clone, MADE)
    assert in_the_image.returncode == 0, in_the_image.stderr
    for service, kind in OTHERS.items():
        commit(clone)
        make(clone, service, *kind)
    return clone


@pytest.fixture(scope="module")
def acme(made: Project) -> Run:
    return run(made, "docker compose run --rm acme")


@pytest.fixture(scope="module")
def others(made: Project, acme: Run) -> Iterator[dict[str, Future[Run]]]:
    """Two at a time; the sandbox has been started with acme."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield {service: pool.submit(run, made, f"docker compose run --rm {service}") for service in OTHERS}


def rows(synced: Run) -> list[list[str]]:
    assert synced.returncode == 0, synced.stderr
    return [line.split() for line in synced.stdout.splitlines() if line.startswith(("categories ", "orders "))]


def test_a_new_connector_syncs_at_once(acme: Run) -> None:
    assert rows(acme) == [["categories", "12", "12", "0", "0"], ["orders", "400", "400", "0", "0"]]


@pytest.mark.parametrize("service", OTHERS)
def test_so_does_one_of_every_other_kind(others: dict[str, Future[Run]], service: str) -> None:
    assert rows(others[service].result()) == [["categories", "12", "12", "0", "0"], ["orders", "400", "400", "0", "0"]]


@pytest.mark.usefixtures("acme")
def test_its_next_sync_finds_nothing_new(made: Project) -> None:
    assert "Nothing new at the source" in run(made, "docker compose run --rm acme").stdout


@pytest.mark.usefixtures("acme")
def test_all_of_it_belongs_to_the_owner_of_the_repository(made: Project) -> None:
    owner = made.folder.stat().st_uid
    assert {path.stat().st_uid for path in (made.folder / "connectors" / "acme").rglob("*")} == {owner}
