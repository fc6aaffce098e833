"""Lines on standard output that nobody need be there to read: a deploy goes on without its reader."""

from __future__ import annotations

import contextlib
import os
import sys


def say(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        silence()


def silence() -> None:
    """Whoever read our output has gone; Python would complain once more when it flushes at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
