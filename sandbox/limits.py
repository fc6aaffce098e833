"""How many calls a service takes: a fixed window of real time, and a number of calls at once."""

from __future__ import annotations

import time

WINDOW_S = 60


class Limits:
    """Counts calls; every call that `enter` lets in must `leave`."""

    def __init__(self, calls_per_minute: int, parallel_calls: int) -> None:
        self._calls_per_minute = calls_per_minute
        self._parallel_calls = parallel_calls
        self.reset()

    def reset(self) -> None:
        self._window_began_s = time.monotonic()
        self._calls = 0
        self._running = 0

    def enter(self) -> bool:
        """False when this call is one too many, in the window or at once."""
        if time.monotonic() - self._window_began_s >= WINDOW_S:
            self._window_began_s, self._calls = time.monotonic(), 0
        if self._calls >= self._calls_per_minute or self._running >= self._parallel_calls:
            return False
        self._calls += 1
        self._running += 1
        return True

    def leave(self) -> None:
        # A reset between enter and leave has already forgotten the call.
        self._running = max(0, self._running - 1)
