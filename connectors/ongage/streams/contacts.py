"""Contacts: what is new, whose status changed, and every few days all of them, since nothing tells of other changes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from fivetran_connector_sdk import Logging as log

from api import Record, file_rows
from models import CONTACT_FIELDS, CONTACTS, STATUS_DATES, contact
from streams.run import Run, Stream, each_list
from toolkit import casts, windows
from toolkit.changes import Change, Save, Truncate, Upsert, in_parts, parts
from toolkit.errors import SourceRefused
from toolkit.jobs import Done, Source
from toolkit.seen import row_digest
from toolkit.tables import Row
from toolkit.windows import DAY_S, Window

WHAT = "contacts"
CREATED = "ocx_created_date"
UNKNOWN = -1  # no sum of digests
SINGLE_SEARCH_ROWS = 100_000  # Q: searches over about 200,000 contacts needed smaller windows

Months = dict[str, list[int]]  # month of creation -> [sum of row digests, rows]


def contacts(run: Run, list_id: str) -> Iterator[Change]:
    """All contacts where a full reading was cut short or is due, then what came since."""
    cursor = run.cursor(WHAT, list_id)
    if "full" in cursor:
        yield from _full(run, list_id, cursor)
    every_s = run.settings["contacts_full_refresh_days"] * DAY_S
    if "full_at" not in cursor or run.until - cursor["full_at"] >= every_s:
        # the end is fixed now: what changes while we read belongs to the windows after it
        cursor["full"] = {"from": 0, "until": run.until, "months": {}}
        yield from _full(run, list_id, cursor)
    if cursor["until"] < run.until:
        yield from _since(run, list_id, cursor)


def _full(run: Run, list_id: str, cursor: dict[str, Any]) -> Iterator[Change]:
    full, before, last = cursor["full"], cursor.get("months", {}), windows.moment(cursor.get("full_at", 0))
    search = Search(run, list_id, CREATED, "full")
    for step in run.jobs.read(search.name, run.jobs.resumed(search.name, _plan(run, list_id, full)), search.source):
        if isinstance(step, Save):
            yield step
            continue
        found = _months(search.rows(step.made), last)
        same = {part for part in found if found[part] == before.get(part) and _holds(step.window, part, full["until"])}
        yield from _emitted(partial(_unlike, search, step.made, same, last), cursor)
        _add(full["months"], found)
        full["from"] = step.window.until
        yield from _finished(run, step)
    cursor["lost"] = cursor.get("lost", 0) + _lost(before, full["months"])
    cursor.update(until=full["until"], full_at=full["until"], months=_whole_months(full["months"]))
    del cursor["full"]
    yield Save()


def _emitted(read: Callable[[], Iterator[Row]], cursor: dict[str, Any]) -> Iterator[Change]:
    """The rows of one window of a full reading, in parts; `out` holds how many are out, and the sum of their digests.

    A sync that was cut off goes on behind them. Where the search had to be made anew and holds others, some of them may
    be gone that no month ever counted: so one more counts as lost.
    """
    full, rows, last = cursor["full"], read(), list[Row]()
    number, digest = full.get("out", [0, 0])
    if _sum(islice(rows, number)) != digest:
        cursor["lost"] = cursor.get("lost", 0) + 1
        rows, number, digest = read(), 0, 0
    for part in parts(rows):
        if last:
            number, digest = number + len(last), (digest + _sum(last)) % 2**64
            full["out"] = [number, digest]
        yield Save(within=True)
        yield Upsert(CONTACTS.name, part)
        last = part
    full.pop("out", None)


def _since(run: Run, list_id: str, cursor: dict[str, Any]) -> Iterator[Change]:
    window = Window(cursor["until"], run.until)
    for field in (CREATED, *STATUS_DATES):
        search = Search(run, list_id, field, field)
        run.jobs.abandon(search.name)  # an old answer must not follow the newer one of another date
        for step in run.jobs.read(search.name, [window], search.source):
            if isinstance(step, Save):
                yield step
                continue
            # the next full reading compares with what is at the destination, which is no longer what the last one read
            for month in _months(search.rows(step.made)).keys() & cursor["months"].keys():
                cursor["months"][month][0] = UNKNOWN
            yield from in_parts(CONTACTS.name, search.rows(step.made))
            yield from _finished(run, step)
    cursor["until"] = run.until
    yield Save()


def _finished(run: Run, step: Done) -> Iterator[Change]:
    run.jobs.finish(step)
    for file in step.made:
        file.unlink()
    yield Save()


def _plan(run: Run, list_id: str, full: dict[str, Any]) -> list[Window]:
    """One search for a list of modest size, else one a calendar month, and one for contacts older than the list."""
    record = next(found for found in run.all_lists if str(found["id"]) == list_id)
    left = Window(full["from"], full["until"])
    if (casts.long(record["last_count"]) or 0) <= SINGLE_SEARCH_ROWS:
        return [left]
    first = max(left.since, windows.month_start(casts.long(record["created"]) or 0))
    early = [Window(left.since, first)] if left.since < first else []
    return [*early, *windows.months(first, left.until)]


def replace_all(run: Run) -> Iterator[Change]:
    """Where contacts vanished: all of them anew as one transaction, so that the vanished ones count as deleted."""
    cursors: dict[str, dict[str, Any]] = run.state.get("cursors", {}).get(WHAT, {})
    _forget_gone_lists(run, cursors)
    lost = sum(cursor.get("lost", 0) for cursor in cursors.values())
    if not lost or not _may_replace(run, cursors, lost):
        return
    searches, files = [Search(run, list_id, CREATED, "all") for list_id in run.lists], {}
    for search in searches:
        try:
            files[search.list_id] = yield from _downloaded(run, search)
        except SourceRefused as error:
            run.refuse_list(WHAT, search.list_id, error)
            return
    yield Save(now=True)  # from here to the next Save everything or nothing counts
    yield Truncate(CONTACTS.name)
    for search in searches:
        yield Upsert(CONTACTS.name, search.rows(files[search.list_id]))
        months = _months(search.rows(files[search.list_id]))
        cursors[search.list_id].update(lost=0, months=months, full_at=run.until)
    yield Save(now=True)


def _forget_gone_lists(run: Run, cursors: dict[str, dict[str, Any]]) -> None:
    here = {str(record["id"]) for record in run.all_lists}
    for list_id in [list_id for list_id in cursors if list_id not in here]:
        gone = cursors.pop(list_id)
        heir = cursors.get(run.lists[0]) if run.lists else None
        if heir is not None:
            heir["lost"] = heir.get("lost", 0) + sum(rows for _, rows in gone.get("months", {}).values())


def _downloaded(run: Run, search: Search) -> Generator[Change, None, list[Path]]:
    made: list[Path] = []
    run.jobs.abandon(search.name)
    for step in run.jobs.read(search.name, _plan(run, search.list_id, {"from": 0, "until": run.until}), search.source):
        if isinstance(step, Save):
            yield step
            continue
        made += step.made
        run.jobs.finish(step)
    return made


def _may_replace(run: Run, cursors: dict[str, Any], lost: int) -> bool:
    rows = sum(count for cursor in cursors.values() for _, count in cursor.get("months", {}).values())
    limit = run.settings["contacts_delete_max_rows"]
    unread = sorted(ls for ls in cursors if ls not in run.lists or run.is_refused(WHAT, ls))
    if rows > limit:
        log.warning(
            f"contacts: {lost} vanished and stay: {rows} contacts are more than contacts_delete_max_rows ({limit})"
        )
    elif unread:
        log.warning(f"contacts: {lost} vanished and stay for now: lists {', '.join(unread)} cannot be read")
    return rows <= limit and not unread


class Search:
    """The contacts of a list by one of its dates."""

    def __init__(self, run: Run, list_id: str, field: str, purpose: str) -> None:
        self.list_id, self.field, self.name = list_id, field, f"{WHAT}/{list_id}/{purpose}"
        self._hash_key = run.settings["email_hash_key"]
        self._table = run.tables[CONTACTS.name]
        self._fields = run.list_fields(list_id)
        self.source = Source(
            create=lambda window: run.api.create(f"{list_id}/api/contact_search", self._body(window)),
            fetch=lambda job: run.api.fetch(job, "export"),
        )

    def rows(self, files: Iterable[Path]) -> Iterator[Row]:
        """The rows of downloaded files, read anew at each call."""
        for file in files:
            for record in file_rows(file):
                yield self._table.row(contact(record, self.list_id, self._fields, self._hash_key))

    def _body(self, window: Window) -> Record:
        names = [field["name"] for field in self._fields]
        return {
            "title": f"warehouse sync {self.list_id} {self.field} {window}",
            "include_behavior": False,
            "combined_as_and": True,
            "selected_fields": list(dict.fromkeys(["email", *names, *CONTACT_FIELDS])),
            "filters": {
                "type": "Active",
                "user_type": "all",
                "criteria": [self._criterion(">=", window.since), self._criterion("<", window.until)],
            },
        }

    def _criterion(self, operator: str, second: int) -> Record:
        # Q for the date of creation; I for the four status dates
        return {
            "type": "date_absolute",
            "field_name": self.field,
            "operator": operator,
            "operand": [second],
            "case_sensitive": 0,
            "condition": "and",
        }


def _part(row: Row, last: str) -> str:
    """The month a contact was created in; a "+" marks what came after the last full reading."""
    created = row["created_at"] or ""
    return created[:7] + ("+" if created >= last else "")


def _months(rows: Iterable[Row], last: str = "9999") -> Months:
    found: Months = {}
    for row in rows:
        _add(found, {_part(row, last): [row_digest(CONTACTS, row), 1]})
    return found


def _unlike(search: Search, files: list[Path], same: set[str], last: str) -> Iterator[Row]:
    """The rows but for those of parts that are as they were."""
    return (row for row in search.rows(files) if _part(row, last) not in same)


def _sum(rows: Iterable[Row]) -> int:
    return sum(row_digest(CONTACTS, row) for row in rows) % 2**64


def _whole_months(parts: Months) -> Months:
    found: Months = {}
    for part, sums in parts.items():
        _add(found, {part.rstrip("+"): sums})
    return found


def _lost(before: Months, now: Months) -> int:
    """How many rows at least are gone, of those that the last full reading held."""
    return sum(max(0, rows - now.get(month, [0, 0])[1]) for month, (_, rows) in before.items())


def _add(to: Months, found: Months) -> None:
    for part, (digest, rows) in found.items():
        before = to.get(part, [0, 0])
        to[part] = [(before[0] + digest) % 2**64, before[1] + rows]


def _holds(window: Window, part: str, end: int) -> bool:
    """Whether a window holds a month whole, as far as the reading goes."""
    if part in ("", "+"):
        return False
    first = casts.epoch_s(f"{part[:7]}-01T00:00:00Z")
    return window.since <= first and min(windows.next_month(first), end) <= window.until


def _stream(run: Run) -> Iterator[Change]:
    if CONTACTS.name in run.tables:
        yield from each_list(WHAT, contacts)(run)
        yield from replace_all(run)


STREAMS: tuple[Stream, ...] = (_stream,)
