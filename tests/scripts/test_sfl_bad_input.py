"""What is wrong is said in one line, with its exit code, and nothing is written."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checkout import CONFIGURATION, MARK, Checkout, Sfl
from sfl import debug

DEBUG = ("debug", "stub")


def refused(sfl: Sfl, checkout: Checkout, *arguments: str) -> tuple[int, str]:
    """Exit code and message of a run that must write nothing and tell no secret."""
    before = checkout.tree()
    run = sfl(*arguments)
    assert checkout.tree() == before
    assert MARK not in run.out + run.err
    assert run.err.count("\n") == 1
    return run.code, run.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON: Expecting value, line 1 column 1."),
        ('{"password": "MARKED",\n "username": }', "is not JSON: Expecting value, line 2 column 14."),
        ('["MARKED"]', "must hold a JSON object of text values, not a list."),
        ('{"a": 1, "b": "MARKED", "c": null}', "every value must be text in quotes; mend a (int), c (NoneType)."),
        ('{"password": "fivetran_encrypted:MARKED"}', "password was encrypted by `fivetran configuration`"),
    ],
    ids=["empty", "broken", "list", "not-text", "encrypted"],
)
def test_a_broken_configuration_is_refused(sfl: Sfl, checkout: Checkout, text: str, message: str) -> None:
    checkout.configuration.touch(mode=0o600)
    checkout.configuration.write_text(text, encoding="utf-8")
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 2
    assert message in said


def test_a_configuration_in_another_encoding_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configuration.touch(mode=0o600)
    checkout.configuration.write_bytes(b'{"a": "\xff"}')
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 2
    assert said.endswith("configuration.json is not UTF-8 at byte 7.\n")


def test_a_folder_in_place_of_the_configuration_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    """Docker makes one where a file to mount is missing."""
    checkout.configuration.mkdir()
    assert refused(sfl, checkout, *DEBUG)[0] == 2


def test_what_the_connector_does_not_accept_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configure(pasword=MARK)
    assert refused(sfl, checkout, *DEBUG) == (2, "sfl: stub: pasword is unknown\n")


def test_a_wrong_password_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configure(password="wrong")
    message = "sfl: stub: Stub refused the login (401): check SFL_STUB_USERNAME and SFL_STUB_PASSWORD.\n"
    assert refused(sfl, checkout, *DEBUG) == (3, message)


def test_a_missing_and_an_unknown_secret_are_named_at_once(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_PASWORD", MARK)
    monkeypatch.setenv("SFL_STUB_QUX", MARK)
    monkeypatch.setenv("SFL_STUB_USERNAME", "")
    message = (
        "sfl: stub: secrets missing: SFL_STUB_USERNAME, SFL_STUB_PASSWORD; unknown: SFL_STUB_PASWORD (did you mean"
        " SFL_STUB_PASSWORD?), SFL_STUB_QUX. Set them in the environment or in .env.\n"
    )
    assert refused(sfl, checkout, *DEBUG) == (2, message)


def test_a_name_that_is_no_connector_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    message = f"sfl: no connector 'stab' in {checkout.root}/connectors: did you mean stub?\n"
    assert refused(sfl, checkout, "debug", "stab") == (2, message)


def test_a_connector_that_does_not_load_fails(sfl: Sfl, checkout: Checkout) -> None:
    (checkout.connector / "connector.py").write_text("import nowhere", encoding="utf-8")
    checkout.configure()
    message = "sfl: connectors/stub/connector.py does not load: ModuleNotFoundError: No module named 'nowhere'\n"
    assert refused(sfl, checkout, *DEBUG) == (1, message)


def test_a_connector_without_a_form_fails(sfl: Sfl, checkout: Checkout) -> None:
    path = checkout.connector / "connector.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace(", configuration_form=configuration_form", ""), encoding="utf-8"
    )
    checkout.configure()
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 1
    assert "connector.py gives its Connector no configuration_form" in said


def test_a_file_in_place_of_the_output_folder_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    checkout.files.touch()
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 2
    assert "files is not writable: Not a directory." in said


def test_an_output_folder_that_is_not_writable_is_refused(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 2
    assert "files is not writable: Read-only file system." in said


@pytest.fixture
def held_open(checkout: Checkout) -> Iterator[int]:
    """The process that holds the warehouse open."""
    checkout.files.mkdir()
    path = checkout.files / "warehouse.db"
    hold = f"import duckdb; held = duckdb.connect({str(path)!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.communicate("\n")


def test_a_warehouse_that_is_open_elsewhere_is_refused(sfl: Sfl, checkout: Checkout, held_open: int) -> None:
    path = checkout.files / "warehouse.db"
    assert refused(sfl, checkout, *DEBUG) == (2, f"sfl: {path} is held open by process {held_open}: close it there.\n")


def test_a_damaged_warehouse_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    checkout.files.mkdir()
    (checkout.files / "warehouse.db").write_bytes(b"no database" * 1000)
    code, said = refused(sfl, checkout, *DEBUG)
    assert code == 2
    assert "`sfl debug stub --fresh` starts over." in said


def test_rows_of_another_source_are_not_mixed_in(sfl: Sfl, checkout: Checkout) -> None:
    checkout.files.mkdir()
    duckdb.connect(str(checkout.files / "warehouse.db")).close()
    (checkout.files / "source.json").write_text('{"source": "the sandbox"}', encoding="utf-8")
    checkout.configure()
    message = (
        f"sfl: {checkout.files} holds rows of the sandbox, not of https://api.example.com/v1:"
        " `sfl debug stub --fresh` starts over.\n"
    )
    assert refused(sfl, checkout, *DEBUG) == (2, message)


@pytest.mark.parametrize(("text", "fault"), [("{", "is not JSON."), ("[]", "must hold a JSON object, not a list.")])
def test_a_broken_state_is_refused(sfl: Sfl, checkout: Checkout, text: str, fault: str) -> None:
    checkout.files.mkdir()
    path = checkout.files / "state.json"
    path.write_text(text, encoding="utf-8")
    checkout.configure()
    message = f"sfl: {path} {fault} `sfl debug stub --fresh` starts over.\n"
    assert refused(sfl, checkout, *DEBUG) == (2, message)


def test_a_state_file_that_is_not_there_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    code, said = refused(sfl, checkout, *DEBUG, "--state", "nowhere.json")
    assert code == 2
    assert said.startswith("sfl: nowhere.json cannot be read: No such file or directory.")


def test_a_sandbox_that_does_not_answer_is_refused(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_SANDBOX_URL", "http://127.0.0.1:9/")
    why = "does not answer ([Errno 111] Connection refused): start it, or unset SFL_SANDBOX_URL."
    assert refused(sfl, checkout, *DEBUG) == (3, f"sfl: the sandbox at http://127.0.0.1:9 {why}\n")


def test_a_dotenv_that_cannot_be_read_is_refused(sfl: Sfl, checkout: Checkout) -> None:
    (checkout.root / ".env").write_bytes(b"SFL_STUB_PASSWORD=\xff")
    assert refused(sfl, checkout, *DEBUG)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing command."),
        (("debug",), "Missing argument 'SERVICE'."),
        (("wrong",), "No such command 'wrong'."),
        (("sandbox", "--port", "0"), "Invalid value for '--port': Input should be greater than or equal to 1"),
    ],
    ids=["none", "service", "command", "port"],
)
def test_a_wrong_command_line_is_refused(
    sfl: Sfl, checkout: Checkout, arguments: tuple[str, ...], message: str
) -> None:
    assert refused(sfl, checkout, *arguments) == (2, f"sfl: {message} `sfl --help` shows how.\n")


def test_the_help_lists_the_exit_codes(sfl: Sfl) -> None:
    run = sfl("debug", "--help")
    assert run.code == 0
    assert "Exit codes: 0 done, 1 the sync or check failed" in run.out


def test_an_open_configuration_is_warned_of(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configure(password="wrong")
    Path(checkout.configuration).chmod(0o640)
    warning, refusal = sfl(*DEBUG).err.splitlines()
    assert warning.endswith("connectors/stub/configuration.json: chmod 600 connectors/stub/configuration.json")
    assert refusal.startswith("sfl: stub: Stub refused the login")


def test_the_marked_configuration_is_a_valid_one(sfl: Sfl, checkout: Checkout) -> None:
    """Else the tests above would refuse it for another reason than theirs."""
    for key, value in CONFIGURATION.items():
        (checkout.root / ".env").open("a").write(f"SFL_STUB_{key.upper()}='{value}'\n")
    assert sfl("config", "stub").code == 0
    assert json.loads(checkout.configuration.read_text(encoding="utf-8")) == CONFIGURATION


def test_another_python_than_the_image_s_is_named(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debug, "PYTHON", (3, 9))
    checkout.configure(password="wrong")
    assert sfl(*DEBUG).lines[1] == f"Python {platform.python_version()} runs it; the image and Fivetran have 3.9."


def test_a_damaged_warehouse_can_be_left_behind(sfl: Sfl, checkout: Checkout) -> None:
    checkout.files.mkdir()
    (checkout.files / "warehouse.db").write_bytes(b"no database" * 1000)
    checkout.configure(password="wrong")
    assert refused(sfl, checkout, *DEBUG, "--fresh")[0] == 3
