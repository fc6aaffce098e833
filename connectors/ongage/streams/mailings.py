"""Mailings with their parts, e-mail messages and imports: what changed since the last sync."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from api import Record
from models import EMAIL_MESSAGES, IMPORTS, MAILING_PARTS, MAILINGS, OPEN_IMPORT, OPEN_MAILING, mailing_parts
from streams.run import Run, Stream, each_list
from toolkit import casts
from toolkit.changes import Change, Save, Upsert
from toolkit.errors import SourceRefused
from toolkit.prefetch import prefetch
from toolkit.seen import changed
from toolkit.tables import Row
from toolkit.windows import DAY_S

EMAILS_OVERLAP_S = 3600


def mailings(run: Run, list_id: str) -> Iterator[Change]:
    """Recent and open mailings, all of them every few days (there is no filter by modification)."""
    cursor = run.cursor("mailings", list_id)
    every_s = run.settings["mailings_full_refresh_days"] * DAY_S
    full = "full_at" not in cursor or run.until - cursor["full_at"] >= every_s
    records = _recent(run, list_id, full, cursor.get("open", []))
    rows = [MAILINGS.row({**record, "list_id": list_id, "description": None}) for record in records]
    # the collection lacks the description, and a detail is asked for only where the collection's row changed
    ids = [row["id"] for row in changed(MAILINGS, rows, run.seen.known(MAILINGS, list_id))]
    details = dict(zip(ids, _details(run, [f"{list_id}/api/mailings/{mailing}" for mailing in ids]), strict=True))
    unread = {mailing for mailing, detail in details.items() if not detail}
    _tell_unread(run, f"mailings of list {list_id}", len(unread))
    rows = [row for row in rows if row["id"] not in unread]
    for change in run.seen.reconcile(MAILINGS, list_id, lambda: rows, lambda key: full and key[1] not in unread):
        if isinstance(change, Upsert):
            yield from _with_details(run, list_id, list(change.rows), details)
        else:
            yield change
    if full:
        there = {row["id"] for row in rows} | unread
        for table in MAILING_PARTS:
            yield from run.seen.reconcile(table, list_id, list, lambda key: key[1] not in there)
    still_open = {str(record["id"]) for record in records if str(record["status"]) in OPEN_MAILING}
    cursor["open"] = sorted(still_open | unread)
    if full:
        cursor["full_at"] = run.until


def _recent(run: Run, list_id: str, full: bool, open_ids: list[str]) -> list[Record]:
    # U: which date `date_from` filters; the schedule's is assumed, and the days looked back are generous
    query = {} if full else {"date_from": run.until - run.settings["mailings_lookback_days"] * DAY_S}
    records = list(run.api.pages(f"{list_id}/api/mailings", **query))
    known = {str(record["id"]) for record in records}
    missing = [f"{list_id}/api/mailings/{mailing}" for mailing in open_ids if mailing not in known]
    records += [record for record in _details(run, missing) if record]
    for record in records:
        run.note_schedule(list_id, record)
    return [record for record in records if run.scheduled.get((list_id, str(record["id"])), run.start) >= run.start]


def _details(run: Run, paths: list[str]) -> list[Record]:
    def read(path: str) -> Record:
        try:
            return run.api.one(path)
        except SourceRefused as error:
            if error.status != 404:
                raise
            return {}  # deleted since the collection was read

    return [detail for _, detail in prefetch(read, paths, run.settings["parallel_calls"])]


def _with_details(run: Run, list_id: str, rows: list[Row], details: dict[str, Record]) -> Iterator[Change]:
    """The parts come first: a mailing that is remembered has all of its own."""
    yield from _parts(run, list_id, [row["id"] for row in rows], [details[row["id"]] for row in rows])
    yield Save(within=True)
    described = [{**row, "description": casts.text(details[row["id"]].get("description"))} for row in rows]
    yield Upsert(MAILINGS.name, described)


def _tell_unread(run: Run, what: str, count: int) -> None:
    """Records that are listed and not found: deleted since, or the source is at fault."""
    if count:
        run.warn(f"{what}: {count} are listed and not found (404): the next sync asks for them again")


def _parts(run: Run, list_id: str, mailing_ids: list[str], details: list[Record]) -> Iterator[Change]:
    read = set(mailing_ids)
    parts = [mailing_parts(detail, list_id) for detail in details]
    for table in MAILING_PARTS:
        rows = [row for part in parts for row in part[table.name]]
        yield from run.seen.reconcile(table, list_id, lambda rows=rows: rows, covers=lambda key: key[1] in read)  # type: ignore[misc]


def email_messages(run: Run, list_id: str) -> Iterator[Change]:
    """Messages modified since the last sync, an hour read twice."""
    table = run.tables[EMAIL_MESSAGES.name]
    cursor = run.cursor("email_messages", list_id)
    content = run.settings["include_email_content"]
    until = cursor.get("until", 0) if cursor.get("content") == content else 0  # switched on later: all bodies are due
    listed, complete = run.api.emails(list_id, max(0, until - EMAILS_OVERLAP_S))
    records = list(_with_bodies(run, list_id, listed) if content else listed)
    rows = [table.row({**record, "list_id": list_id}) for record in records]
    again = run.until - EMAILS_OVERLAP_S
    yield from run.seen.overlapping(
        table, list_id, rows, lambda row: not row["modified_at"] or casts.epoch_s(row["modified_at"]) >= again
    )
    if not complete:
        run.warn(f"email_messages of list {list_id}: rows moved while they were read: the next sync reads them again")
    _tell_unread(run, f"email_messages of list {list_id}", len(listed) - len(records))
    if complete and len(records) == len(listed):
        cursor.update(until=run.until, content=content)


def _with_bodies(run: Run, list_id: str, records: list[Record]) -> Iterator[Record]:
    bodies = _details(run, [f"{list_id}/api/emails/{record['id']}" for record in records])
    yield from ({**record, **body} for record, body in zip(records, bodies, strict=True) if body)


def imports(run: Run, list_id: str) -> Iterator[Change]:
    """Imports, newest first, back to the oldest that had not ended at the last sync."""
    cursor = run.cursor("imports", list_id)
    newest_first = run.api.pages(f"{list_id}/api/import", order="DESC")
    records = list(takewhile(lambda record: int(record["id"]) >= cursor.get("from_id", 0), newest_first))
    ids = [int(record["id"]) for record in records]
    running = [int(record["id"]) for record in records if str(record["status"]) in OPEN_IMPORT]
    from_id = min(running, default=max(ids, default=cursor.get("from_id", 0)))
    rows = [IMPORTS.row({**record, "list_id": list_id}) for record in records]
    yield from run.seen.overlapping(IMPORTS, list_id, rows, lambda row: int(row["id"]) >= from_id)
    cursor["from_id"] = from_id


STREAMS: tuple[Stream, ...] = (
    each_list("mailings", mailings),
    each_list("email_messages", email_messages),
    each_list("imports", imports),
)
