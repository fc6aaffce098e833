"""A process and all that it has started, ended at once as by a machine that goes away."""

from __future__ import annotations

import os
import select
import signal
from pathlib import Path


def kill_tree(pid: int) -> None:
    """`kill -9` of the process and of everything below it; returns when all of them are gone."""
    tree = _stopped(pid)
    ends = [os.pidfd_open(each) for each in tree]
    for each in tree:
        os.kill(each, signal.SIGKILL)
    for end in ends:
        select.select([end], [], [])
        os.close(end)


def _stopped(pid: int) -> list[int]:
    """The process and those below it, each stopped before it is asked for its children: no new one is overlooked.

    A group would not do: `sfl` starts the sync in a session of its own.
    """
    os.kill(pid, signal.SIGSTOP)
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [pid, *(below for child in " ".join(lists).split() for below in _stopped(int(child)))]
