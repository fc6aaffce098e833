"""What `sfl new` makes works as it is made, for every kind of login and of paging, in a clean clone."""

from __future__ import annotations

import re
from itertools import product
from typing import get_args

import pytest
import yaml

from clone import Clone, cloned
from sfl.scaffold import Auth, Paging

KINDS = {f"{auth}{paging}": (auth, paging) for auth, paging in product(get_args(Auth), get_args(Paging))}
# The package, in which a login and a paging have no part, one shows for all.
SHIPPED = "bearercursor"
# All but that, and what is asked of the suite itself, not of a connector: whether it catches a broken one.
LESS = '-m "not long" --deselect tests/connectors/proof/test_mutants.py'


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """With a connector of every kind, each made in a checkout without changes."""
    clone = cloned(tmp_path_factory.mktemp("new") / "clone")
    for service, (auth, paging) in KINDS.items():
        address = f"https://api.{service}.example/v1"
        clone.make(service, "--auth", auth, "--paging", paging, "--base-url", address)
        clone.commit()
    return clone


def test_a_repository_with_all_of_them_keeps_every_rule(clone: Clone) -> None:
    """Those of `sfl check`, which is asked of each, and those of the repository as a whole."""
    told = clone.python("tests/run", "conformance")
    assert told.returncode == 0, told.stdout


def test_each_has_its_deploy_workflow(clone: Clone) -> None:
    keys = (clone.root / ".env.example").read_text(encoding="utf-8")
    for service in KINDS:
        workflow = (clone.root / f".github/workflows/{service}_deploy.yml").read_text(encoding="utf-8")
        name = rf"\bSFL_{service.upper()}_\w+"
        assert {*re.findall(name, workflow)} == {*re.findall(name, keys)} != set()


def test_every_kind_passes_what_is_asked_of_every_connector_and_the_proof(clone: Clone) -> None:
    told = clone.python("tests/run", *(f"{service}:proof" for service in KINDS), PYTEST_ADDOPTS=LESS)
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1].endswith(" passed, 0 failed, 0 skipped")


def test_one_ships(clone: Clone) -> None:
    path = f"pythonpath=connectors/{SHIPPED} tests/connectors/{SHIPPED} tests/connectors scripts ."
    told = clone.python("-m", "pytest", "-q", "-o", path, "tests/connectors/test_ship.py")
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1].startswith("2 passed")


def test_one_is_synced_by_the_sdk_and_has_nothing_new_at_once(clone: Clone) -> None:
    first, second = (clone.python("-m", "sfl", "debug", "bearercursor") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    rows = [line.split() for line in first.stdout.splitlines() if line.startswith(("categories ", "orders "))]
    assert rows == [["categories", "12", "12", "0", "0"], ["orders", "400", "400", "0", "0"]]
    assert "Nothing new at the source: no row was added, changed or deleted." in second.stdout


def test_compose_has_them_in_order(clone: Clone) -> None:
    text = (clone.root / "docker-compose.yml").read_text(encoding="utf-8")
    names = sorted([*KINDS, "everyaction", "ongage"])
    composed = yaml.safe_load(text)
    front_door = list(composed["services"]["sfl"]["environment"])
    assert [name for name in composed["services"] if name in names] == names
    assert [name[2:] for name in composed if name[2:] in names] == names
    assert [name for name in front_door if "DESTINATION" in name] == [
        f"{name.upper()}_FIVETRAN_DESTINATION" for name in names
    ]


def test_the_readme_has_them_in_order(clone: Clone) -> None:
    readme = (clone.root / "README.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1] for line in readme.splitlines() if "](connectors/" in line and line.startswith("|")]
    sections = [line.split()[1][:-1] for line in readme.splitlines() if line.startswith("### ") and "tables" in line]
    assert rows == sections == sorted([*KINDS, "everyaction", "ongage"])
