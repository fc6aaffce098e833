"""The clock of an emulated service: it stands still, and moves only when told to."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import formatdate

START_EPOCH_S = int(datetime(2026, 11, 2, 12, tzinfo=timezone.utc).timestamp())
DAY_S = 86_400


def utc(epoch_s: int) -> str:
    """`2026-11-01T09:00:00Z`."""
    return datetime.fromtimestamp(epoch_s, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """Stands at START_EPOCH_S until it is advanced."""

    def __init__(self) -> None:
        self.now_epoch_s = START_EPOCH_S

    def advance(self, seconds: float) -> None:
        """Moves on; time never goes back."""
        if not 0 <= seconds <= 3650 * DAY_S:
            raise ValueError(f"the clock moves forward by at most ten years, not by {seconds:g} seconds")
        self.now_epoch_s += int(seconds)

    def reset(self) -> None:
        self.now_epoch_s = START_EPOCH_S

    def iso(self) -> str:
        return utc(self.now_epoch_s)

    def http_date(self, seconds_ahead: int = 0) -> str:
        """The text of a Date or Retry-After header."""
        return formatdate(self.now_epoch_s + seconds_ahead, usegmt=True)
