"""Exports: segments, mailings and suppression lists as a ZIP of one CSV. There is no status call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from starlette.responses import Response

from sandbox.ongage import activity, fields, jobcalls, segments
from sandbox.ongage.call import Call
from sandbox.ongage.contacts import Contact, contact, contacts
from sandbox.ongage.downloads import Dialect, zip_answer
from sandbox.ongage.envelope import Refused, item
from sandbox.ongage.jobs import COMPLETED
from sandbox.ongage.lists import MailingList

KIND = "export"
SYSTEM_COLUMNS = ("ocx_contact_id", "ocx_created_date", "ocx_unsubscribe_date")
DATE_FORMATS = {
    order.replace("/", mark): directives.replace("/", mark)
    for mark in "/-"
    for order, directives in (
        ("mm/dd/yyyy", "%m/%d/%Y"),
        ("mm/dd/yy", "%m/%d/%y"),
        ("dd/mm/yyyy", "%d/%m/%Y"),
        ("dd/mm/yy", "%d/%m/%y"),
    )
}
STATUSES = {"active": "Active", "unjoin-member": "Unsubscribed", "bounced": "Bounced", "complaint": "Complaint"}
ACTIONS = {"opened": "open", "clicked": "click"}


def create(call: Call) -> Response:
    jobcalls.require(call, "name", "status", "date_format", "file_format")
    mailing_list = call.list
    if call.body["date_format"] not in DATE_FORMATS:
        raise Refused(412, errors={"date_format": f"one of {', '.join(DATE_FORMATS)}"})
    if call.body["file_format"] != "csv":
        raise Refused(412, errors={"file_format": "csv"})
    if mailing_list.sends and not (call.body.get("segment_id") or call.body.get("mailing_id")):
        raise Refused(412, errors={"segment_id": "required, or mailing_id"})
    _columns(mailing_list, call.body, call.now)
    job = jobcalls.created(call, KIND, mailing_list.id, str(call.body["name"]))
    return item({"id": job.id, "name": job.title})


def retrieve(call: Call) -> Response:
    """The file; asking too early counts as a poll."""
    mailing_list = call.list
    job = jobcalls.found(call, KIND, mailing_list.id)
    if job.poll() != COMPLETED:
        raise Refused(500 if job.fails and not job.hangs and job.polls > job.pending_polls else 412)
    names = _columns(mailing_list, job.order, job.created)
    format_ = DATE_FORMATS[job.order["date_format"]]
    rows = (_cells(one, names, format_) for one in _exported(mailing_list, job.order, job.created))
    return zip_answer(Dialect.of(call), job.title, names, rows)


def _columns(mailing_list: MailingList, order: dict[str, Any], now: int) -> list[str]:
    own = [field.name for _, field in fields.fields_of(mailing_list, now)]
    selected = list(order.get("fields_selected") or own)
    if unknown := [name for name in selected if name not in (*own, *SYSTEM_COLUMNS)]:
        raise Refused(412, errors={str(name): "unknown field" for name in unknown})
    return selected


def _exported(mailing_list: MailingList, order: dict[str, Any], now: int) -> Iterator[Contact]:
    statuses, actions = set(order["status"]), {ACTIONS[one] for one in order["status"] if one in ACTIONS}
    chosen = {STATUSES[one] for one in statuses if one in STATUSES}
    if "inactive" in statuses:
        chosen |= set(STATUSES.values()) - {"Active"}
    if order.get("mailing_id"):
        yield from _mailed(mailing_list, {str(one) for one in order["mailing_id"]}, chosen, actions, now)
        return
    wanted = [int(one) for one in order.get("segment_id") or []]
    for one in contacts(mailing_list, now, 0, now):
        inside = not wanted or any(segments.holds(segment, one.number) for segment in wanted)
        if inside and one.status in chosen:
            yield one


def _mailed(
    mailing_list: MailingList, wanted: set[str], statuses: set[str], actions: set[str], now: int
) -> Iterator[Contact]:
    """Who was sent these mailings and has such a status, or opened or clicked them."""
    mailings = [one for one in activity.senders(mailing_list, now) if str(one.id) in wanted]
    for number, done in activity.by_contact(mailings, 0, now, now):
        one = contact(mailing_list, number, now)
        if one and (one.status in statuses or actions & {action.kind for _, action in done}):
            yield one


def _cells(one: Contact, names: list[str], date_format: str) -> list[Any]:
    known = {"ocx_contact_id": one.id, "email": one.email, **one.system(), **one.fields()}
    return [_date(known[name], date_format) if name in SYSTEM_COLUMNS[1:] else known[name] for name in names]


def _date(epoch_s: Any, date_format: str) -> str | None:
    return None if epoch_s is None else datetime.fromtimestamp(epoch_s, timezone.utc).strftime(date_format)
