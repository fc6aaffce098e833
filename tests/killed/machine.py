"""A machine with one connector, on which the real `sfl debug` runs and may be killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from moments import NEVER, WRITE, Moment, Progress, watched
from processes import kill_tree
from sandbox.client import Control
from sources import ROOT, Source
from tables import Tables, tables

NOT_COPIED = shutil.ignore_patterns("__pycache__", "files", "configuration.json")
ROWS = re.compile(r"connector +\w+: (\d+) rows$", re.MULTILINE)  # toolkit/flow.py, after each window
OURS = ("SFL_", "SANDBOX_")


@dataclass(frozen=True)
class Run:
    """What a run did. `saves` has how many calls each save came after; `rows` are those of the windows it ended."""

    moment: Moment
    killed: bool
    calls: list[str]
    saves: list[int]
    writes: int
    rows: int

    @property
    def saved_calls(self) -> list[str]:
        return self.calls[: max(self.saves, default=0)]

    @property
    def window(self) -> int:
        """The most calls between two saves."""
        ends = [0, *self.saves, len(self.calls)]
        return max(end - start for start, end in pairwise(ends))


class Machine:
    """A checkout, its results and its temporary folder; `hear` tells the sandbox whom to tell of calls."""

    def __init__(self, folder: Path, source: Source, sandbox: Control, hear: Callable[[Progress], None]) -> None:
        self.source, self.sandbox, self._hear = source, sandbox, hear
        self.connector = folder / "connectors" / source.service
        self.files, self.temporary = self.connector / "files", folder / "tmp"
        self._folder = folder
        shutil.copytree(ROOT / "connectors" / source.service, self.connector, ignore=NOT_COPIED)
        shutil.copy(ROOT / "docker-compose.yml", folder)
        self._configure({**sandbox.configuration(source.service), **source.keys})

    def clear(self) -> None:
        """As before the first run, here and at the source."""
        self.sandbox.reset(self.source.service)
        for made in (self.files, self.temporary):
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()

    def run(self, moment: Moment = NEVER) -> Run:
        """One run; raises AssertionError with its last words if it ends by itself and not well."""
        self.sandbox.clear_requests(self.source.service)
        started: list[subprocess.Popen[str]] = []
        with watched(self.files, moment, lambda: kill_tree(started[0].pid)) as progress:
            self._hear(progress)
            process = self._start()
            started.append(process)
            output = process.communicate()[0]
        assert process.returncode in (0, -9), f"{moment}: code {process.returncode}: {output[-3000:]}"
        rows = sum(map(int, ROWS.findall(output)))
        return Run(moment, process.returncode == -9, self._calls(), progress.saves, progress.done[WRITE], rows)

    def replace(self, name: str, old: str, new: str) -> None:
        """Changes a file of the connector."""
        text = (self.connector / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old}"
        (self.connector / name).write_text(text.replace(old, new), encoding="utf-8")

    def tables(self) -> Tables:
        return tables(self.files / "warehouse.db", self.source.told_at_reading)

    def _calls(self) -> list[str]:
        return [_described(call) for call in self.sandbox.requests(self.source.service)]

    def _start(self) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
        return subprocess.Popen(
            [sys.executable, "-m", "sfl", "debug", self.source.service],
            cwd=self._folder,
            env={**kept, "PYTHONPATH": path, "TMPDIR": str(self.temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def _configure(self, configuration: dict[str, str]) -> None:
        path = self.connector / "configuration.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(configuration), encoding="utf-8")


def _described(call: dict[str, Any]) -> str:
    return json.dumps([call["method"], call["path"], call["query"], call["body"]], sort_keys=True)
