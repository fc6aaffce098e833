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
from toolkit.jobs import Source
from toolkit.tables import Row
from toolkit.windows import Window

LOOKBACK_DAYS = 2
DOWNLOADS = {CONTACT_ACTIVITY_DAILY.name: "export", CONTACT_EVENTS.name: "export_detailed"}
WHOLE = Window(0, 1)  # an export knows no dates


def contact_activity(run: Run, list_id: str) -> Iterator[Change]:
    """Day by day, over the mailings that had activity that day; the last days are read again."""
    cursor, zone = run.cursor("contact_activity", list_id), run.settings["time_zone"]
    kept_from = run.today - timedelta(days=LOOKBACK_DAYS)
    since = windows.days(run.read_from(cursor.get("until"), kept_from), run.today)
    days = {windows.day_window(day, zone): day for day in since}
    quiet = [day for day in days.values() if not active_mailings(run, day, list_id)]
    plan = [window for window, day in days.items() if day not in quiet]
    files: list[Path] = []
    name = f"contact_activity/{list_id}"
    for step in run.jobs.read(name, run.jobs.resumed(name, plan), _source(run, list_id)):
        if isinstance(step, Save):
            yield step
            continue
        files += step.made
        run.jobs.finish(step)
        window, day = next((window, day) for window, day in days.items() if step.window.until <= window.until)
        if step.window.until == window.until:  # a day may come in parts
            yield from _emit_day(run, list_id, day, files)
            _forget(run, kept_from)
            cursor["until"] = day.isoformat()
            files = []
            yield Save()
    for day in quiet:
        yield from _emit_day(run, list_id, day, [])
    _forget(run, kept_from)
    cursor["until"] = run.today.isoformat()


def _forget(run: Run, kept_from: date) -> None:
    for table in (CONTACT_ACTIVITY_DAILY, CONTACT_EVENTS):
        run.seen.forget(table, keep=lambda window: window.rpartition("/")[2] >= kept_from.isoformat())


def _emit_day(run: Run, list_id: str, day: date, files: list[Path]) -> Iterator[Change]:
    for table, rows in ((CONTACT_ACTIVITY_DAILY, _activity_rows), (CONTACT_EVENTS, _event_rows)):
        if table.name in run.tables:
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
    downloads = [name for table, name in DOWNLOADS.items() if table in run.tables]

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
    for step in run.jobs.read(name, [WHOLE], source):
        if isinstance(step, Save):
            yield step
            continue
        yield from run.seen.reconcile(SUPPRESSION_ENTRIES, list_id, partial(_entries, run, list_id, step.made))
        run.jobs.finish(step)


def _entries(run: Run, list_id: str, files: list[Path]) -> Iterator[Row]:
    for file in files:
        for record in file_rows(file):
            yield SUPPRESSION_ENTRIES.row(suppressed(record, list_id, run.settings["email_hash_key"]))


def _suppression_lists(run: Run) -> list[str]:
    return [str(found["id"]) for found in run.chosen if found["type"] == "suppression"]


def _activity(run: Run) -> Iterator[Change]:
    if DOWNLOADS.keys() & run.tables.keys():
        yield from each_list("contact_activity", contact_activity)(run)


def _suppression(run: Run) -> Iterator[Change]:
    if SUPPRESSION_ENTRIES.name in run.tables:
        yield from each_list(SUPPRESSION_ENTRIES.name, suppression_entries, _suppression_lists)(run)


STREAMS: tuple[Stream, ...] = (_activity, _suppression)
