"""Every value of a secret reaches configuration.json byte for byte, from the environment and from .env, as UTF-8."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from checkout import MARK, Checkout, Sfl
from sfl import configuration, environment
from sfl.connector import Field
from sfl.errors import UsageError

FORM = [Field("password", "Password", required=True, secret=True, default=None, description="")]
VALUES = {
    "quotes": "\"double\" and 'single' and `back`",
    "backslashes": r"C:\new\table \\server \" \' \u0041 \\",
    "newlines": "-----BEGIN KEY-----\none\ntwo\n\n-----END KEY-----\n",
    "dollars": "$HOME ${HOME} $$HOME $(id) ${UNSET:-x} %HOME%",
    "unicode": "äöü 漢字 \U0001f511 \u2028\u00a0\ufeff e\u0301",
    "blanks": "  # no comment = 1 \t",
    "json": '{"Contacts": ["a", "b"], "x": null}',
    "10 kB": "0123456789abcde\\" * 640,
}


def written(root: Path) -> str:
    """The value of the password in the configuration.json that the settings of `root` make."""
    path = root / "configuration.json"
    configuration.write(path, configuration.from_secrets("stub", environment.settings(root), FORM))
    found: dict[str, str] = json.loads(path.read_bytes().decode("utf-8", "strict"))
    return found["password"]


@pytest.mark.parametrize("value", [*VALUES.values(), "carriage\r\nreturn\r"], ids=[*VALUES, "carriage returns"])
def test_a_value_of_the_environment_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setitem(os.environb, b"SFL_STUB_PASSWORD", value.encode())
    assert written(tmp_path) == value


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_of_dotenv_in_single_quotes_survives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """In single quotes a backslash stands before a quote and before another backslash; no more is changed."""
    monkeypatch.delenv("SFL_STUB_PASSWORD", raising=False)
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    (tmp_path / ".env").write_bytes(f"A=1\nSFL_STUB_PASSWORD='{quoted}'\nZ=1\n".encode())
    assert written(tmp_path) == value


@pytest.mark.parametrize("value", ["plain", r"C:\new", "$HOME", "ä=ö", "a'b"])
def test_a_value_of_dotenv_without_quotes_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.delenv("SFL_STUB_PASSWORD", raising=False)
    (tmp_path / ".env").write_bytes(f"\ufeffSFL_STUB_PASSWORD={value}\n".encode())
    assert written(tmp_path) == value


def test_the_locale_changes_no_value(checkout: Checkout) -> None:
    """A process that takes its environment for ASCII, and for no better."""
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = checkout.sfl("config", "stub", SFL_STUB_USERNAME="ü", SFL_STUB_PASSWORD="漢字", **ascii_only)
    assert (run.code, run.err) == (0, "")
    assert json.loads(checkout.configuration.read_bytes().decode()) == {"username": "ü", "password": "漢字"}


def test_a_variable_that_is_not_utf_8_is_refused_and_not_shown(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setitem(os.environb, b"SFL_STUB_PASSWORD", MARK.encode() + b"\xff")
    run = sfl("config", "stub")
    message = "sfl: the variable SFL_STUB_PASSWORD is not UTF-8 at byte 6: set it anew.\n"
    assert (run.code, run.out, run.err) == (2, "", message)


def test_a_value_that_holds_a_lone_surrogate_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environb, b"SFL_STUB_PASSWORD", b"\xed\xa0\x80")
    with pytest.raises(UsageError, match="SFL_STUB_PASSWORD is not UTF-8 at byte 0"):
        environment.settings(tmp_path)
