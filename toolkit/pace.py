"""Keeps calls within a source's own limits, before it has to refuse one.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

MINUTE_S = 60


class Pace:
    """`with pace:` around a call: at most `per_minute` start in any 60 seconds, at most `parallel` run at once."""

    def __init__(
        self,
        per_minute: int,
        parallel: int,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._running = threading.BoundedSemaphore(parallel)
        self._lock = threading.Lock()
        self._starts: deque[float] = deque(maxlen=per_minute)
        self._sleep = sleep
        self._clock = clock

    def __enter__(self) -> None:
        self._running.acquire()
        try:
            wait = self._reserve()
            if wait > 0:
                self._sleep(wait)
        except BaseException:
            self._running.release()
            raise

    def __exit__(self, *_: object) -> None:
        self._running.release()

    def _reserve(self) -> float:
        with self._lock:
            now = self._clock()
            full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + MINUTE_S) if full else now
            self._starts.append(start)
            return start - now
