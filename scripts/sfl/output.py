"""The folder `files/` of a connector: what earlier runs left there, and whether the next one may add to it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sfl.errors import UsageError

# What every connector writes into its state.
STATE_VERSION = 1
# A state that is written, by Python's name for it, until it takes the place of the one before: a kill leaves it.
HALF_WRITTEN = re.compile(r"tmp[a-z0-9_]{8}(?:\.tmp)?")


def read_state(path: Path, advice: str) -> dict[str, Any]:
    """The state in `path`, which must be a JSON object; `advice` says what to do where it is not."""
    try:
        state = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. {advice}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not JSON. {advice}") from error
    if not isinstance(state, dict):
        raise UsageError(f"{path} must hold a JSON object, not a {type(state).__name__}. {advice}")
    return state


def read_connector_state(path: Path, advice: str) -> dict[str, Any]:
    """The state that a connector saved in `path`. Another version is refused here, before anything is written."""
    state = read_state(path, advice)
    if state and state.get("version") != STATE_VERSION:
        raise UsageError(f"{path} has version {state.get('version')!r}, not {STATE_VERSION}. {advice}")
    return state


@dataclass(frozen=True)
class Output:
    """Where the runs of one connector leave their result. `restart` is the command that clears it."""

    folder: Path
    restart: str

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.db"

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    @property
    def crash_reports(self) -> Path:
        return self.folder / "crash-reports"

    @property
    def _source(self) -> Path:
        """Remembers which source the rows came from: two sources in one warehouse would be a silent mix."""
        return self.folder / "source.json"

    def check(self, *, fresh: bool) -> None:
        """Fails where a run could not write its result; writes nothing."""
        self._check_writable()
        if self.warehouse.exists():
            self._check_warehouse(fresh=fresh)

    def _check_writable(self) -> None:
        folder = self.folder if self.folder.exists() else self.folder.parent
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise UsageError(f"{self.folder} is not writable: {error.strerror}. Make it a folder of yours.") from error

    def _check_warehouse(self, *, fresh: bool) -> None:
        try:
            duckdb.connect(str(self.warehouse)).close()
        except duckdb.Error as error:
            holder = re.search(r"lock is held in .*PID (\d+)", str(error))
            if holder:
                # DuckDB cannot tell the number of a process in another container, and says 0
                who = "a run in another container" if holder[1] == "0" else f"process {holder[1]}"
                raise UsageError(f"{self.warehouse} is held open by {who}: close it there.") from error
            if not fresh:
                raise UsageError(f"{self.warehouse} is damaged: {self.restart} starts over.") from error

    def check_continues(self, source: str) -> None:
        """Fails where what is there cannot be continued from `source`."""
        if self._source.exists() and self.warehouse.exists():
            before = read_state(self._source, f"{self.restart} starts over.").get("source")
            if before != source:
                raise UsageError(f"{self.folder} holds rows of {before}, not of {source}: {self.restart} starts over.")
        if self.state.exists():
            read_connector_state(self.state, f"{self.restart} starts over.")

    def prepare(self, *, source: str, fresh: bool, state: dict[str, Any] | None) -> None:
        """Makes the folder ready for a run: cleared if `fresh`, and with `state` to start from if one is given."""
        self.folder.mkdir(exist_ok=True)
        for path in self.folder.iterdir():
            if HALF_WRITTEN.fullmatch(path.name):
                path.unlink()
        if fresh:
            self._clear()
        self.crash_reports.mkdir(exist_ok=True)
        self._source.write_text(json.dumps({"source": source}) + "\n", encoding="utf-8")
        if state is not None:
            self._start_from(state)

    def _clear(self) -> None:
        """Not the folder itself: it can be a mount point. Not what else somebody put there."""
        shutil.rmtree(self.crash_reports, ignore_errors=True)
        for path in (*self.folder.glob("warehouse.db*"), self.state, self._source):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _start_from(self, state: dict[str, Any]) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False, encoding="utf-8") as file:
            json.dump(state, file)
        Path(file.name).replace(self.state)

    def tidy(self) -> None:
        """Takes away the folder for crash reports if the run left none."""
        if self.crash_reports.is_dir() and not any(self.crash_reports.iterdir()):
            self.crash_reports.rmdir()
