"""What single contacts did, a report a list and day, and the entries of suppression lists: files made by jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from api import Record, file_rows
from models import (
    ACTIVITY_FIELDS,
    CONTACT_ACTIVITY_DAILY,
    CONTACT_EVENTS,
    EXPORT_DATES,
    SUPPRESSION_ENTRIES,
    activity,
    events,
    merged_activity,
    suppressed,
)
from streams.run import Run, Stream, each_list
from streams.statistics import active_mailings
from toolkit import windows
from toolkit.changes import Change, Save
from toolkit.jobs import Done, Source
from toolkit.tables import Row
from toolkit.windows import Window

WHAT = "contact_activity"
LOOKBACK_DAYS = 2
DOWNLOADS = {CONTACT_ACTIVITY_DAILY.name: "export", CONTACT_EVENTS.name: "export_detailed"}
WHOLE = Window(0, 1)  # an export knows no dates
EXPORT_KEPT_S = windows.HOUR_S  # an older one, of a sync that was cut off, lacks what came since


def contact_activity(run: Run, list_id: str) -> Iterator[Change]:
    """Day by day, over the mailings that had activity that day; the last days are read again."""
    kept_from = run.today - timedelta(days=LOOKBACK_DAYS)
    since = {name: run.read_from(run.cursor(name, list_id).get("until"), kept_from) for name in _declared(run)}
    zone = run.settings["time_zone"]
    days = {windows.day_window(day, zone): day for day in windows.days(min(since.values()), run.today)}
    quiet = [day for day in days.values() if not active_mailings(run, day, list_id)]
    plan = [window for window, day in days.items() if day not in quiet]
    parts: list[Done] = []
    name = f"{WHAT}/{list_id}"
    _abandon_unsettled(run, list_id, name)
    for step in run.jobs.read(name, run.jobs.resumed(name, plan), _source(run, list_id)):
        if isinstance(step, Save):
            yield step
            continue
        parts.append(step)
        window, day = next((window, day) for window, day in days.items() if step.window.until <= window.until)
        if step.window.until == window.until:  # a day may come in parts
            yield from _emit_day(run, list_id, day, [file for part in parts for file in part.made], since)
            _move(run, list_id, day, kept_from)
            for part in parts:
                run.jobs.finish(part)
            parts = []
            yield Save()
    for day in quiet:
        yield from _emit_day(run, list_id, day, [], since)
    _move(run, list_id, run.today, kept_from)


def _declared(run: Run) -> list[str]:
    return [name for name in DOWNLOADS if name in run.tables]


def _abandon_unsettled(run: Run, list_id: str, name: str) -> None:
    """Jobs of days that were still being restated when an earlier sync made them are not to be used on a later day."""
    cursor = run.cursor(WHAT, list_id)
    made_on = date.fromisoformat(cursor.get("made_on", run.today.isoformat()))
    if made_on != run.today:
        unsettled = windows.day_window(made_on - timedelta(days=LOOKBACK_DAYS), run.settings["time_zone"])
        run.jobs.abandon(name, since=unsettled.since)
    cursor["made_on"] = run.today.isoformat()


def _move(run: Run, list_id: str, day: date, kept_from: date) -> None:
    for table in (CONTACT_ACTIVITY_DAILY, CONTACT_EVENTS):
        if table.name in run.tables:
            cursor = run.cursor(table.name, list_id)
            cursor["until"] = max(cursor.get("until", ""), day.isoformat())
            run.forget_days(table.name, table, kept_from)


def _emit_day(run: Run, list_id: str, day: date, files: list[Path], since: dict[str, date]) -> Iterator[Change]:
    for table, rows in ((CONTACT_ACTIVITY_DAILY, _activity_rows), (CONTACT_EVENTS, _event_rows)):
        if table.name in since and since[table.name] <= day:
            mine = [file for file in files if file.name.endswith(f"_{DOWNLOADS[table.name]}")]
            yield from run.seen.reconcile(table, f"{list_id}/{day}", partial(rows, run, list_id, day, mine))
    for file in files:
        file.unlink()


def _activity_rows(run: Run, list_id: str, day: date, files: list[Path]) -> Iterator[Row]:
    hash_key = run.settings["email_hash_key"]
    records = (record for file in files for record in file_rows(file))
    rows = (CONTACT_ACTIVITY_DAILY.row(activity(record, list_id, day.isoformat(), hash_key)) for record in records)
    return iter(merged_activity(rows)) if len(files) > 1 else rows


def _event_rows(run: Run, list_id: str, day: date, files: list[Path]) -> Iterator[Row]:
    records = (record for file in files for record in file_rows(file))
    return (CONTACT_EVENTS.row(event) for event in events(records, list_id, run.settings["email_hash_key"]))


def _source(run: Run, list_id: str) -> Source:
    downloads = [DOWNLOADS[table] for table in _declared(run)]

    def create(window: Window) -> str:
        return run.api.create(f"{list_id}/api/contact_activity", _body(run, list_id, window))

    return Source(create, lambda job: run.api.fetch(job, *downloads))


def _body(run: Run, list_id: str, window: Window) -> Record:
    day = windows.local_day(window.since, run.settings["time_zone"])
    sent = {
        "type": "behavioral",
        "field_name": "sent",
        "operator": "=",
        "operand": {"mailing_ids": active_mailings(run, day, list_id)},
        "case_sensitive": 0,
        "condition": "and",
    }
    return {
        "title": f"warehouse activity {list_id} {window}",
        "selected_fields": list(ACTIVITY_FIELDS),
        "filters": {
            "user_type": "all",
            "from_date": str(window.since),
            "to_date": str(window.until - 1),
            "criteria": [sent],
        },
    }


def suppression_entries(run: Run, list_id: str) -> Iterator[Change]:
    """All entries of a suppression list."""
    name = f"suppression/{list_id}"
    body = {
        "name": f"warehouse suppression {list_id}",
        "list_id": int(list_id),
        "date_format": EXPORT_DATES,
        "file_format": "csv",
        "status": ["active"],
        "fields_selected": ["email", "ocx_created_date"],
    }
    source = Source(lambda _: run.api.create(f"{list_id}/api/export", body), run.api.retrieve)
    _abandon_old(run, list_id, name)
    for step in run.jobs.read(name, [WHOLE], source):
        if isinstance(step, Save):
            yield step
            continue
        yield from run.seen.reconcile(SUPPRESSION_ENTRIES, list_id, partial(_entries, run, list_id, step.made))
        run.jobs.finish(step)


def _abandon_old(run: Run, list_id: str, name: str) -> None:
    cursor = run.cursor(SUPPRESSION_ENTRIES.name, list_id)
    if run.until - cursor.get("made_at", run.until) >= EXPORT_KEPT_S:
        run.jobs.abandon(name)
    if not run.jobs.left(name):
        cursor["made_at"] = run.until


def _entries(run: Run, list_id: str, files: list[Path]) -> Iterator[Row]:
    for file in files:
        for record in file_rows(file):
            yield SUPPRESSION_ENTRIES.row(suppressed(record, list_id, run.settings["email_hash_key"]))


def _suppression_lists(run: Run) -> list[str]:
    return [str(found["id"]) for found in run.chosen if found["type"] == "suppression"]


def _activity(run: Run) -> Iterator[Change]:
    if _declared(run):
        yield from each_list(WHAT, contact_activity)(run)


def _suppression(run: Run) -> Iterator[Change]:
    if SUPPRESSION_ENTRIES.name in run.tables:
        yield from each_list(SUPPRESSION_ENTRIES.name, suppression_entries, _suppression_lists)(run)


STREAMS: tuple[Stream, ...] = (_activity, _suppression)
