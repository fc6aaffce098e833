"""The moment at which a run is killed: told by what it has done, never by the time that it took."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from writes import REPLACED, Writes

CALL, WRITE, SAVE = "call", "write", "save"


@dataclass(frozen=True)
class Moment:
    """When the run's `number`-th call arrives, file is touched or state is saved. `lost`: that call is not acted on."""

    kind: str
    number: int
    lost: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.number}{' (not acted on)' if self.lost else ''}"


NEVER = Moment("nothing", 0)
FIRST_SAVE = Moment(SAVE, 1)


class Progress:
    """Counts what a run does, and kills it at its moment; `saves` has how many calls each save came after."""

    def __init__(self, moment: Moment, writes: Writes, kill: Callable[[], None]) -> None:
        self.done: Counter[str] = Counter()
        self.saves: list[int] = []
        self._moment, self._writes, self._kill = moment, writes, kill
        self._lock = threading.Lock()

    def call(self) -> bool:
        """A call has arrived; whether the source does what it asks for."""
        with self._lock:
            self._look()
            return not (self._is(CALL) and self._moment.lost)

    def look(self) -> None:
        """There may be something new in the folder."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        for mask, name in self._writes.new():
            self._is(WRITE)
            if mask & REPLACED and name == "state.json":
                self.saves.append(self.done[CALL])
                self._is(SAVE)

    def _is(self, kind: str) -> bool:
        self.done[kind] += 1
        if (kind, self.done[kind]) != (self._moment.kind, self._moment.number):
            return False
        self._kill()
        return True


@contextlib.contextmanager
def watched(folder: Path, moment: Moment, kill: Callable[[], None]) -> Iterator[Progress]:
    """The progress of a run that writes into `folder`; its calls are told to it."""
    writes = Writes(folder)
    progress = Progress(moment, writes, kill)
    stop, stopper = os.pipe()
    thread = threading.Thread(target=_follow, args=(progress, writes, stop), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        os.close(stopper)
        thread.join()
        progress.look()
        os.close(stop)
        writes.close()


def _follow(progress: Progress, writes: Writes, stop: int) -> None:
    while stop not in select.select([writes, stop], [], [])[0]:
        progress.look()
