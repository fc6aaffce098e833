"""Fixtures of the tests of `toolkit`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from fivetran_connector_sdk import Logging

from scripted import Answer, Scripted, Source

Logging.LOG_LEVEL = Logging.Level.INFO  # the SDK sets it when a sync runs: without one, every log line raises


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings that were logged."""
    messages: list[str] = []
    monkeypatch.setattr(Logging, "warning", messages.append)
    return messages


@pytest.fixture
def source() -> Iterator[Scripted]:
    """Starts a source on loopback that gives these answers in turn."""
    with ExitStack() as running:
        yield lambda *answers: running.enter_context(Source(*(answers or (Answer(),))))
