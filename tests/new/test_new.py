"""`sfl new` refuses what it cannot make well, and then leaves no trace; it asks for what no option gives."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clone import Clone, Run, cloned

ADDRESS = "https://api.acme.example/v1"
FLAGS = ("--auth", "basic", "--paging", "page", "--base-url", ADDRESS)
New = Callable[..., Run]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return cloned(tmp_path_factory.mktemp("new") / "clone")


@pytest.fixture(scope="module")
def before(clone: Clone) -> dict[str, bytes]:
    return clone.tree()


@pytest.fixture
def new(clone: Clone, before: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> New:
    return lambda *arguments: clone.new(capsys, *arguments)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Acme", "'Acme' is no name for a connector: take small letters and digits, a letter first, 20 at most, no"),
        ("4u", "'4u' is no name"),
        ("ac_me", "'ac_me' is no name"),
        ("../acme", "'../acme' is no name"),
        ("a" * 21, f"'{'a' * 21}' is no name"),
        ("class", "'class' is no name"),
        ("json", "json is a Python or an installed module: take another name, say jsonapi."),
        ("requests", "requests is a Python or an installed module"),
        ("py312", "py312 is a Python or an installed module"),
        ("ongage", "connectors/ongage is there already: take another name."),
        ("clock", "sandbox/clock.py is there already"),
        ("conformance", "tests/conformance is there already"),
        ("connector", "docker-compose.yml or tox.ini uses the name connector already"),
        ("lint", "docker-compose.yml or tox.ini uses the name lint already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    new: New, clone: Clone, before: dict[str, bytes], name: str, message: str
) -> None:
    run = new(name, *FLAGS)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"sfl: {message}")
    assert clone.tree() == before


def test_a_checkout_with_changes_is_refused_and_they_are_named(
    new: New, clone: Clone, before: dict[str, bytes], tmp_path: Path
) -> None:
    (clone.root / "README.md").write_text("mine")
    (clone.root / "notes.txt").touch()
    run = new("acme", *FLAGS)
    (clone.root / "notes.txt").unlink()
    (clone.root / "README.md").write_bytes(before["README.md"])
    message = "sfl: the checkout has changes (README.md, notes.txt): commit or stash them, so that what is made can be"
    assert (run.code, run.err) == (2, f"{message} told.\n")
    assert clone.tree() == before


def test_a_folder_that_git_does_not_know_is_refused(new: New, clone: Clone) -> None:
    hidden = clone.root / ".git.hidden"
    (clone.root / ".git").rename(hidden)
    run = new("acme", *FLAGS)
    hidden.rename(clone.root / ".git")
    assert (run.code, "is no git checkout: `git init` makes it one" in run.err) == (2, True)


def test_without_a_terminal_the_options_that_lack_are_named(new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    run = new("acme", "--paging", "link")
    assert (run.code, run.err) == (2, "sfl: no terminal to ask at: give --auth, --base-url.\n")


@pytest.mark.parametrize(
    "address", ["api.acme.example", "ftp://api.acme.example", "https://me:MARKED@acme.example", "https://a?key=MARKED"]
)
def test_an_address_that_is_none_is_refused_and_not_shown(new: New, address: str) -> None:
    run = new("acme", *FLAGS[:-1], address)
    assert run.code == 2
    assert run.err.startswith("sfl: --base-url must be an address like https://api.example.org/v1")
    assert "MARKED" not in run.err


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do(new: New) -> None:
    run = new("acme", "--auth", "oauth")
    assert run.code == 2
    assert "'oauth' is not one of 'basic', 'bearer', 'header'" in run.err


def test_answers_that_end_too_early_write_nothing(
    new: New, clone: Clone, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("basic\n"))
    run = new("acme")
    assert (run.code, run.err) == (2, "sfl: no answer: give --auth, --paging, --base-url.\n")
    assert clone.tree() == before


@pytest.mark.parametrize("writes", [1, 20, 27])
def test_a_failure_midway_takes_everything_back(
    new: New, clone: Clone, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    replace, done = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        if clone.root in target.parents:
            done.append(target)
            if len(done) == writes:
                raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    run = new("acme", *FLAGS)
    assert (run.code, run.err.endswith("No space left on device.\n")) == (1, True)
    assert len(done) == writes
    assert clone.tree() == before
    assert not (clone.root / "connectors" / "acme").exists()


def test_a_shared_file_without_a_place_for_it_is_named(new: New, clone: Clone, before: dict[str, bytes]) -> None:
    compose = clone.root / "docker-compose.yml"
    compose.write_bytes(before["docker-compose.yml"].replace(b"\n  sandbox:\n", b"\n  emulator:\n"))
    clone.commit()
    run = new("zeta", *FLAGS)
    compose.write_bytes(before["docker-compose.yml"])
    clone.commit()
    assert run.code == 1
    assert run.err.startswith("sfl: docker-compose.yml: no place for zeta")
    assert clone.tree() == before


def test_what_no_option_gives_is_asked_for(
    tmp_path: Path, clone: Clone, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(clone.root, tmp_path / "copy")
    copy = Clone(tmp_path / "copy")
    monkeypatch.setattr(sys, "stdin", Terminal(f"oauth\nheader\n{ADDRESS}\n"))
    run = copy.new(capsys, "acme", "--paging", "cursor")
    assert (run.code, run.err) == (0, "")
    assert "Login [basic/bearer/header]" in run.out
    assert "Paging" not in run.out
    made = (copy.root / "connectors/acme/api.py").read_text()
    assert ("X-API-Key" in made, "next_cursor" in made, f'BASE_URL = "{ADDRESS}"' in made) == (True, True, True)
    assert (copy.root / "connectors/acme/api.py").stat().st_mode == (copy.root / "README.md").stat().st_mode
