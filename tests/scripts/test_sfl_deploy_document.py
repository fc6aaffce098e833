"""docs/deploy.md tells the truth: its commands exist, its messages are those of the code, its rehearsal goes well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checkout import Sfl
from emulated import Emulated

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
TABLE = DOCUMENT.partition("## What each failure means")[2].partition("\n## ")[0]
MESSAGES = re.findall(r"^\| `([^`]+)`", TABLE, re.MULTILINE)
CALLS = sorted(set(re.findall(r"\bsfl ((?:plan|deploy|rollback|fleet|config)[a-z -]*)", DOCUMENT)))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "scripts" / "sfl").glob("*.py"))


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_is_one_of_the_code(message: str) -> None:
    texts = re.sub(r'"\s*\n\s*f?"', "", SOURCE)  # literals that go on in the next line
    assert all(piece.strip() in texts for piece in message.split("..."))


@pytest.mark.parametrize("call", CALLS)
def test_every_option_exists(sfl: Sfl, call: str) -> None:
    verb, *rest = call.split()
    offered = " ".join(sfl(verb, "--help").out.split())
    assert all(word in offered for word in rest if word.startswith("--"))


def test_the_command_that_it_names_is_the_one_that_runs(sfl: Sfl, fivetran: Emulated) -> None:
    (line,) = re.findall(r"^fivetran deploy .*$", DOCUMENT, re.MULTILINE)
    ours = line.replace(" D ", " sandbox ").replace("ongage", "stub")
    assert f"It would run: {ours}" in sfl("deploy", "stub", "--dry-run").out
