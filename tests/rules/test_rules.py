"""Each rule finds what breaks it, in its file and line, and nothing else is found there."""

from __future__ import annotations

import pytest

import broken_around as around
import broken_code as code
from broken_code import Broken
from sfl.rules import rules
from tiny import Tiny

FOUND_ALONE = [
    *code.SHAPE, *code.IMPORTS, *code.EMISSION, *code.CODE, *around.FILES, *around.PINS, *around.DOCUMENTS,
]  # fmt: skip
DECLARATIONS = [*around.TABLES, *around.KEYS]
# Broken by what is missing or linked, which no edit of a text can do.
ELSEWHERE = {"no-links", "own-sandbox", "own-tests", "seven-files", "slug"}


def wanted(broken: Broken) -> list[str]:
    path, _, _, found = broken
    return [each if " " in each else each.replace(":", f" {path}:") for each in found]


@pytest.mark.parametrize("broken", FOUND_ALONE, ids=lambda broken: broken[3][0])
def test_a_broken_rule_is_found_where_it_is_broken(tiny: Tiny, broken: Broken) -> None:
    tiny.edit(*broken[:3])
    assert tiny.found() == wanted(broken)


@pytest.mark.parametrize("broken", DECLARATIONS, ids=lambda broken: broken[3][0])
def test_a_wrong_declaration_is_found_where_it_is_written(tiny: Tiny, broken: Broken) -> None:
    """What other files say of the form and the tables differs then, too."""
    tiny.edit(*broken[:3])
    assert [each for each in tiny.found() if not each.startswith(around.FOLLOWING)] == wanted(broken)


def test_every_rule_is_broken_by_some_test() -> None:
    broken = {found.split(":")[0].split(" ")[0] for case in [*FOUND_ALONE, *DECLARATIONS] for found in case[3]}
    assert broken | ELSEWHERE == set(rules())


def test_what_keeps_every_rule_has_no_finding(tiny: Tiny) -> None:
    assert tiny.found() == []
