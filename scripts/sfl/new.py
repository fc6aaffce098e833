"""`sfl new`: a connector that passes every check as it is made, with its sandbox, tests and documents."""

from __future__ import annotations

import importlib.util
import re
import sys
import tempfile
from pathlib import Path
from typing import get_args

from rich.prompt import Prompt

from sfl import placing, workflows
from sfl.connector import Connector, Field
from sfl.errors import UsageError
from sfl.repository import Repository
from sfl.rules.slug import is_slug
from sfl.scaffold import Auth, Paging, Scaffold
from sfl.worktree import changed_files, put

LONGEST = 20  # letters of a name: it stands in lines of the template
# No login, no query, nothing that Python, YAML or Markdown reads as more than text.
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*/?")
PYTHONS = re.compile(r"(?:py|pypy|python)\d*")
SHOWN = 5


def new(service: str, *, auth: Auth | None, paging: Paging | None, base_url: str | None) -> None:
    """Nothing is asked before the name and the checkout have passed, and nothing written before all is rendered."""
    repository = Repository.find()
    _check_name(service, repository.root)
    _check_clean(repository.root)
    scaffold = Scaffold(service, *_answers(auth, paging, base_url))
    files = _rendered(repository.root, scaffold)
    put(repository.root, files)
    print(f"{service}: {len(files)} files written; `git status` names them.")
    print(f"Sync its sandbox:  docker compose run --rm {service}   (a sandbox that is running: restart it first)")
    print('Make it the real source: AGENTS.md, "A new connector".')


def _check_name(service: str, root: Path) -> None:
    if not is_slug(service) or len(service) > LONGEST:
        advice = f"small letters and digits, a letter first, {LONGEST} at most, no word of Python"
        raise UsageError(f"{service!r} is no name for a connector: take {advice}.")
    if PYTHONS.fullmatch(service) or importlib.util.find_spec(service):
        raise UsageError(f"{service} is a Python or an installed module: take another name, say {service}api.")
    named = {*_words(root / "docker-compose.yml", r"^(?:x-|  )(\w+):"), *_words(root / "tox.ini", r"^\[(?:\w+:)?(\w+)")}
    places = (f"{place}/{service}" for place in ("connectors", "sandbox", "tests", "tests/connectors"))
    there = [place for place in (*places, f"sandbox/{service}.py") if (root / place).exists()]
    if there or service in named:
        what = f"{there[0]} is there" if there else f"docker-compose.yml or tox.ini uses the name {service}"
        raise UsageError(f"{what} already: take another name.")


def _words(path: Path, pattern: str) -> list[str]:
    return re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)


def _check_clean(root: Path) -> None:
    changed = changed_files(root)
    if changed:
        shown = ", ".join(changed[:SHOWN]) + (f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else "")
        raise UsageError(f"the checkout has changes ({shown}): commit or stash them, so that what is made can be told.")


def _answers(auth: Auth | None, paging: Paging | None, base_url: str | None) -> tuple[str, str, str]:
    given = {"--auth": auth, "--paging": paging, "--base-url": base_url}
    missing = [flag for flag, value in given.items() if value is None]
    if missing and not sys.stdin.isatty():
        raise UsageError(f"no terminal to ask at: give {', '.join(missing)}.")
    try:
        chosen = (
            auth or Prompt.ask("Login", choices=list(get_args(Auth))),
            paging or Prompt.ask("Paging", choices=list(get_args(Paging))),
            base_url or Prompt.ask("Address of the API"),
        )
    except EOFError:
        raise UsageError(f"no answer: give {', '.join(missing)}.") from None
    if not ADDRESS.fullmatch(chosen[2]) or len(chosen[2]) > 100:
        raise UsageError("--base-url must be an address like https://api.example.org/v1, with no login and no query.")
    return chosen


def _rendered(root: Path, scaffold: Scaffold) -> dict[str, bytes]:
    """Every file that is new or changes, by its path."""
    pins = {line.partition("==")[0]: line for line in (root / "docker/requirements.in").read_text().splitlines()}
    files = {path: text.encode() for path, text in scaffold.files(pins).items()}
    for path in (root / "toolkit").glob("*.py"):
        files[f"connectors/{scaffold.service}/toolkit/{path.name}"] = path.read_bytes()
    form = _form(files, scaffold.service)
    texts = placing.placed(root, scaffold.service, form)
    texts[f".github/workflows/{scaffold.service}_deploy.yml"] = workflows.rendered(scaffold.service, form)
    return {**files, **{path: text.encode() for path, text in texts.items()}}


def _form(files: dict[str, bytes], service: str) -> list[Field]:
    """The setup form of the new connector, which is asked before it is put into the checkout."""
    with tempfile.TemporaryDirectory(prefix="sfl-") as name:
        put(Path(name), {path: content for path, content in files.items() if path.startswith("connectors/")})
        return Connector(Path(name, "connectors", service)).form()
