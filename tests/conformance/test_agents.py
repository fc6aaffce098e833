"""AGENTS.md: short, and every test that it names as the holder of a rule exists."""

from __future__ import annotations

import ast
import re

from sfl.rules import rules
from tracked import files, texts
from verdict import demand

NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
RULE = re.compile(r"\brule\s+`([\w-]+)`")
PATH = re.compile(r"`([\w.-]+/[\w./-]*\w)`")


def test_agents_md_is_short() -> None:
    count = len(texts()["AGENTS.md"].splitlines())
    demand([f"AGENTS.md: {count} lines"] * (count > 120), "Keep what cannot be guessed, in 120 lines.")


def test_every_test_that_agents_md_names_exists() -> None:
    named = sorted({(found[1], found[2]) for found in NAMED.finditer(texts()["AGENTS.md"])})
    assert len(named) > 10
    missing = [f"AGENTS.md: {path}::{test or ''}" for path, test in named if not _is_there(path, test)]
    demand(missing, "Name the test that holds the rule now; a rule without one says so.")


def test_every_rule_that_agents_md_names_exists() -> None:
    named = set(RULE.findall(texts()["AGENTS.md"]))
    assert len(named) > 20
    demand([f"AGENTS.md: rule {name}" for name in sorted(named - rules().keys())], "Name the rule that is there now.")


def test_every_path_that_documents_name_exists() -> None:
    there = {*files(), *(folder for name in files() for folder in _folders(name))}
    documents = ("AGENTS.md", "CONTRIBUTING.md")
    demand(
        [
            f"{document}: {path}"
            for document in documents
            for path in PATH.findall(texts()[document])
            if path.partition("/")[0] in {name.partition("/")[0] for name in files()} and path not in there
        ],
        "Name the file that is there now.",
    )


def _is_there(path: str, test: str | None) -> bool:
    tree = ast.parse(texts().get(path, ""))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return test in names if test else path in files()


def _folders(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]
