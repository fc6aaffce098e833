"""No secret shows: not in output, logs, errors, crash reports, states, rows or the addresses of calls."""

from __future__ import annotations

import base64
import binascii
import io
import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from fivetran_connector_sdk import Logging
from fivetran_connector_sdk_cli.crash_report import build_debug_crash_report
from requests import PreparedRequest

import subject
from checks.faults import LASTING, PATIENCE_S
from sandbox.server import Sandbox
from warehouse import Warehouse
from wire import impatient, soon_given_up, watched

SKIPPED = (0, 3)  # calls, the login check among them, before a fault comes
PASSWORD = 1  # the SDK's kind of text field


def nothing_shows(sandbox: Sandbox, configuration: dict[str, str]) -> None:
    """A sync, each lasting fault of any source at the login check and later, and values that are refused."""
    marks = _marks(configuration)
    marked = {**configuration, **{key: mark for mark, key in marks.items()}}
    sandbox.reset(subject.SERVICE)
    assert _sync("a sync", marked, marks), "a sync with marked secrets fails: is one of them a login of another kind?"
    for name, orders in LASTING.items():
        for skip in SKIPPED:
            sandbox.reset(subject.SERVICE)
            for order in orders:
                sandbox.fault(subject.SERVICE, **order, skip=skip, times=None)
            _sync(f"{name} after {skip} calls", marked, marks)
    sandbox.reset(subject.SERVICE)
    for key in marks.values():
        for spoilt in (f"{marked[key]}|9", f"{marked[key]} é\n", f"{{{marked[key]}"):
            _refused(f"{key} with a value that is none", {**marked, key: spoilt}, marks)
    for test in subject.module("connector").connector.get_configuration_form().tests:
        _refused("a login that is wrong", marked, marks, test.name)


def _marks(configuration: dict[str, str]) -> dict[str, str]:
    """A value that is like no other, with its key, for each secret that this configuration can have."""
    secret = [field.name for field in subject.form_fields() if field.text_field == PASSWORD]
    keys = [key for key in secret if key in configuration or key not in subject.OTHER_LOGIN]
    assert keys, "the setup form has no secret"
    return {f"marked-{number}-{key}": key for number, key in enumerate(keys)}


def _sync(place: str, configuration: dict[str, str], marks: dict[str, str]) -> bool:
    """Whether it succeeded."""
    sent: list[str] = []
    warehouse, said, failed = Warehouse(), io.StringIO(), False
    with _heard(said), _disguised(configuration, marks, sent), impatient(PATIENCE_S), soon_given_up():
        try:
            warehouse.sync(configuration)
        except Exception as error:  # noqa: BLE001 - whatever it is, what it says is looked at
            said.write(_told(error, configuration, warehouse.state))
            failed = True
    held = json.dumps([warehouse.state, warehouse.warnings, warehouse.emitted], default=str)
    _look(place, {"output": said.getvalue(), "state, warnings or rows": held}, [*marks, *sent])
    return not failed


def _refused(place: str, configuration: dict[str, str], marks: dict[str, str], test: str | None = None) -> None:
    connector, said = subject.module("connector").connector, io.StringIO()
    with _heard(said), suppress(SystemExit):
        try:
            answer = connector.run_test(test, configuration) if test else connector.get_schema(configuration)
            said.write(str(answer))
        except Exception as error:  # noqa: BLE001
            said.write(_told(error, configuration, {}))
    _look(place, {"output": said.getvalue()}, list(marks))


def _look(place: str, found: dict[str, str], secrets: list[str]) -> None:
    for where, text in found.items():
        for secret in secrets:
            assert secret not in text, f"{place}: a secret in {where}: ...{text[: text.index(secret)][-200:]}<here>"


@contextmanager
def _heard(said: io.StringIO) -> Iterator[None]:
    with redirect_stdout(said), redirect_stderr(said), mock.patch.object(Logging, "LOG_LEVEL", Logging.Level.DEBUG):
        yield


@contextmanager
def _disguised(configuration: dict[str, str], marks: dict[str, str], sent: list[str]) -> Iterator[None]:
    """The source gets its own login in place of the marks; `sent` are the headers that held one: secrets, too."""

    def disguise(request: PreparedRequest, _: dict[str, Any]) -> None:
        url = str(request.url)
        assert not any(mark in url for mark in marks), (
            f"a secret in an address: {request.method} {url.partition('?')[0]}"
        )
        for name, value in list(request.headers.items()):
            given = value.decode() if isinstance(value, bytes) else value
            plain = _plain(given, marks)
            if plain != given:
                sent.append(given)
                request.headers[name] = plain

    with watched(disguise):
        yield


def _plain(header: str, marks: dict[str, str]) -> str:
    scheme, _, encoded = header.partition(" ")
    if scheme == "Basic":
        with suppress(binascii.Error, UnicodeDecodeError):
            return f"Basic {base64.b64encode(_plain(base64.b64decode(encoded).decode(), marks).encode()).decode()}"
    for mark in marks:
        header = header.replace(mark, subject.LOGIN)
    return header


def _told(error: BaseException, configuration: dict[str, str], state: dict[str, Any]) -> str:
    """All that is said of an error: the traceback, and the crash report with the values of its frames."""
    folder = str(Path(subject.module("connector").__file__).parent)
    report = build_debug_crash_report(error, folder, configuration=configuration, state=state)
    return "".join(traceback.format_exception(error)) + report
