"""How a deploy or a rollback ended, and with what live: for the terminal, and as markdown for a job summary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sfl.plan import Live
from sfl.render import markdown_table
from sfl.resources import CONNECTED, Connection
from sfl.terminal import say


class Ending(str, Enum):
    """All but the first are failures."""

    DONE = "done"
    SYNCING = "deployed; its sync still runs"
    UNTOUCHED = "failed; the connection is untouched"
    TAKEN_BACK = "failed and taken back"
    LEFT_PAUSED = "failed; the new connection is left paused"
    NOT_TAKEN_BACK = "failed, and not taken back"
    UNKNOWN = "failed; what is live could not be read"


@dataclass(frozen=True)
class Outcome:
    """`reason` of a failure; `before` and `now` say what is live; `notes` are what else is worth knowing."""

    title: str
    ending: Ending
    before: str
    now: str
    reason: str = ""
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        lines = [f"{self.title}: {self.ending.value}.", f"  before: {self.before}", f"  now:    {self.now}"]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def markdown(self) -> str:
        reason = [f"**Reason**: {self.reason}", ""] if self.reason else []
        table = markdown_table(("when", "live"), [("before", self.before), ("now", self.now)])
        notes = ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n".join([f"### {self.title}: {self.ending.value}", "", *reason, *table, *notes, ""])


def report(outcome: Outcome, summary: Path | None) -> None:
    say(outcome.text())
    append(summary, outcome.markdown())


def append(summary: Path | None, text: str) -> None:
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def state(connection: Connection | None, commit: str | None = None) -> str:
    """One line: which package, from which commit, and whether its setup tests passed when they ran last."""
    if connection is None:
        return "no connection"
    tests = "setup tests passed" if connection.setup_state == CONNECTED else f"setup state {connection.setup_state}"
    source = f" (commit {commit[:12]})" if commit else ""
    return f"package {connection.package_id or 'none'}{source}, {tests}{', paused' * connection.paused}"


def live_state(live: Live | None) -> str:
    return state(live.connection, live.commit) if live else state(None)
