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
) -> int:
    """The exit code of `command`, run in `folder`; `line` is given each line of its output.

    A signal stops it, after `patience_s` in which it may still end by itself; so does `timeout_s`.
    """
    # In a session of its own: a signal comes to it through us, once.
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        encoding="utf-8",
        errors="replace",
    )
    failures: list[BaseException] = []
    reader = threading.Thread(target=_read, args=(process.stdout or (), line, failures), daemon=True)
    reader.start()
    try:
        _await(reader, timeout_s)
        if not failures and not reader.is_alive():
            process.wait()
    except Interrupted:
        reader.join(patience_s)
        raise
    finally:
        stop(process)
    if failures:
        raise failures[0]
    return process.returncode


def _await(reader: threading.Thread, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while reader.is_alive() and time.monotonic() < deadline:
        # a read by this thread would sleep through a signal that comes just before it
        reader.join(SIGNAL_DELAY_S)


def _read(lines: Iterable[str], line: Callable[[str], None], failures: list[BaseException]) -> None:
    try:
        for text in lines:
            line(text.rstrip("\n"))
    except Exception as error:  # noqa: BLE001 - whoever started the thread raises it
        failures.append(error)
