"""`sfl check`: all findings at once, for a reader or as annotations; exceptions; wrong names."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from sfl import cli, exceptions, sandbox
from sfl.errors import CheckFailed, UsageError
from sfl.exceptions import Excused
from tiny import Tiny

Sfl = Callable[..., tuple[int, list[str], str]]
BLAMED = "1 finding; `sfl check --explain RULE` tells more of a rule."


@pytest.fixture
def sfl(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sfl:
    """Runs `sfl` in Tiny's repository: its exit code, its lines, its error. A sandbox of Tiny is taken for granted."""
    monkeypatch.chdir(tiny.root)
    monkeypatch.setattr(sandbox, "inside", lambda: contextlib.nullcontext("http://127.0.0.1:1"))
    monkeypatch.setattr(sandbox, "configuration", lambda *_: {"api_key": "sandbox"})

    def run(*arguments: str) -> tuple[int, list[str], str]:
        code = cli.run(list(arguments))
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.removeprefix("sfl: ").rstrip()

    return run


def test_a_clean_connector_passes(sfl: Sfl) -> None:
    assert sfl("check") == (0, ["tiny: nothing to mend"], "")


def test_every_finding_is_printed_with_what_to_do(sfl: Sfl, tiny: Tiny) -> None:
    tiny.edit("connectors/tiny/sync.py", "emit(record)\n    state", "emit(record) or exit(1)\n    exit(2)\n    state")
    tiny.edit("connectors/tiny/requirements.txt", "==", ">=")
    assert sfl("check", "tiny") == (
        1,
        [
            "tiny: 3 findings",
            "  connectors/tiny/requirements.txt:1: exact-pins: 'tenacity>=9.2.1' is no exact pin",
            "      Write `package==version` and nothing else: Fivetran installs what the tests have seen.",
            "  connectors/tiny/sync.py:13: no-exit: calls exit",
            "  connectors/tiny/sync.py:14: no-exit: calls exit",
            "      Raise an error of toolkit/errors.py that says what failed and what to do.",
        ],
        "3 findings; `sfl check --explain RULE` tells more of a rule.",
    )


def test_annotations_are_escaped_as_github_wants_them(sfl: Sfl, tiny: Tiny) -> None:
    tiny.edit("connectors/tiny/50%,a:b.txt", "", "notes")
    tiny.edit("docker-compose.yml", "environment: {<<: *tiny}", "environment: {SFL_TINY_API_KEY: }")
    code, lines, error = sfl("check", "--format", "github")
    assert (code, error[:10]) == (1, "2 findings")
    assert lines == [
        (
            "::error file=docker-compose.yml,line=12,title=sfl check%3A compose-secrets::the service sfl is not given "
            "SFL_TINY_INCLUDE_TAGS. Merge the connector's block of variables, without values, into its own service and "
            "into sfl, and nowhere else."
        ),
        (
            "::error file=connectors/tiny/50%25%2Ca%3Ab.txt,line=1,title=sfl check%3A shipped-files::would be shipped, "
            "and is no part of a connector. Move it out of the folder, which Fivetran ships as it is, less what its "
            "packager drops without a word. The only folders are toolkit/ and, in a large connector, streams/."
        ),
    ]


def test_an_annotation_is_one_line(sfl: Sfl, tiny: Tiny) -> None:
    tiny.edit("docker-compose.yml", "debug, tiny]", "debug, other]")
    _, lines, _ = sfl("check", "--format", "github")
    assert len(lines) == 1
    assert "It reads:%0Ax-tiny: &tiny%0A  SFL_TINY_API_KEY:%0A" in lines[0]


def test_a_connector_that_does_not_load_is_one_finding(sfl: Sfl, tiny: Tiny) -> None:
    tiny.edit("connectors/tiny/models.py", "TABLES = [", "TABLES = [absent, ")
    assert sfl("check") == (
        1,
        [
            "tiny: 1 finding",
            (
                "  connectors/tiny/connector.py:1: loads: connectors/tiny/connector.py does not load: NameError: "
                "name 'absent' is not defined"
            ),
            (
                "      Mend what the message names; `sfl debug` shows the same one. No rule on tables or keys can be "
                "checked before."
            ),
        ],
        BLAMED,
    )


def raising(error: Exception) -> Callable[..., Iterator[str]]:
    @contextlib.contextmanager
    def inside() -> Iterator[str]:
        raise error
        yield

    return inside


def test_a_sandbox_that_does_not_start_is_a_finding(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "inside", raising(CheckFailed("the sandbox does not start: NameError: x")))
    code, lines, error = sfl("check")
    assert (code, lines[1], error) == (
        1,
        "  connectors/tiny/connector.py:1: loads: the sandbox does not start: NameError: x",
        BLAMED,
    )


def test_a_sandbox_without_the_source_is_a_finding(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "inside", raising(UsageError("the sandbox has no tiny (HTTP 404)")))
    _, lines, _ = sfl("check")
    assert lines[1].endswith("loads: schema() was not asked: the sandbox has no configuration of tiny")


def test_an_unfinished_folder_is_checked_too(sfl: Sfl, tiny: Tiny) -> None:
    tiny.edit("connectors/begun/notes.txt", "", "later")
    code, lines, _ = sfl("check", "begun")
    assert (code, lines[0].partition(":")[0]) == (1, "begun")
    assert "  connectors/begun/connector.py:1: seven-files: missing" in lines


def test_an_unknown_service_is_a_usage_error_with_the_nearest(sfl: Sfl) -> None:
    code, lines, error = sfl("check", "tinny")
    assert (code, lines) == (2, [])
    assert error.startswith("no connector 'tinny' in ")
    assert error.endswith(": did you mean tiny?")


def test_a_rule_is_explained(sfl: Sfl) -> None:
    assert sfl("check", "--explain", "no-exit") == (
        0,
        [
            "no-exit: Nothing that is shipped ends the process: a sync ends when it is done, or by an error.",
            "What to do: Raise an error of toolkit/errors.py that says what failed and what to do.",
            "How it is checked: scripts/sfl/rules/no_exit.py",
        ],
        "",
    )


def test_an_unknown_rule_is_a_usage_error_with_the_nearest(sfl: Sfl) -> None:
    assert sfl("check", "--explain", "no_exits") == (2, [], "no rule 'no_exits': did you mean no-exit, no-links?")


def test_a_rule_that_is_like_none_lists_them_all(sfl: Sfl) -> None:
    code, _, error = sfl("check", "--explain", "?")
    assert (code, error[:46]) == (2, "no rule '?': there are: absolute-imports, colu")
    assert error.endswith("yielded-checkpoints, zoned-times.")


@pytest.fixture
def excuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    return lambda rule, path: monkeypatch.setattr(exceptions, "EXCEPTIONS", (Excused(rule, path, "a test"),))


def test_an_exception_excuses_its_rule_in_its_file_alone(
    sfl: Sfl, tiny: Tiny, excuse: Callable[[str, str], None]
) -> None:
    excuse("no-exit", "connectors/tiny/sync.py")
    tiny.edit("connectors/tiny/sync.py", "emit(record)\n    state", "emit(record) or exit(1)\n    state")
    assert sfl("check") == (0, ["tiny: nothing to mend"], "")
    tiny.edit("connectors/tiny/api.py", "yield from", "exit(1)\n    yield from")
    assert sfl("check")[1][1] == "  connectors/tiny/api.py:12: no-exit: calls exit"


@pytest.mark.parametrize("path", ["connectors/tiny/sync.py", "connectors/gone/sync.py", "README.md"])
def test_an_exception_that_excuses_nothing_is_a_finding(
    sfl: Sfl, excuse: Callable[[str, str], None], path: str
) -> None:
    excuse("no-exit", path)
    assert sfl("check") == (
        1,
        [
            "tiny: nothing to mend",
            "exceptions: 1 finding",
            (
                f"  scripts/sfl/exceptions.py:1: exceptions: the rule no-exit finds nothing in {path}, or there is no "
                "such rule"
            ),
            "      Remove the exception.",
        ],
        BLAMED,
    )


def test_an_exception_of_another_connector_is_not_judged(
    sfl: Sfl, tiny: Tiny, excuse: Callable[[str, str], None]
) -> None:
    excuse("no-exit", "connectors/other/sync.py")
    tiny.edit("connectors/other/sync.py", "", "exit(1)\n")
    assert sfl("check", "tiny") == (0, ["tiny: nothing to mend"], "")


def test_why_the_sandbox_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.server.running", raising(NameError("name 'pages' is not defined")))
    message = "the sandbox does not start: NameError: name 'pages' is not defined"
    with pytest.raises(CheckFailed, match=message), sandbox.inside():
        pytest.fail("it started")
