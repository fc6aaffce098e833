"""Keeps calls within a source's own limits, before it has to refuse one.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Pace:
    """`with pace:` around a call: at most `calls` start in any `period_s` seconds, at most `parallel` run at once."""

    def __init__(
        self,
        calls: int,
        period_s: float,
        parallel: int,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._running = threading.BoundedSemaphore(parallel)
        self._lock = threading.Lock()
        self._starts: deque[float] = deque(maxlen=calls)
        self._period_s, self._sleep = period_s, sleep
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
            start = max(now, self._starts[0] + self._period_s) if full else now
            self._starts.append(start)
            return start - now
