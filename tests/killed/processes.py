"""A process and all that it has started, ended at once as by a machine that goes away."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from sources import ROOT

OURS = ("SFL_", "SANDBOX_")


class Processes:
    """Runs of `sfl debug` in the checkout `folder`, with a temporary folder of their own."""

    killed = -signal.SIGKILL

    def __init__(self, folder: Path, service: str) -> None:
        self._folder, self._service, self._temporary = folder, service, folder / "tmp"
        self._temporary.mkdir()

    def start(self) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
        return subprocess.Popen(
            [sys.executable, "-m", "sfl", "debug", self._service],
            cwd=self._folder,
            env={**kept, "PYTHONPATH": path, "TMPDIR": str(self._temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def kill(self, run: subprocess.Popen[str]) -> None:
        tree = _stopped(run.pid)
        ends = [os.pidfd_open(each) for each in tree]
        for each in tree:
            os.kill(each, signal.SIGKILL)
        for end in ends:
            select.select([end], [], [])
            os.close(end)

    def left(self) -> list[str]:
        return [path.name for path in self._temporary.iterdir()]


def _stopped(pid: int) -> list[int]:
    """The process and those below it, each stopped before it is asked for its children: no new one is overlooked.

    A group would not do: `sfl` starts the sync in a session of its own.
    """
    os.kill(pid, signal.SIGSTOP)
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [pid, *(below for child in " ".join(lists).split() for below in _stopped(int(child)))]
