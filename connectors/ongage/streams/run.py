"""What the streams of one sync share: the account, the lists and their days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from account import chosen, flattened
from api import Ongage, Record
from toolkit import casts
from toolkit.changes import Change
from toolkit.errors import SourceRefused
from toolkit.run import Run as AnyRun
from toolkit.run import unless_refused
from toolkit.tables import Table

FIRST_SYNC_DAYS = 365
BY_DAY = ("statistics", "contact_activity_daily", "contact_events", "mailings")  # what start_date bounds


class Run(AnyRun):
    """One sync. Its first call is the login check, whose Date header is the sync's clock."""

    def __init__(self, api: Ongage, settings: dict[str, Any], state: dict[str, Any]) -> None:
        self.api = api
        self.all_lists = api.lists()
        if not self.all_lists:
            raise SourceRefused("Ongage shows this login no list at all: give the API user the right to one", 404)
        self.tables = {table.name: table for table in flattened(api, settings, self.all_lists)}
        answered = api.session.first_answer_at
        super().__init__(settings, state, answered, parallel=settings["parallel_calls"], delete=api.delete)
        self.today = datetime.fromtimestamp(self.until, settings["time_zone"]).date()
        self.chosen = chosen(self.all_lists, settings["list_ids"])
        self.lists = [str(found["id"]) for found in self.chosen if found["type"] != "suppression"]
        self._list_fields: dict[str, list[Record]] = {}
        self.active: dict[date, dict[str, list[str]]] = {}
        self.scheduled: dict[tuple[str, str], date] = {}
        self.start = self._start()

    def _start(self) -> date:
        """The first day: as configured, else as fixed by the first sync. An earlier one than before starts anew."""
        fixed = self.state.get("start_date", (self.today - timedelta(days=FIRST_SYNC_DAYS)).isoformat())
        wanted = self.settings["start_date"].isoformat() if self.settings["start_date"] else fixed
        if wanted < self.state.get("start_date", wanted):
            for stream in BY_DAY:
                self.state.get("cursors", {}).pop(stream, None)
        self.state["start_date"] = wanted
        return date.fromisoformat(wanted)

    def forget_days(self, stream: str, table: Table, kept_from: date) -> None:
        """Drops the memory of days that are neither read again nor still to be read by this sync."""

        def keep(window: str) -> bool:
            list_id, _, day = window.partition("/")
            return day >= kept_from.isoformat() or day >= self.cursor(stream, list_id).get("until", "")

        self.seen.forget(table, keep)

    def read_from(self, until: str | None, kept_from: date) -> date:
        """The first day to read: after a first sync, the day it ended in, and the days before it that are restated."""
        return max(self.start, min(date.fromisoformat(until), kept_from)) if until else self.start

    def list_fields(self, list_id: str) -> list[Record]:
        """A list's fields, asked for once a sync."""
        if list_id not in self._list_fields:
            self._list_fields[list_id] = list(self.api.pages(f"{list_id}/api/list_fields"))
        return self._list_fields[list_id]

    def note_schedule(self, list_id: str, mailing: Record) -> None:
        """Remembers, for this sync, the day that a mailing was scheduled for, or made."""
        at = casts.utc(mailing.get("schedule_date")) or casts.utc(mailing.get("created"))
        if at:
            local = datetime.fromtimestamp(casts.epoch_s(at), self.settings["time_zone"])
            self.scheduled[list_id, str(mailing["id"])] = local.date()

    def refuse_list(self, what: str, list_id: str, error: SourceRefused) -> None:
        """Notes that this part of a list may not be read, now; any other refusal is raised again."""
        self.refuse(_part(what, list_id), error)

    def is_refused(self, what: str, list_id: str) -> bool:
        """Whether this sync was told that it may not read this part of the list."""
        return _part(what, list_id) in self.refused


def _part(what: str, list_id: str) -> str:
    return f"{what} of list {list_id}"


Stream = Callable[[Run], Iterator[Change]]
ListStream = Callable[[Run, str], Iterator[Change]]


def each_list(what: str, read: ListStream, lists: Callable[[Run], list[str]] = lambda run: run.lists) -> Stream:
    """A stream over the lists, one after the other; a list that is refused leaves the others syncing."""

    def stream(run: Run) -> Iterator[Change]:
        for list_id in lists(run):
            yield from unless_refused(run, _part(what, list_id), read(run, list_id))

    return stream
