"""Broadcast e-mails: what was changed, and the counters of what was sent lately, which grow for days."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from api import Record
from models import EMAIL_MESSAGE, EMAIL_MESSAGE_CONTENT, TOP, content, rows_of
from streams.run import Run, Stream
from toolkit import casts, windows
from toolkit.changes import Change, Save
from toolkit.errors import SourceRefused
from toolkit.run import unless_refused
from toolkit.seen import changed
from toolkit.windows import DAY_S

DETAILS = 50  # between two Saves: each is a call of its own
EXPAND = "emailMessageContent,EmailMessageContentDistributions"


def _emails(run: Run) -> Iterator[Change]:
    """The cursor has the messages that were sent lately, and those that are owed: their content is still to come."""
    cursor = run.cursor(EMAIL_MESSAGE.name)
    records, full = run.latest(EMAIL_MESSAGE, "email/messages", **TOP)
    listed = {str(record["foreignMessageId"]): record for record in records}
    recent = _recent(run, listed)
    rows = rows_of(EMAIL_MESSAGE, records)
    new = [row["foreign_message_id"] for row in changed(EMAIL_MESSAGE, rows, run.seen.known(EMAIL_MESSAGE, ""))]
    owed = {name for name in cursor.get("owed", []) if name in listed or not full}
    due = sorted({*new, *recent, *owed}, key=lambda name: (listed.get(name, {}).get("dateModified") or "", name))
    # the rows of a message are out together with its content's: a sync that goes on finds out by them what is left
    for at in range(0, len(due), DETAILS):
        part = set(due[at : at + DETAILS])
        here = [row for row in rows if row["foreign_message_id"] in part]
        cursor["owed"] = sorted(owed | part)  # should a Save come before all of it is out
        yield from run.reconcile(EMAIL_MESSAGE, here, lambda key, part=part: key[0] in part & listed.keys())  # type: ignore[misc]
        unread = yield from _content(run, part)
        owed = owed - part | unread & (owed | listed.keys())  # of one that is not listed, deleted is the likelier
        cursor["owed"] = sorted(owed)
        yield Save()
    if full and records:
        yield from run.reconcile(EMAIL_MESSAGE, rows, lambda _: True)
        gone = {key[0] for key in run.seen.known(EMAIL_MESSAGE_CONTENT, "")} - listed.keys()
        yield from run.seen.reconcile(EMAIL_MESSAGE_CONTENT, "", list, lambda key: key[0] in gone)
    cursor["recent"] = recent
    run.latest_read(EMAIL_MESSAGE, full)


def _recent(run: Run, listed: dict[str, Record]) -> dict[str, str]:
    """The messages that are scheduled or were sent lately, and when; those of earlier syncs among them."""
    since = windows.moment(run.until - run.settings["email_refresh_days"] * DAY_S)
    scheduled = {name: casts.utc(record.get("dateScheduled")) or "" for name, record in listed.items()}
    known = {**run.cursor(EMAIL_MESSAGE.name).get("recent", {}), **scheduled}
    return {name: at for name, at in sorted(known.items()) if at >= since}


def _content(run: Run, names: set[str]) -> Generator[Change, None, set[str]]:
    """The variants of these messages; returns the names of those that came without."""
    if not run.wants(EMAIL_MESSAGE_CONTENT):
        return set()
    found = [message for message in (_message(run, name) for name in sorted(names)) if message]
    messages = {str(one["foreignMessageId"]): one for one in found if one.get("emailMessageContent") is not None}
    rows = rows_of(EMAIL_MESSAGE_CONTENT, (variant for message in messages.values() for variant in content(message)))
    yield from run.seen.reconcile(EMAIL_MESSAGE_CONTENT, "", lambda: rows, lambda key: key[0] in messages)
    run.note_children(EMAIL_MESSAGE_CONTENT, names - messages.keys(), len(names))
    return names - messages.keys()


def _message(run: Run, name: str) -> Record | None:
    try:
        # V: the path says `message`, where the collection says `messages`
        return run.api.one(f"email/message/{name}", **{"$expand": EXPAND})
    except SourceRefused as error:
        if error.status != 404:
            raise
        return None  # deleted since, it may be


def emails(run: Run) -> Iterator[Change]:
    """E-mails and their content."""
    if run.wants(EMAIL_MESSAGE, EMAIL_MESSAGE_CONTENT):
        yield from unless_refused(run, EMAIL_MESSAGE.name, _emails(run))
        run.tell_unloaded()


STREAMS: tuple[Stream, ...] = (emails,)
