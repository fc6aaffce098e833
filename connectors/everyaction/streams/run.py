"""What the streams of one sync share: the key, its exports, and the days that are read again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import takewhile
from typing import Any

from account import exported, is_wanted
from api import EveryAction, Record
from toolkit import casts, windows
from toolkit.changes import Change
from toolkit.run import Run as AnyRun
from toolkit.seen import Key
from toolkit.tables import Row, Table
from toolkit.windows import DAY_S

FULL_READING_S = 7 * DAY_S  # of what is read newest first otherwise
OVERLAP_S = 3600


class Run(AnyRun):
    """One sync. Its first call is the login check, whose Date header is the sync's clock."""

    def __init__(self, api: EveryAction, settings: dict[str, Any], state: dict[str, Any]) -> None:
        self.api = api
        api.profile()
        super().__init__(settings, state, api.session.first_answer_at)
        self.exports = list(exported(api, settings, self.refuse))
        self.unloaded: dict[str, tuple[int, int]] = {}

    def now(self) -> int:
        """The source's clock at its last answer, in Unix seconds: a sync may take hours."""
        answered = self.api.session.last_answer_at
        return int(answered.timestamp()) if answered else self.until

    def wants(self, *tables: Table) -> bool:
        """Whether the configuration names one of these tables."""
        return any(is_wanted(self.settings, table.name) for table in tables)

    def day(self, days: int) -> str:
        """The day that lies so many days after today."""
        return windows.moment(self.until + days * DAY_S)[:10]

    def note_children(self, table: Table, unloaded: Collection[Any], records: int) -> None:
        """Notes of how many records EveryAction did not hand out what belongs into this table."""
        if self.wants(table):
            before = self.unloaded.get(table.name, (0, 0))
            self.unloaded[table.name] = (before[0] + len(unloaded), before[1] + records)

    def tell_unloaded(self) -> None:
        """Says which tables got nothing of any record noted (of some, null is all there is), and were not refused."""
        for name, (unloaded, records) in self.unloaded.items():
            if 0 < records <= unloaded and name not in self.refused:
                self.warn(
                    f"{name}: EveryAction left out the rows of all {records} records: what is known of them stays"
                )
        self.unloaded.clear()

    def tell_moved(self, table: Table) -> None:
        """Says that a collection held still at no reading."""
        self.warn(f"{table.name}: rows moved while they were read: the next sync reads them again, none is deleted")

    def latest(self, table: Table, path: str, **query: Any) -> tuple[list[Record], bool]:
        """What a collection sorted by modification holds since the last sync; True when it is all there is.

        Every week all of it is read, since nothing else tells what was deleted. `latest_read` moves the cursor.
        """
        cursor = self.cursor(table.name)
        query = {"$orderby": "dateModified desc", **query}
        if self.until - cursor.get("full_at", 0) >= FULL_READING_S:
            records, complete = self.api.collection(path, **query)
            if not complete:
                self.tell_moved(table)
            return records, complete
        since = windows.moment(cursor["until"] - OVERLAP_S)
        new = takewhile(
            lambda record: (casts.utc(record.get("dateModified")) or since) >= since, self.api.newest(path, **query)
        )
        return list(new), False

    def latest_read(self, table: Table, full: bool) -> None:
        """The changes of `latest` are out."""
        cursor = self.cursor(table.name)
        if full:
            cursor["full_at"] = self.until
        cursor["until"] = self.until

    def reconcile(
        self, table: Table, rows: list[Row], covers: Callable[[Key], bool], window: str = ""
    ) -> Iterator[Change]:
        """The changes of a table that the configuration wants; nothing is deleted where suddenly no row comes."""
        if not self.wants(table):
            return
        if not rows and any(covers(key) for key in self.seen.known(table, window)) and not window:
            self.warn(f"{table.name}: EveryAction shows no row, where it had some: none is deleted")
            return
        yield from self.seen.reconcile(table, window, lambda: rows, covers)


Stream = Callable[[Run], Iterator[Change]]
