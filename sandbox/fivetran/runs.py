"""Runs of a connection's package: its setup tests and its syncs."""

from __future__ import annotations

from typing import Any

from sandbox.clock import Clock
from sandbox.fivetran.connection import Connection

SYNC_S = 1


class Runs:
    """Only pretends to run: every setup test passes and every sync succeeds, at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def setup_tests(self, connection: Connection) -> list[dict[str, Any]]:
        connection.setup_state = "connected"
        return [{"title": "Connection test", "status": "PASSED", "message": ""}]

    def sync(self, connection: Connection) -> None:
        # A sync that ends when it began could not be told from the one before.
        self._clock.advance(SYNC_S)
        connection.succeeded_at, connection.is_historical_sync = self._clock.iso(), False
