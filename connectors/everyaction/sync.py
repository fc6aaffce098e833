"""Runs the streams in order and saves the state wherever a crash may resume. The only file that knows operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fivetran_connector_sdk import Operations as op

from account import SERVICE
from api import EveryAction
from streams import changed, emails, events, reference
from streams.run import Run
from toolkit.flow import delivered, opened

STREAMS = (*reference.STREAMS, *events.STREAMS, *emails.STREAMS, *changed.STREAMS)


def sync(settings: dict[str, Any], saved: dict[str, Any]) -> Iterator[None]:
    """Brings every table up to the source's clock, less a minute; yields at each checkpoint."""
    state = opened(saved, SERVICE)
    with EveryAction(settings) as api:
        for safe in delivered(Run(api, settings, state), STREAMS, op):
            yield op.checkpoint(state=safe)
