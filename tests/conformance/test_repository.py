"""What git tracks or would track: small files and functions, nothing of one machine, no secret, nothing half done."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

from exempt import EXEMPT, exempt
from tracked import ROOT, files, texts
from verdict import demand

# Each is written so that it does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home/[a-z]|Users/[A-Za-z]|root/[\w.])|[A-Z]:\\Users\\")
REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|ghcr|quay|gcr|crates)[.](?:org|com|io)|docker[.]io/|registry-1[.]docker|proxy[.]golang"
)
SECRET = re.compile(
    r"-{5}BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bgithub_pat_\w{20}|\bxox[abprs]-\w{10}"
    r"|\bsk_live_\w{10}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|\bglpat-[\w-]{20}|\bAIza[\w-]{35}"
)
HALF_DONE = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K]|WI[P])\b|^<{7} |^>{7} ")


def test_no_file_has_more_than_300_lines() -> None:
    counted = {name: len(text.splitlines()) for name, text in texts().items() if name not in exempt("lines")}
    demand(
        [f"{name}: {count} lines" for name, count in counted.items() if count > 300],
        "Cut it in two where its subject changes; an exception needs a reason in tests/conformance/exempt.py.",
    )


def test_no_function_has_more_than_40_lines() -> None:
    long = [
        offence for name, text in texts().items() if name.endswith(".py") for offence in _long_functions(name, text)
    ]
    demand(long, "Give its parts names of their own.")


def test_no_path_of_one_machine() -> None:
    _nowhere(MACHINE_PATH, "machine path", "Make it relative to the repository or to the user's home.")


def test_no_host_of_a_package_registry() -> None:
    _nowhere(REGISTRY, "registry", "Leave it out: pip, apt and docker are set up by whoever runs them.")


def test_nothing_looks_like_a_key_or_a_token() -> None:
    _nowhere(
        SECRET, "secret", "Revoke it, remove it and rewrite the commit: secrets live in .env or GitHub.", show=False
    )


def test_nothing_is_left_half_done() -> None:
    _nowhere(HALF_DONE, "half done", "Do it, or open an issue and name what is missing in the text.")


def test_scripts_can_be_run() -> None:
    begun = [name for name, text in texts().items() if text.startswith("#!") or name.endswith(".sh")]
    demand(
        [f"{name}: not executable" for name in begun if not os.access(ROOT / name, os.X_OK)],
        "Run `chmod +x` on it, and `git update-index --chmod=+x` where the file system has no modes.",
    )


def test_bash_scripts_stop_at_the_first_failure() -> None:
    bash = [name for name, text in texts().items() if re.match(r"#!.*\bbash\b", text)]
    demand(
        [f"{name}: no `set -euo pipefail`" for name in bash if "\nset -euo pipefail\n" not in texts()[name]],
        "Add it below the header.",
    )


def test_what_holds_secrets_or_results_is_never_tracked() -> None:
    named = [
        name for name in files() if re.search(r"(?:^|/)(?:\.env|configuration\.json|warehouse\.db|state\.json)$", name)
    ]
    demand(named, "Run `git rm --cached` on it and see to it that .gitignore names it; change the secrets it held.")


def test_secrets_and_results_are_ignored() -> None:
    wanted = {".env", "connectors/*/configuration.json", "connectors/*/files/"}
    missing = sorted(wanted - {*texts()[".gitignore"].splitlines()})
    demand([f".gitignore: no line {line}" for line in missing], "Add it: what people put there is never committed.")


def test_every_exception_is_of_a_file_that_is_there() -> None:
    gone = [entry.path for entry in EXEMPT if entry.path not in files() or not entry.reason]
    demand(gone, "Remove its line from tests/conformance/exempt.py.")


def _long_functions(name: str, text: str) -> Iterator[str]:
    for node in _statements(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > 40:
                yield f"{name}:{node.lineno}: {node.name} has {count} lines"


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """What is in a module, at any depth; expressions, of which there are ten times as many, hold none."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield child
            yield from _statements(child)


def _nowhere(pattern: re.Pattern[str], rule: str, todo: str, *, show: bool = True) -> None:
    demand(
        [
            f"{name}:{number}: {line.strip()[:120] if show else 'not shown'}"
            for name, text in texts().items()
            if name not in exempt(rule)
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ],
        f"{todo} An exception needs a reason in tests/conformance/exempt.py.",
    )
