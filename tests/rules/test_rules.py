"""Each rule finds what breaks it, in its file and line, and nothing else is found there."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import broken_around as around
import broken_code as code
from broken_code import Broken
from kept import KEPT
from sfl.rules import rules
from sfl.subject import Subject
from sfl.subject.declared import Declared
from tiny import Tiny

FOUND_ALONE = [
    *code.SHAPE, *code.IMPORTS, *code.EMISSION, *code.CODE, *around.FILES, *around.PINS, *around.DOCUMENTS,
]  # fmt: skip
# Broken by what is missing or linked, which no edit of a text can do.
ELSEWHERE = {"no-links", "own-sandbox", "own-tests", "seven-files", "slug"}


def wanted(broken: Broken) -> list[str]:
    path, _, _, found = broken
    return [each if " " in each else each.replace(":", f" {path}:") for each in found]


@pytest.mark.parametrize("broken", FOUND_ALONE, ids=lambda broken: broken[3][0])
def test_a_broken_rule_is_found_where_it_is_broken(tiny: Tiny, declared: Declared, broken: Broken) -> None:
    tiny.edit(*broken[:3])
    assert tiny.found(declared) == wanted(broken)


@pytest.mark.parametrize("broken", around.TABLES, ids=lambda broken: broken[3][0])
def test_a_wrong_table_is_found_where_it_is_written(tiny: Tiny, declared: Declared, broken: Broken) -> None:
    tiny.edit(*broken[:3])
    tables = runpy.run_path(str(tiny.root / code.MODELS))["TABLES"]
    found = tiny.found(Declared.of(declared.form, declared.tests, {"": tables, "include_tags": tables[:1]}))
    assert without_following(found) == wanted(broken)


@pytest.mark.parametrize("broken", around.KEYS, ids=lambda broken: broken[3][0])
def test_a_wrong_form_is_found_where_it_is_written(tiny: Tiny, broken: Broken) -> None:
    """The connector is asked in an interpreter of its own, as `sfl check` does."""
    tiny.edit(*broken[:3])
    assert without_following(tiny.found()) == wanted(broken)


def without_following(found: list[str]) -> list[str]:
    """Less what differs then in the files that say what the form and the tables say."""
    return [each for each in found if not each.startswith(around.FOLLOWING)]


@pytest.mark.parametrize("edit", KEPT.values(), ids=KEPT)
def test_what_comes_close_is_left_alone(tiny: Tiny, declared: Declared, edit: tuple[str, str, str]) -> None:
    tiny.edit(*edit)
    assert tiny.found(declared) == []


def test_what_keeps_every_rule_has_no_finding(tiny: Tiny) -> None:
    assert tiny.found() == []


@pytest.mark.parametrize("name", ["__init__.py", "api.py", "models.py", "requirements.txt", "toolkit/__init__.py"])
def test_a_missing_file_is_found(tiny: Tiny, declared: Declared, name: str) -> None:
    (tiny.folder / name).unlink()
    assert f"seven-files connectors/tiny/{name}:1" in tiny.found(declared)


def test_a_missing_file_makes_no_other_noise(tiny: Tiny, declared: Declared) -> None:
    """The rules about its content have nothing to judge."""
    (tiny.folder / "connector.py").unlink()
    assert tiny.found(declared) == ["seven-files connectors/tiny/connector.py:1"]


def test_a_link_is_found(tiny: Tiny, declared: Declared) -> None:
    (tiny.folder / "api.py").rename(tiny.root / "api.py")
    (tiny.folder / "api.py").symlink_to(tiny.root / "api.py")
    (tiny.folder / "streams").symlink_to(tiny.root / "sandbox")
    assert [found for found in tiny.found(declared) if found.startswith("no-links")] == [
        "no-links connectors/tiny/api.py:1",
        "no-links connectors/tiny/streams:1",
    ]


def test_a_missing_sandbox_and_missing_tests_are_found(tiny: Tiny, declared: Declared) -> None:
    (tiny.root / "sandbox" / "tiny" / "__init__.py").unlink()
    (tiny.root / "tests" / "connectors" / "tiny" / "test_sync.py").unlink()
    assert tiny.found(declared) == [
        "own-sandbox sandbox/tiny/__init__.py:1",
        "own-tests tests/connectors/tiny/test_sync.py:1",
    ]


@pytest.mark.parametrize("name", ["Tiny", "tiny_one", "1tiny", "tiny-one", "import", "sandbox", "tést"])
def test_a_name_that_is_no_slug_is_found(tmp_path: Path, name: str) -> None:
    assert [found.rule for found in rules()["slug"].findings(Subject(tmp_path, name, pytest.fail))] == ["slug"]


def test_every_rule_is_broken_by_some_test() -> None:
    broken = {
        found.split(":")[0].split(" ")[0] for case in [*FOUND_ALONE, *around.TABLES, *around.KEYS] for found in case[3]
    }
    assert broken | ELSEWHERE == set(rules())


def test_every_rule_says_itself_in_one_line_and_what_to_do() -> None:
    said = [rule for rule in rules().values() if rule.promise.endswith(".") and "\n" not in rule.promise]
    advised = [rule for rule in said if rule.advice.endswith(".")]
    assert [rule.name for rule in advised] == list(rules())
