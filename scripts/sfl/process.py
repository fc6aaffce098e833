"""Runs a program to its end, line by line."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sfl.errors import Interrupted
from sfl.sandbox import stop

SIGNAL_DELAY_S = 0.2


def follow(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    line: Callable[[str], None],
    timeout_s: float = float("inf"),
    patience_s: float = 0.0,
    keep: Sequence[int] = (),
) -> int:
    """The exit code of `command`, run in `folder`; `line` is given each line of its output.

    A signal stops it, after `patience_s` in which it may still end by itself; so does `timeout_s`. It gets the open
    files `keep` too.
    """
    process = _started(command, folder, environment, keep)
    reading = _Reading(process.stdout or (), line)
    threading.Thread(target=reading.run, daemon=True).start()
    try:
        reading.wait(timeout_s)
        if reading.ended.is_set() and not reading.failures:
            process.wait()
    except Interrupted:
        reading.wait(patience_s)
        raise
    finally:
        stop(process)
    if reading.failures:
        raise reading.failures[0]
    return process.returncode


def _started(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], keep: Sequence[int]
) -> subprocess.Popen[str]:
    """In a session of its own: a signal comes to it through us, once."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=keep,
        encoding="utf-8",
        errors="replace",
    )


class _Reading:
    """The output of a process, read in a thread. (Joining it would not do: a signal in a join makes it look ended.)"""

    def __init__(self, lines: Iterable[str], line: Callable[[str], None]) -> None:
        self._lines, self._line = lines, line
        self.ended = threading.Event()
        self.failures: list[Exception] = []

    def run(self) -> None:
        try:
            for text in self._lines:
                self._line(text.rstrip("\n"))
        except Exception as error:  # noqa: BLE001 - whoever started the thread raises it
            self.failures.append(error)
        finally:
            self.ended.set()

    def wait(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while not self.ended.is_set() and time.monotonic() < deadline:
            # a longer sleep would sleep through a signal that comes just before it
            self.ended.wait(SIGNAL_DELAY_S)
