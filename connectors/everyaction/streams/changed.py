"""Changed entities: exports of time windows, one after the other, whose files hold each row as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from typing import IO

from fivetran_connector_sdk import Logging as log

from account import HISTORY_DAYS, Exported
from api import Record
from fields import Lines, columns_of, is_deleted, key_of
from streams.run import Run, Stream
from toolkit import casts, windows
from toolkit.changes import Change, Delete, Save, Upsert, parts
from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.files import NotCsv, delimiter, lines, records
from toolkit.jobs import Done, JobFailed, Source
from toolkit.run import unless_refused
from toolkit.seen import Key, Snapshot, row_digest, short
from toolkit.tables import Row
from toolkit.windows import DAY_S, Window

OVERLAP_S = 600  # V: whether bounds are included is not documented
MARGIN_S = 600  # from the limit of memory: the first export may have to be made again
SLACK_S = 120  # an export at the very limit would be refused for the seconds it takes to ask
EXPIRED = (400, 403, 404, 410)
ERRORS_NAMED = 20
REMEMBERED_ROWS = 2_000  # of the last export, a part of which the next sync reads again


def exports(run: Run) -> Iterator[Change]:
    """Every export that the key may make."""
    for found in run.exports:
        yield from unless_refused(run, found.table.name, ExportRun(run, found).changes())


class ExportRun:
    """One table in one sync. `until` in the state's cursor is the instant up to which everything is out."""

    def __init__(self, run: Run, exported: Exported) -> None:
        self.run, self.exported, self.table = run, exported, exported.table
        self.name = exported.table.name
        self.cursor = run.cursor(self.name)
        self.change_types = run.api.change_types(exported.export.resource)
        self.last_count = 0
        self.short: dict[Window, tuple[int, int]] = {}  # rows read and rows announced, where they differed

    def changes(self) -> Iterator[Change]:
        """The windows up to the source's clock, each followed by a Save."""
        yield from self._exports(self._plan())
        if self.last_count > REMEMBERED_ROWS:
            # too many to be known again: so the part that the next sync reads again is exported once more, alone
            yield from self._exports([Window(self.run.until - OVERLAP_S, self.run.until)])

    def _exports(self, windows_: Iterable[Window]) -> Iterator[Change]:
        source = Source(self._create, self.run.api.job)
        for step in self.run.jobs.read(self.name, self.run.jobs.resumed(self.name, windows_), source):
            if isinstance(step, Save):
                yield step
                continue
            yield from self._window(step)
            if step.failure:
                continue
            before, reached = self.cursor.get("until", step.window.since), self._reached(step)
            self.cursor["until"] = max(before, reached)
            self.run.jobs.finish(step)
            yield Save()
            if reached < step.window.until < self.run.until:
                if reached <= before:
                    raise SourceUnavailable(
                        f"{self.name}: the export of {step.window} ends before it begins: run again later"
                    )
                yield from self._exports(self._plan())  # from where the source says that it got to
                return

    def _plan(self) -> Iterator[Window]:
        since, until = self._since(), self.run.until
        days = self.run.settings["window_days"] or self.exported.export.days
        while since < until:
            end = min(since + days * DAY_S, until)
            yield Window(since, end)
            since = end

    def _since(self) -> int:
        left = self.run.jobs.left(self.name)
        if "until" in self.cursor:
            since = int(self.cursor["until"])
            return since if left and left[0].since <= since else self._reachable(since, MARGIN_S)
        if left:
            return left[0].since
        wanted = self.run.settings["start_date"]
        start = int(datetime(wanted.year, wanted.month, wanted.day, tzinfo=timezone.utc).timestamp()) if wanted else 0
        return max(start, self._limit(MARGIN_S))

    def _limit(self, margin_s: int) -> int:
        return self.run.now() - HISTORY_DAYS * DAY_S + margin_s

    def _reachable(self, since: int, margin_s: int) -> int:
        """This instant, or the earliest that EveryAction still remembers; what lies between is lost and said so."""
        limit = self._limit(margin_s)
        if since >= limit:
            return since
        gap = {"table": self.name, "from": windows.moment(since), "until": windows.moment(limit)}
        self.run.state.setdefault("gap", []).append(gap)
        message = (
            f"{self.name}: changes of {Window(since, limit)} are lost: EveryAction remembers {HISTORY_DAYS} days; load "
            "them from another source, and sync more often"
        )
        self.run.warn(message, log.error)
        return limit

    def _create(self, window: Window) -> str:
        since = self._reachable(window.since, SLACK_S)
        order = {
            "resourceType": self.exported.export.resource,
            "dateChangedFrom": windows.moment(max(since - OVERLAP_S, self._limit(SLACK_S))),
            "dateChangedTo": windows.moment(window.until),
            "requestedFields": list(self.exported.fields),
            "requestedCustomFieldIds": list(self.exported.custom_ids),
            "includeInactive": self.run.settings["include_inactive"],
        }
        job, ignored = self.run.api.export({name: value for name, value in order.items() if value != []})
        for name in ignored:
            self.run.warn(f"{self.name}: EveryAction did not accept {name}: what it asks for is missing from the rows")
        self.cursor["exported_at"] = windows.moment(self.run.now())
        return job

    def _reached(self, done: Done) -> int:
        answered = casts.utc(done.made.get("dateChangedTo"))
        return casts.epoch_s(answered) if answered else done.window.until

    def _window(self, done: Done) -> Iterator[Change]:
        known, now = self.run.seen.known(self.table, ""), Snapshot(most=REMEMBERED_ROWS)
        reading = Reading(self, done.made)
        try:
            for part in parts(reading.rows()):
                yield Save(within=True)  # the cursor stays: a crash reads the window again
                fresh = [row for row, key, digest in self._digested(part, now) if known.get(key) != short(digest)]
                yield Upsert(self.name, [row for row in fresh if not is_deleted(row)])
                yield Delete(self.name, [self._key(row) for row in fresh if is_deleted(row)])
        except (NotCsv, JobFailed) as error:
            done.failure = error if isinstance(error, JobFailed) else JobFailed(f"made a file of no use: {error}")
            return
        done.failure = self._too_few(done, reading)
        if done.failure is None:
            self.run.seen.remember(self.table, "", now)
            self.last_count = now.count
            reading.report()

    def _digested(self, rows: list[Row], now: Snapshot) -> Iterator[tuple[Row, Key, int]]:
        """Each row with its identity and digest, counted in."""
        for row in rows:
            key, digest = self.table.identity(row), row_digest(self.table, row)
            now.add(key, digest)
            yield row, key, digest

    def _key(self, row: Row) -> Row:
        return self.table.key_of(self.table.identity(row))

    def _too_few(self, done: Done, reading: Reading) -> JobFailed | None:
        """Fewer rows than announced are those of a cut file, unless another export of the window says the same."""
        announced = casts.long(done.made.get("exportedRecordCount"))
        if announced is None or reading.count == announced:
            return None
        counts = (reading.count, announced)
        said = f"made {reading.count} rows, where it announced {announced}"
        if reading.count > announced or self.short.get(done.window) == counts:
            self.run.warn(f"{self.name}: the export of {done.window} {said}")
            return None
        self.short[done.window] = counts
        return JobFailed(said)


class Reading:
    """The files of one export, one after the other."""

    def __init__(self, export: ExportRun, job: Record) -> None:
        self._export, self._job = export, job
        self._header: list[str] = []
        self._delimiter = ""
        self.count = 0
        self._errors: list[str] = []

    def rows(self) -> Iterator[Row]:
        """The rows; lines that the source could not make are counted apart."""
        for number in range(len(self._job.get("files") or [])):
            file = self._file(number)
            yield from self._of(self._lines(file))
            file.unlink()

    def report(self) -> None:
        """Says which lines were errors."""
        if self._errors:
            named = ", ".join(self._errors[:ERRORS_NAMED])
            self._export.run.warn(
                f"{self._export.name}: {len(self._errors)} rows came with an error instead of data, keys {named}"
            )

    def _file(self, number: int) -> Path:
        api = self._export.run.api
        try:
            return api.download(self._job["files"][number]["downloadUrl"])
        except SourceRefused as error:
            if error.status not in EXPIRED:
                raise
        again = api.job(f"changedEntityExportJobs/{self._job['exportJobId']}")  # for new links
        try:
            return api.download((again or self._job)["files"][number]["downloadUrl"])
        except SourceRefused as error:
            raise JobFailed(f"made files that are refused ({error})") from None

    def _lines(self, file: Path) -> Iterator[list[str]]:
        def opened() -> IO[bytes]:
            return file.open("rb")

        self._delimiter = self._delimiter or delimiter(opened)  # a later file may have no header that tells
        return lines(opened, self._delimiter)

    def _of(self, found: Iterator[list[str]]) -> Iterator[Row]:
        first = next(found, [])
        if not self._header:
            self._header = self._columns(first)
        elif first and columns_of(first) != self._header:
            found = chain([first], found)  # F: whether later files have a header is not known
        export = self._export
        read = Lines(export.table, self._header, export.change_types, export.cursor.get("exported_at", ""))
        for record in records(found, self._header):
            self.count += 1
            if read.is_error(record):
                self._errors.append(read.key(record))
            else:
                yield read.row(record)

    def _columns(self, header: list[str]) -> list[str]:
        if key_of(self._export.exported.export, header) is None:
            raise NotCsv(f"no key of {self._export.name} among the headers {', '.join(header)[:200]}")
        return columns_of(header)


STREAMS: tuple[Stream, ...] = (exports,)
