"""Events with all that belongs to them: at first all of them, then those that start around today."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from api import Record
from models import EVENT, EVENT_CHILDREN, EVENT_SIGNUP, TOP, children, rows_of
from streams.run import Run, Stream
from toolkit.changes import Change, Save, in_parts
from toolkit.errors import SourceRefused
from toolkit.run import unless_refused
from toolkit.tables import Row, Table

SHELF = 100  # events that are read, remembered and saved together, by number
QUERY = {"$top": 50, "$expand": ",".join(EVENT_CHILDREN)}  # V: the maximum here
TABLES = (EVENT, *EVENT_CHILDREN.values(), EVENT_SIGNUP)
Parts = list[tuple[Table, list[Row], set[Any]]]


def _events(run: Run) -> Iterator[Change]:
    """`days` holds the first days of the events in the window; `shelf` what a first reading has done."""
    cursor = run.cursor(EVENT.name)
    past, future = run.settings["events_past_days"], run.settings["events_future_days"]
    first_day, is_first, done = run.day(-past), "days" not in cursor, cursor.get("shelf", -1)
    earlier = _remembered(run) if is_first else set()
    bounds = {} if is_first else {"startingAfter": first_day, "startingBefore": run.day(future)}
    records, complete = run.api.collection("events", **QUERY, **bounds)
    if not complete:
        run.tell_moved(EVENT)
    known = {int(event): day for event, day in cursor.get("days", {}).items()}
    gone, moved = _missing(run, known, records, first_day) if complete else (set(), [])
    days = {record["eventId"]: str(record.get("startDate") or "")[:10] for record in [*records, *moved]}
    # a day more on both sides: in which time zone the bounds are read is not documented
    near = (
        set(days)
        if bounds
        else {event for event, day in days.items() if run.day(-past - 1) <= day <= run.day(future + 1)}
    )
    shelves = {event // SHELF for event in near | gone}
    for number, found in groupby(sorted([*records, *moved], key=_id), key=lambda record: _id(record) // SHELF):
        if number > done:
            yield from _shelf(run, number, list(found), gone, number in shelves)
            cursor.update({"shelf": number} if is_first else {})
            yield Save()
    for number in {event // SHELF for event in gone} - {event // SHELF for event in days}:
        yield from _shelf(run, number, [], gone, True)
    left = {event: day for event, day in known.items() if not complete and day >= first_day}
    # what was read before the sync was cut off may be gone by now: the next reading asks
    kept = {**left, **dict.fromkeys(earlier, run.day(0)), **{event: days[event] for event in near}}
    if complete or not is_first:  # else the next sync is a first one too: what moved may be older than its window
        cursor["days"] = {str(event): day for event, day in sorted(kept.items())}
    cursor.pop("shelf", None)
    known_shelves = {event // SHELF for event in kept}
    for table in TABLES:
        run.seen.forget(table, lambda number: int(number) in known_shelves)


def _remembered(run: Run) -> set[int]:
    """The events of which some row is remembered, where a first reading was cut off."""
    return {key[0] for table in TABLES for shelf in run.seen.windows(table) for key in run.seen.known(table, shelf)}


def _missing(run: Run, known: dict[int, str], records: list[Record], first_day: str) -> tuple[set[int], list[Record]]:
    """Of the events that should have come: those that are gone, and those whose day was changed."""
    gone, moved = set(), []
    for event in {event for event, day in known.items() if day >= first_day} - set(map(_id, records)):
        try:
            moved.append(run.api.one(f"events/{event}", **{"$expand": QUERY["$expand"]}))
        except SourceRefused as error:
            if error.status != 404:
                raise
            gone.add(event)
    return gone, moved


def _shelf(run: Run, number: int, records: list[Record], gone: set[int], remembered: bool) -> Iterator[Change]:
    for table, rows, unread in _parts(run, records):
        run.note_children(table, unread, len(records))
        read = {_id(record) for record in records} - unread | gone
        if remembered:
            yield from run.reconcile(table, rows, lambda key: key[0] in read, str(number))  # noqa: B023 (used at once)
        elif run.wants(table):
            yield from in_parts(table.name, rows)


def _parts(run: Run, records: list[Record]) -> Parts:
    """The rows of each table, and the events of which they could not be read."""
    parts: Parts = [(EVENT, rows_of(EVENT, records), set())]
    for inside, table in EVENT_CHILDREN.items():
        parts.append((table, *children(table, records, inside, event_id="event_id")))
    return [*parts, (EVENT_SIGNUP, *_signups(run, [_id(record) for record in records]))]


def _signups(run: Run, events: list[int]) -> tuple[list[Row], set[Any]]:
    signups, unread = [], set()
    for event in events if run.wants(EVENT_SIGNUP) else ():
        found, complete = _signups_of(run, event)
        signups += found
        if not complete:
            unread.add(event)
    return rows_of(EVENT_SIGNUP, signups), unread


def _signups_of(run: Run, event: int) -> tuple[list[Record], bool]:
    if EVENT_SIGNUP.name in run.refused:
        return [], False
    try:
        return run.api.collection("signups", eventId=event, **TOP)
    except SourceRefused as error:
        if error.status != 404:  # the event was deleted while we read
            run.refuse(EVENT_SIGNUP.name, error)
        return [], False


def _id(record: Record) -> int:
    return int(record["eventId"])


def _all_events(run: Run) -> Iterator[Change]:
    cursor = run.cursor(EVENT.name)
    goes_on = "shelf" in cursor or ("days" not in cursor and bool(_remembered(run)))
    yield from _events(run)
    if goes_on:
        yield Save()
        yield from _events(run)  # what was read before it was cut off may have changed since


def events(run: Run) -> Iterator[Change]:
    """Events, their shifts, roles, locations and codes, and who signed up."""
    if run.wants(*TABLES):
        yield from unless_refused(run, EVENT.name, _all_events(run))
        run.tell_unloaded()


STREAMS: tuple[Stream, ...] = (events,)
