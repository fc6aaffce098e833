"""`sfl sandbox`: the emulated source APIs on this machine; and the same as a child process for one `sfl debug`."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from sfl import environment
from sfl.errors import CheckFailed, Interrupted, Refused, UsageError

HOST = "127.0.0.1"
START_TIMEOUT_S = 30.0
# A proxy is for the real source. (requests would cost every verb a quarter of a second.)
DIRECT = build_opener(ProxyHandler({}))
UNANSWERED = (OSError, ValueError, http.client.HTTPException)


def sandbox(host: str, port: int, files_port: int) -> None:
    """Serves until it is interrupted, which is how it is meant to end."""
    from sandbox.app import Settings  # noqa: PLC0415 - the other verbs start faster without a web framework
    from sandbox.server import serve  # noqa: PLC0415

    try:
        settings = Settings.from_environment(os.environ)
    except ValueError as error:
        raise UsageError(str(error)) from error
    _check_free(host, port)
    _check_free(host, files_port)
    with contextlib.suppress(Interrupted):
        _introduce(f"http://{host}:{port}")
        serve(host, port, files_port, settings)


def _introduce(url: str) -> None:
    print(f"The sandbox is at {url}; every user name, password, key and account code of it is: sandbox", flush=True)
    print(f"Its clock stands still; a week on: curl -X POST '{url}/_sandbox/advance?days=7'", flush=True)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"{host}:{port} cannot be used ({error}): choose another --host, --port or --files-port."
            ) from error


@contextlib.contextmanager
def inside() -> Iterator[str]:
    """The URL of a sandbox in a thread of this process, for as long as the context lasts."""
    with contextlib.ExitStack() as stack:
        try:
            from sandbox.server import running  # noqa: PLC0415

            url = stack.enter_context(running()).url
        except Exception as error:
            raise CheckFailed(f"the sandbox does not start: {type(error).__name__}: {error}") from error
        yield url


@contextlib.contextmanager
def child(service: str) -> Iterator[str]:
    """The URL of a sandbox that runs as a child process for as long as the context lasts."""
    port, files_port = _free_ports()
    url = f"http://{HOST}:{port}"
    with tempfile.TemporaryFile("w+") as errors, _process(service, port, files_port, errors) as process:
        _wait(url, process, errors)
        yield url


@contextlib.contextmanager
def _process(service: str, port: int, files_port: int, errors: IO[str]) -> Iterator[subprocess.Popen[str]]:
    # In a session of its own, so that Ctrl-C stops the sync first and the sandbox after it.
    process = subprocess.Popen(
        [sys.executable, "-m", "sfl", "sandbox", "--port", str(port), "--files-port", str(files_port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={f"SANDBOX_{service.upper()}_CALLS_PER_MINUTE": "60000", **os.environ},
        start_new_session=True,
        text=True,
    )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[str], patience_s: float = 10.0) -> None:
    """Asks the process to end, and ends it if it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def configuration(url: str, service: str) -> dict[str, str]:
    """The configuration with which the connector reads the sandbox at `url`."""
    try:
        found: dict[str, str] = _answer(f"{url}/_sandbox/{service}/configuration")
    except HTTPError as error:
        hint = f"write connectors/{service}/configuration.json or set SFL_{service.upper()}_*."
        raise UsageError(f"the sandbox at {url} has no {service} (HTTP {error.code}): {hint}") from error
    except UNANSWERED as error:
        hint = f"start it, or unset {environment.SANDBOX_URL}."
        raise Refused(f"the sandbox at {url} does not answer ({getattr(error, 'reason', error)}): {hint}") from error
    return found


def _answer(url: str) -> Any:
    with DIRECT.open(url, timeout=10) as answer:
        return json.load(answer)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait(url: str, process: subprocess.Popen[str], errors: IO[str]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(*UNANSWERED):
            _answer(f"{url}/_sandbox/health")
            return
        time.sleep(0.05)
    errors.seek(0)
    last = (errors.read().strip().splitlines() or [f"no answer in {START_TIMEOUT_S:.0f} s"])[-1]
    raise UsageError(f"the sandbox did not start: {last.removeprefix('sfl: ')}")
