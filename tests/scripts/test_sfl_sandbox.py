"""`sfl sandbox` says where it is and how to use it, and ends quietly when interrupted."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator

import pytest

from checkout import Checkout, Sfl
from sfl import sandbox
from sfl.connector import Connector
from sfl.source import choose


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def files_port() -> int:
    return free_port()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_it_says_where_it_is_and_how_to_log_in(checkout: Checkout, port: int, files_port: int) -> None:
    with checkout.start("sandbox", "--port", str(port), "--files-port", str(files_port)) as process:
        assert process.stdout
        first, second = process.stdout.readline(), process.stdout.readline()
        assert first.startswith(f"The sandbox is at http://127.0.0.1:{port}; ")
        assert f"http://127.0.0.1:{port}/_sandbox/advance?days=7" in second
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0


def test_a_port_that_is_taken_is_refused(sfl: Sfl, taken: int) -> None:
    run = sfl("sandbox", "--port", str(taken))
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"sfl: 127.0.0.1:{taken} cannot be used")
    assert run.err.endswith("choose another --host, --port or --files-port.\n")


def test_a_broken_setting_is_refused(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_SEED", "x")
    run = sfl("sandbox")
    assert (run.code, run.err) == (2, "sfl: SANDBOX_SEED=x: give a whole number, for example 1\n")


def test_a_run_tells_why_its_sandbox_did_not_start(sfl: Sfl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_SEED", "x")
    run = sfl("debug", "stub")
    message = "sfl: the sandbox did not start: SANDBOX_SEED=x: give a whole number, for example 1\n"
    assert (run.code, run.err) == (2, message)


def test_a_sandbox_without_the_source_is_named(sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout.connector.parent / "other").mkdir()
    (checkout.connector.parent / "other" / "connector.py").touch()
    run = sfl("debug", "other")
    assert run.code == 2
    assert run.err.endswith("has no other (HTTP 404): write connectors/other/configuration.json or set SFL_OTHER_*.\n")


@pytest.mark.usefixtures("sfl")
def test_a_running_sandbox_is_used(checkout: Checkout) -> None:
    with sandbox.child("stub") as url:
        settings = {"SFL_SANDBOX_URL": f"{url}/"}
        running = choose(Connector(checkout.connector), checkout.configuration, settings)
        with running.configuration() as given:
            assert given["base_url"] == "http://127.0.0.1/stub"
    assert running.announcement.endswith("so this syncs the sandbox's invented data.")
    assert running.name(given) == "the sandbox"
