"""A machine with one connector, on which the real `sfl debug` runs and may be killed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from moments import NEVER, WRITE, Moment, Progress, watched
from sandbox.client import Control
from sources import Source
from tables import Tables, tables

ROWS = re.compile(r"connector +\w+: (\d+) rows$", re.MULTILINE)  # toolkit/flow.py, after each window
RESULTS = {"source.json", "state.json", "warehouse.db"}
Listening = dict[str, Progress]


class Runs(Protocol):
    """What a run of the connector is here: a process, a container."""

    killed: int
    """The exit code of one that was killed."""

    def start(self) -> subprocess.Popen[str]: ...

    def kill(self, run: subprocess.Popen[str]) -> None:
        """`kill -9` of all that the run has started; returns when it is gone."""

    def left(self) -> list[str]:
        """What runs that have ended left outside the folder of results."""


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
    """A connector in the checkout `folder`, and its results; `listening` has whom the sandbox tells of its calls."""

    def __init__(self, folder: Path, source: Source, sandbox: Control, listening: Listening, runs: Runs) -> None:
        self.source, self.sandbox, self.runs, self._listening = source, sandbox, runs, listening
        self.connector = folder / "connectors" / source.service
        self.files = self.connector / "files"
        self._configure({**sandbox.configuration(source.service), **source.keys})

    def clear(self) -> None:
        """As before the first run, here and at the source."""
        self.sandbox.reset(self.source.service)
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.mkdir()

    def run(self, moment: Moment = NEVER) -> Run:
        """One run; raises AssertionError with its last words if it ends by itself and not well."""
        self.sandbox.clear_requests(self.source.service)
        started: list[subprocess.Popen[str]] = []
        with watched(self.files, moment, lambda: self.runs.kill(started[0])) as progress:
            self._listening[self.source.service] = progress
            started.append(self.runs.start())
            output = started[0].communicate()[0]
        code = started[0].returncode
        assert code in (0, self.runs.killed), f"{moment}: code {code}: {output[-3000:]}"
        rows = sum(map(int, ROWS.findall(output)))
        return Run(moment, code == self.runs.killed, self._calls(), progress.saves, progress.done[WRITE], rows)

    def replace(self, name: str, old: str, new: str) -> None:
        """Changes a file of the connector."""
        text = (self.connector / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old}"
        (self.connector / name).write_text(text.replace(old, new), encoding="utf-8")

    def tables(self) -> Tables:
        return tables(self.files / "warehouse.db", self.source.told_at_reading)

    def left(self) -> list[str]:
        """What runs that have ended left, besides their results."""
        return sorted([*self.runs.left(), *({path.name for path in self.files.iterdir()} - RESULTS)])

    def _calls(self) -> list[str]:
        return [_described(call) for call in self.sandbox.requests(self.source.service)]

    def _configure(self, configuration: dict[str, str]) -> None:
        path = self.connector / "configuration.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(configuration), encoding="utf-8")


def _described(call: dict[str, Any]) -> str:
    return json.dumps([call["method"], call["path"], call["query"], call["body"]], sort_keys=True)
