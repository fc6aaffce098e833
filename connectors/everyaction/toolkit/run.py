"""What the streams of one sync share, whatever the source: its clock, its state, its jobs, what went wrong.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

from fivetran_connector_sdk import Logging as log

from toolkit.changes import Change, Save
from toolkit.errors import SourceRefused
from toolkit.jobs import Jobs
from toolkit.seen import Seen

SETTLE_S = 60  # the last minute is left to the next sync: rows of it may still be on their way
ABSENT = (403, 404)


class Run:
    """One sync of the state's own dict, up to `until`: the source's clock (of its first answer), less a minute."""

    def __init__(
        self,
        settings: dict[str, Any],
        state: dict[str, Any],
        first_answer_at: datetime | None,
        *,
        parallel: int = 1,
        delete: Callable[[str], None] = lambda job: None,
    ) -> None:
        self.settings, self.state = settings, state
        self.until = int((first_answer_at or datetime.now(timezone.utc)).timestamp()) - SETTLE_S
        self.refused: set[str] = set()
        self.warnings: list[str] = []
        self.seen = Seen(state)
        self.jobs = Jobs(
            state,
            delete=delete,
            parallel=parallel,
            # a source without jobs has neither key
            poll_s=settings.get("poll_interval_seconds"),
            timeout_s=settings.get("job_timeout_minutes", 0) * 60,
        )

    def cursor(self, stream: str, *parts: str) -> dict[str, Any]:
        """What the state knows of a stream, or of a part of it; empty before its first sync."""
        found: dict[str, Any] = self.state.setdefault("cursors", {})
        for name in (stream, *parts):
            found = found.setdefault(name, {})
        return found

    def warn(self, message: str, say: Callable[[str], None] = log.warning) -> None:
        """Something that a person may act on, while the sync goes on: logged now, shown by Fivetran at the end."""
        say(message)
        self.warnings.append(message)

    def refuse(self, what: str, error: SourceRefused) -> None:
        """Notes that this may not be read, now; any other refusal is raised again."""
        if error.status not in ABSENT:
            raise error
        self.refused.add(what)
        self.warn(f"{what} not synced, its cursor stays: {error}")


def unless_refused(run: Run, what: str, changes: Iterator[Change]) -> Iterator[Change]:
    """These changes and a Save; where the source refuses them, a note of it, and the other streams go on."""
    try:
        yield from changes
    except SourceRefused as error:
        run.refuse(what, error)
    else:
        yield Save()
