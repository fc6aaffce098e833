"""`sfl config` writes configuration.json for its owner alone, or nothing; --check and --list write nothing at all."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from typing import Any

import pytest

from checkout import MARK, Checkout, Sfl
from sfl import configuration

WRITTEN = "connectors/stub/configuration.json written, readable by you alone: username, password\n"


@pytest.fixture
def complete(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the stub requires is set, once `sfl` has cleared what whoever runs the tests has set."""
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setenv("SFL_STUB_PASSWORD", MARK)


def test_secrets_become_a_configuration_of_their_owner_alone(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = f'{MARK} "quoted" \\ $HOME äöü'
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setenv("SFL_STUB_PASSWORD", secret)
    run = sfl("config", "stub")
    assert (run.code, run.out, run.err) == (0, WRITTEN, "")
    assert json.loads(checkout.configuration.read_bytes()) == {"username": "someone", "password": secret}
    assert stat.S_IMODE(checkout.configuration.stat().st_mode) == 0o600


@pytest.mark.usefixtures("complete")
def test_an_open_configuration_is_replaced_by_a_closed_one(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configuration.write_text("{}", encoding="utf-8")
    checkout.configuration.chmod(0o644)
    assert sfl("config", "stub").code == 0
    assert stat.S_IMODE(checkout.configuration.stat().st_mode) == 0o600


@pytest.mark.usefixtures("complete")
def test_no_umask_opens_the_configuration(sfl: Sfl, checkout: Checkout) -> None:
    before = os.umask(0)
    try:
        assert sfl("config", "stub").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(checkout.configuration.stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"])
def test_a_configuration_is_written_whole_or_not_at_all(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, cut: BaseException
) -> None:
    def half(_: object, file: Any, **__: object) -> None:
        file.write('{"username"')
        file.flush()
        raise cut

    checkout.configure()
    before = checkout.tree()
    monkeypatch.setattr(json, "dump", half)
    with pytest.raises(type(cut)):
        configuration.write(checkout.configuration, {"username": MARK})
    assert checkout.tree() == before


@pytest.mark.usefixtures("complete")
def test_what_looks_like_a_number_or_a_switch_stays_text(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_PASSWORD", "007")
    monkeypatch.setenv("SFL_STUB_MODE", "true")
    assert sfl("config", "stub").code == 0
    assert json.loads(checkout.configuration.read_bytes()) == {
        "username": "someone",
        "password": "007",
        "mode": "true",
    }


def test_missing_secrets_are_named_at_once_and_nothing_is_written(sfl: Sfl, checkout: Checkout) -> None:
    before = checkout.tree()
    run = sfl("config", "stub")
    message = (
        "sfl: stub: secrets missing: SFL_STUB_USERNAME, SFL_STUB_PASSWORD. Set them in the environment or in .env.\n"
    )
    assert (run.code, run.err) == (2, message)
    assert checkout.tree() == before


@pytest.mark.usefixtures("complete")
def test_what_the_connector_does_not_accept_is_not_written(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_BASE_URL", "nonsense")
    before = checkout.tree()
    run = sfl("config", "stub")
    assert (run.code, run.err) == (2, "sfl: stub: base_url is no address\n")
    assert checkout.tree() == before


# --- --check ---


@pytest.mark.usefixtures("complete")
def test_check_accepts_what_is_complete_and_writes_nothing(sfl: Sfl, checkout: Checkout) -> None:
    before = checkout.tree()
    run = sfl("config", "stub", "--check")
    assert (run.code, run.out, run.err) == (0, "stub: complete and accepted: username, password\n", "")
    assert checkout.tree() == before


def test_check_names_all_that_is_missing_and_unknown_at_once(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_PASWORD", MARK)
    before = checkout.tree()
    run = sfl("config", "stub", "--check")
    message = (
        "sfl: stub: secrets missing: SFL_STUB_USERNAME, SFL_STUB_PASSWORD; unknown: SFL_STUB_PASWORD (did you mean"
        " SFL_STUB_PASSWORD?). Set them in the environment or in .env.\n"
    )
    assert (run.code, run.out, run.err) == (2, "", message)
    assert checkout.tree() == before


def test_what_only_the_connector_knows_is_missing_is_named_beside_what_is_unknown(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.edit("connector.py", ", required=True", "")
    monkeypatch.setenv("SFL_STUB_QUX", MARK)
    run = sfl("config", "stub", "--check")
    message = (
        "sfl: stub: secrets unknown: SFL_STUB_QUX. Set them in the environment or in .env."
        " stub: username is missing; password is missing\n"
    )
    assert (run.code, run.err) == (2, message)


@pytest.fixture
def source(checkout: Checkout) -> Iterator[socket.socket]:
    """A source that the stub asks for its tables once it has read its settings, and again when it fails."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        ask = f"""
    import socket
    for _ in range(2):
        try:
            socket.create_connection({server.getsockname()!r}).close()
        except Exception:
            raise SourceRefused("no answer")
    columns ="""
        checkout.edit("connector.py", "\n    columns =", ask)
        yield server


@pytest.mark.usefixtures("complete")
def test_the_source_is_not_asked(sfl: Sfl, source: socket.socket) -> None:
    assert sfl("config", "stub", "--check").code == 0
    with pytest.raises(BlockingIOError):
        source.accept()


@pytest.mark.usefixtures("complete", "source")
def test_settings_are_checked_before_the_source_would_be_asked(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFL_STUB_BASE_URL", "nonsense")
    assert sfl("config", "stub", "--check").err == "sfl: stub: base_url is no address\n"


# --- --list ---


def test_list_shows_every_key_and_where_it_is_set(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout.root / ".env").write_text(f"SFL_STUB_USERNAME={MARK}\nSFL_STUB_MODE={MARK}\n", encoding="utf-8")
    monkeypatch.setenv("SFL_STUB_PASSWORD", MARK)
    monkeypatch.setenv("SFL_STUB_MODE", MARK)
    monkeypatch.setenv("SFL_STUB_ROWS", "")
    before = checkout.tree()
    run = sfl("config", "stub", "--list")
    assert (run.code, run.err) == (0, "")
    assert [line.split() for line in run.lines] == [
        ["variable", "required", "secret", "set", "by", "default"],
        ["SFL_STUB_USERNAME", "yes", "-", ".env", "-"],
        ["SFL_STUB_PASSWORD", "yes", "yes", "environment", "-"],
        ["SFL_STUB_BASE_URL", "-", "-", "-", "https://api.example.com"],
        ["SFL_STUB_ROWS", "-", "-", "-", "-"],
        ["SFL_STUB_MODE", "-", "-", "environment", "-"],
    ]
    assert checkout.tree() == before


def test_list_and_check_show_what_is_set_and_fail_where_it_is_not_enough(sfl: Sfl) -> None:
    run = sfl("config", "stub", "--list", "--check")
    assert (run.code, len(run.lines)) == (2, 6)
    assert "missing: SFL_STUB_USERNAME" in run.err
