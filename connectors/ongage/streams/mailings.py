"""Mailings with their parts, e-mail messages and imports: what changed since the last sync."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import takewhile

from api import Record
from models import EMAIL_MESSAGES, IMPORTS, MAILING_PARTS, MAILINGS, OPEN_IMPORT, OPEN_MAILING, mailing_parts
from streams.run import Run, Stream, each_list
from toolkit import casts
from toolkit.changes import Change, Save, Upsert, in_parts
from toolkit.errors import SourceRefused
from toolkit.prefetch import prefetch
from toolkit.seen import changed
from toolkit.tables import Row
from toolkit.windows import DAY_S

DETAILS = 50  # between two Saves: each is a call of its own
EMAILS_OVERLAP_S = 3600


def mailings(run: Run, list_id: str) -> Iterator[Change]:
    """Recent and open mailings, all of them every few days (there is no filter by modification)."""
    cursor = run.cursor("mailings", list_id)
    every_s = run.settings["mailings_full_refresh_days"] * DAY_S
    full = "full_at" not in cursor or run.until - cursor["full_at"] >= every_s
    records = _recent(run, list_id, full, cursor.get("open", []))
    rows = [MAILINGS.row({**record, "list_id": list_id, "description": None}) for record in records]
    new = list(changed(MAILINGS, rows, run.seen.known(MAILINGS, list_id)))
    still_open = {str(record["id"]) for record in records if str(record["status"]) in OPEN_MAILING}
    if not full:  # should a Save come before all of it is out, and they be recent no more when the next sync goes on
        cursor["open"] = sorted({*cursor.get("open", []), *still_open, *(row["id"] for row in new)})
    unread = set[str]()
    for at in range(0, len(new), DETAILS):
        unread |= yield from _with_details(run, list_id, new[at : at + DETAILS])
        yield Save()
    _tell_unread(run, f"mailings of list {list_id}", len(unread))
    if full:
        there = {row["id"] for row in rows}
        for table in (MAILINGS, *MAILING_PARTS):
            yield from run.seen.reconcile(table, list_id, list, lambda key: key[1] not in there)
        cursor["full_at"] = run.until
    cursor["open"] = sorted(still_open | unread)


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


def _with_details(run: Run, list_id: str, rows: list[Row]) -> Generator[Change, None, set[str]]:
    """Rows of the collection, which lacks the description, and their parts; returns the ids that were not found.

    The parts come first: a mailing that is remembered has all of its own.
    """
    ids = [row["id"] for row in rows]
    found = zip(ids, _details(run, [f"{list_id}/api/mailings/{mailing}" for mailing in ids]), strict=True)
    details = {mailing: detail for mailing, detail in found if detail}
    yield from _parts(run, list_id, details)
    yield Save(within=True)
    here = [row for row in rows if row["id"] in details]
    for change in run.seen.reconcile(MAILINGS, list_id, lambda: here, lambda key: key[1] in details):
        if isinstance(change, Upsert):
            described = [
                {**row, "description": casts.text(details[row["id"]].get("description"))} for row in change.rows
            ]
            yield Upsert(MAILINGS.name, described)
        else:
            yield change
    return {*ids} - details.keys()


def _tell_unread(run: Run, what: str, count: int) -> None:
    """Records that are listed and not found: deleted since, or the source is at fault."""
    if count:
        run.warn(f"{what}: {count} are listed and not found (404): the next sync asks for them again")


def _parts(run: Run, list_id: str, details: dict[str, Record]) -> Iterator[Change]:
    parts = [mailing_parts(detail, list_id) for detail in details.values()]
    for table in MAILING_PARTS:
        rows = [row for part in parts for row in part[table.name]]
        yield from run.seen.reconcile(table, list_id, lambda rows=rows: rows, covers=lambda key: key[1] in details)  # type: ignore[misc]


def email_messages(run: Run, list_id: str) -> Iterator[Change]:
    """Messages modified since the last sync, an hour read twice; the oldest first: the cursor moves with them."""
    table = run.tables[EMAIL_MESSAGES.name]
    cursor = run.cursor("email_messages", list_id)
    content = run.settings["include_email_content"]
    until = cursor.get("until", 0) if cursor.get("content") == content else 0  # switched on later: all bodies are due
    listed, complete = run.api.emails(list_id, max(0, until - EMAILS_OVERLAP_S))
    listed.sort(key=_modified)
    size = DETAILS if content else len(listed) or 1
    parts = [listed[at : at + size] for at in range(0, len(listed), size)] or [[]]
    known, recent, unread = run.seen.known(table, list_id), list[Row](), 0
    for part in parts:
        records = list(_with_bodies(run, list_id, part)) if content else part
        unread += len(part) - len(records)
        rows = [table.row({**record, "list_id": list_id}) for record in records]
        yield from in_parts(table.name, changed(table, rows, known))
        until = run.until if part is parts[-1] else max(until, _modified(part[-1]))
        recent = [row for row in recent + rows if _is_since(until - EMAILS_OVERLAP_S, row["modified_at"])]
        run.seen.keep(table, list_id, recent)
        if complete and not unread:
            cursor.update(until=until, content=content)
        yield Save()
    if not complete:
        run.warn(f"email_messages of list {list_id}: rows moved while they were read: the next sync reads them again")
    _tell_unread(run, f"email_messages of list {list_id}", unread)


def _modified(record: Record) -> int:
    modified_at = casts.utc(record.get("modified"))
    return casts.epoch_s(modified_at) if modified_at else 0


def _is_since(epoch_s: int, modified_at: str | None) -> bool:
    return not modified_at or casts.epoch_s(modified_at) >= epoch_s


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
