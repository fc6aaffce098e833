"""The suite catches what it is there for: the connector, broken in one way at a time, fails the check of that promise.

What is broken is what every connector uses of toolkit/, so each mutant is one of every connector. A job that is not
saved is in tests/killed/test_caught.py, a generator that is called and left in tests/rules/, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest

import connector
import sync
from checks import increments, limits, rows, secrets
from checks.crashes import CrashProof
from checks.faults import FaultProof
from sandbox.app import Settings
from sandbox.server import Sandbox, running
from subject import KEYS, LARGE, LATER_KEYS, PARTS, READ_WHOLE, SERVICE, at_once
from toolkit import flow
from toolkit.errors import ConnectorError
from toolkit.seen import Seen
from warehouse import Warehouse

Configured = Callable[[int], dict[str, str]]
DELIVERED, RECONCILE = flow.delivered, Seen.reconcile


class _Late:
    """Operations that are done only after the next checkpoint."""

    def __init__(self, destination: Any) -> None:
        self._destination = destination
        self._held: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self._held.append((name, given))

    def catch_up(self) -> None:
        for name, given in self._held:
            getattr(self._destination, name)(*given)
        self._held.clear()


def _cursor_too_early(run: Any, streams: Any, destination: Any) -> Iterator[Any]:
    late = _Late(destination)
    for state in DELIVERED(run, streams, late):
        yield state
        late.catch_up()
    yield run.state
    late.catch_up()


def _windows_skipped_on_errors(run: Any, streams: Any) -> Iterator[Any]:
    for stream in streams:
        try:
            yield from stream(run)
        except ConnectorError:
            continue
        yield flow.Save()


def _gone_whatever_was_read(self: Seen, table: Any, window: str, found: Any, covers: Any = None) -> Iterator[Any]:
    return RECONCILE(self, table, window, found)


def _each(places: Iterable[Any], prove: Callable[[Any], None]) -> None:
    for place in places:
        prove(place)


def _partly(configuration: dict[str, str]) -> dict[str, str]:
    """With which a later sync reads again what it must, not all."""
    return {**{key: value for key, value in configuration.items() if key not in LATER_KEYS}, **KEYS}


def _arrives(sandbox: Sandbox, configuration: dict[str, str]) -> bool:
    sandbox.reset(SERVICE)
    try:
        increments.changes_arrive(sandbox, configuration)
    except AssertionError:
        return False
    return True


def test_a_cursor_that_moves_too_early_is_caught(
    tiny: Sandbox, configured_part: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "delivered", _cursor_too_early)
    proof = CrashProof(tiny, configured_part(len(PARTS) - 1), eager=True)
    with pytest.raises(AssertionError, match="killed at operation"):
        _each(proof.whole.places, proof.killed)


def test_a_window_that_is_skipped_on_an_error_is_caught(
    tiny: Sandbox, configured_part: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = FaultProof(tiny, configured_part(0))
    monkeypatch.setattr(flow, "_changes", _windows_skipped_on_errors)
    with pytest.raises(AssertionError, match="the sync succeeded and told of nothing"):
        _each(proof.endpoints, partial(proof.lasting, "500 for ever"))


@pytest.mark.skipif(READ_WHOLE, reason="no reading of this source, so small, is partial: tests/toolkit/test_seen.py")
def test_a_delete_on_a_partial_reading_is_caught(
    tiny: Sandbox, configured_part: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [_partly(configured_part(part)) for part in range(len(PARTS))]
    right = [configuration for configuration in given if _arrives(tiny, configuration)]
    monkeypatch.setattr(Seen, "reconcile", _gone_whatever_was_read)
    assert [configuration for configuration in right if not _arrives(tiny, configuration)]


def test_a_secret_in_an_error_is_caught(
    tiny: Sandbox, configured_part: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(settings: Any, _: Any) -> Iterator[None]:
        raise ConnectorError(f"refused: {', '.join(map(str, settings.values()))}")
        yield

    monkeypatch.setattr(connector, "sync", refusing)
    with pytest.raises(AssertionError, match="a secret in output"):
        secrets.nothing_shows(tiny, configured_part(0))


def test_a_line_of_log_for_each_row_is_caught() -> None:
    with running(Settings.from_environment(LARGE)) as sandbox:
        found = limits.measured(at_once({**sandbox.configuration(SERVICE), **KEYS}), "chatty")
    with pytest.raises(AssertionError, match=r"lines of log for .* rows: is there one for each"):
        limits.within(found)


def test_a_generator_that_is_not_driven_is_caught(
    tiny: Sandbox, configured_part: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = connector.sync
    monkeypatch.setattr(connector, "sync", lambda settings, state: [real(settings, state)])
    with pytest.raises(AssertionError, match=r"tables without a row: .* is what yields them driven"):
        rows.all_tables_are_filled(Warehouse().sync(configured_part(0)))
