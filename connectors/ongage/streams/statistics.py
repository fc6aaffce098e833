"""Statistics: a report a day and grain, over all lists that need the day; recent days are restated and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from api import Record
from models import (
    COUNTERS,
    LINK_STATS_DAILY,
    LIST_COUNTERS,
    LIST_STATS_DAILY,
    MAILING_STATS_DAILY,
    MAILING_STATS_TOTAL,
    STATS_KEYS,
)
from streams.run import Run, Stream, each_list
from toolkit import casts, windows
from toolkit.changes import Change, Save, in_parts
from toolkit.errors import SourceRefused
from toolkit.prefetch import prefetch
from toolkit.run import ABSENT
from toolkit.seen import Key, row_digest, short
from toolkit.tables import Row, Table

WHAT = "statistics"
MAILINGS_PER_REPORT = 100


@dataclass(frozen=True)
class Report:
    """One daily grain: what it asks for and the table that it fills. `day` is the field that holds the day."""

    table: Table
    source: str
    day: str
    keys: tuple[str, ...]
    counters: tuple[str, ...]
    names: tuple[str, ...] = ()
    record: Callable[[Record], Record] = dict

    def ask(self, run: Run, day: date, list_ids: list[str]) -> Iterator[Row]:
        """The day's rows. The day is taken from the question, since the answer's may be moved by a time zone (U)."""
        bounds = [[self.day, ">=", day.isoformat()], [self.day, "<=", day.isoformat()]]
        rows: dict[Key, Row] = {}
        for record in ask(run, self.source, list_ids, self.keys, self.counters, bounds, self.names):
            row = self.table.row({**self.record(record), self.day: day.isoformat()})
            same = rows.get(self.table.identity(row), {})  # no id and id 0 are both "0"
            counters = {name: (row[name] or 0) + same[name] for name in self.counters if same.get(name)}
            rows[self.table.identity(row)] = {**row, **counters}
        yield from rows.values()


def ask(
    run: Run,
    source: str,
    list_ids: list[str],
    keys: tuple[str, ...],
    counters: tuple[str, ...],
    bounds: list[Any],
    names: tuple[str, ...] = (),
) -> Iterator[Record]:
    """The records of a report by these keys, with the sums of these counters."""
    return run.api.report(
        list_ids=list_ids,
        **{"from": source},
        select=[*keys, *names, *(f"sum(`{counter}`)" for counter in counters)],
        group=list(keys),
        order=[[key, "ASC"] for key in keys],
        filter=bounds,
        time_zone=str(run.settings["time_zone"]),
    )


def _link(record: Record) -> Record:
    url = record.get("link_url") or ""
    return {**record, "link_key": casts.sha256(url)}


REPORTS = (
    Report(
        MAILING_STATS_DAILY, "mailing", "stats_date", STATS_KEYS, COUNTERS, ("mailing_name", "mailing_type", "isp_name")
    ),
    Report(
        LINK_STATS_DAILY,
        "mailing",
        "stats_date",
        ("list_id", "mailing_id", "link_url"),
        ("clicks", "unique_clicks"),
        record=_link,
    ),
    Report(LIST_STATS_DAILY, "list", "record_date", ("list_id",), LIST_COUNTERS),
)


def daily(run: Run) -> Iterator[Change]:
    """The three daily tables, day by day."""
    kept_from = run.today - timedelta(days=run.settings["stats_lookback_days"])
    since = {list_id: _since(run, list_id, kept_from) for list_id in run.lists}
    if not since:
        return
    days = windows.days(min(since.values()), run.today)
    needed = ((day, [ls for ls in since if since[ls] <= day and not run.is_refused(WHAT, ls)]) for day in days)
    for (day, _), answers in prefetch(lambda item: _read_day(run, *item), needed, run.settings["parallel_calls"]):
        for list_id, answer in answers.items():
            if run.is_refused(WHAT, list_id):
                continue  # it was, on an earlier day: its cursor must not pass that day
            if isinstance(answer, SourceRefused):
                run.refuse_list(WHAT, list_id, answer)
            else:
                yield from _emit_day(run, list_id, day, answer)
        for report in REPORTS:
            run.forget_days(WHAT, report.table, kept_from)
        yield Save()


def _since(run: Run, list_id: str, kept_from: date) -> date:
    return run.read_from(run.cursor(WHAT, list_id).get("until"), kept_from)


def _read_day(run: Run, day: date, list_ids: list[str]) -> dict[str, dict[str, list[Row]] | SourceRefused]:
    """Each list's rows of each table; where a list refuses the question, each is asked alone."""
    try:
        answer: dict[str, dict[str, list[Row]]] = {list_id: {} for list_id in list_ids}
        for report in REPORTS if list_ids else ():
            for row in report.ask(run, day, list_ids):
                answer.setdefault(row["list_id"], {}).setdefault(report.table.name, []).append(row)
        return dict(answer)
    except SourceRefused as error:
        if error.status not in ABSENT:
            raise
        if len(list_ids) == 1:
            return {list_ids[0]: error}
    return {list_id: found for alone in list_ids for list_id, found in _read_day(run, day, [alone]).items()}


def _emit_day(run: Run, list_id: str, day: date, answer: dict[str, list[Row]]) -> Iterator[Change]:
    for report in REPORTS:
        rows = answer.get(report.table.name, [])
        yield from run.seen.reconcile(report.table, f"{list_id}/{day}", lambda rows=rows: rows)  # type: ignore[misc]
    active = {row["mailing_id"] for row in answer.get(MAILING_STATS_DAILY.name, []) if any(row[c] for c in COUNTERS)}
    run.active.setdefault(day, {})[list_id] = sorted(active)
    cursor = run.cursor("statistics", list_id)
    cursor["until"] = day.isoformat()
    # what the totals still owe, should the sync end before it reads them
    cursor["totals_due"] = sorted(active.union(cursor.get("totals_due", [])))


def totals(run: Run, list_id: str) -> Iterator[Change]:
    """Whole-life counters (unique opens do not add up over days) of mailings with activity in the days just read."""
    cursor = run.cursor(WHAT, list_id)
    due, known = cursor.get("totals_due", []), cursor.get("totals", {})
    first_days = {
        mailing: known[mailing][0] if mailing in known else _first_day(run, list_id, mailing) for mailing in due
    }
    by_first_day = groupby(sorted(due, key=first_days.__getitem__), key=first_days.__getitem__)
    rows = [row for first_day, mailings in by_first_day for row in _totals(run, list_id, first_day, list(mailings))]
    digests = {row["mailing_id"]: short(row_digest(MAILING_STATS_TOTAL, row)) for row in rows}
    before = {mailing: digest for mailing, (_, digest) in known.items()}
    yield from in_parts(
        MAILING_STATS_TOTAL.name, (row for row in rows if before.get(row["mailing_id"]) != digests[row["mailing_id"]])
    )
    cursor["totals"] = {mailing: [first_days[mailing], digest] for mailing, digest in digests.items()}
    cursor["totals_due"] = []


def _totals(run: Run, list_id: str, first_day: str, mailings: list[str]) -> Iterator[Row]:
    window = {"window_from": first_day, "window_to": run.today.isoformat()}
    days = [["stats_date", ">=", first_day], ["stats_date", "<=", run.today.isoformat()]]
    for at in range(0, len(mailings), MAILINGS_PER_REPORT):
        bounds = [["mailing_id", "IN", mailings[at : at + MAILINGS_PER_REPORT]], *days]
        for record in ask(run, "mailing", [list_id], ("list_id", "mailing_id"), COUNTERS, bounds):
            yield MAILING_STATS_TOTAL.row({**record, **window})


def _first_day(run: Run, list_id: str, mailing: str) -> str:
    if (list_id, mailing) not in run.scheduled:
        try:
            run.note_schedule(list_id, run.api.one(f"{list_id}/api/mailings/{mailing}"))
        except SourceRefused as error:
            if error.status != 404:
                raise
            # transactional mailings have statistics but no entry of their own (D)
    return run.scheduled.get((list_id, mailing), run.start).isoformat()


def active_mailings(run: Run, day: date, list_id: str) -> list[str]:
    """The mailings that had activity on a day; asked for where this sync has not read the day's statistics."""
    known = run.active.setdefault(day, {})
    if list_id not in known:
        bounds = [["stats_date", ">=", day.isoformat()], ["stats_date", "<=", day.isoformat()]]
        records = ask(run, "mailing", [list_id], ("list_id", "mailing_id"), COUNTERS, bounds)
        known[list_id] = sorted(
            str(found["mailing_id"]) for found in records if any(casts.long(found[c]) for c in COUNTERS)
        )
    return known[list_id]


STREAMS: tuple[Stream, ...] = (daily, each_list("mailing_stats_total", totals))
