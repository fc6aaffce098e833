"""Contact activity: the job that gives who was sent, opened and clicked, summed by contact or action by action."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from starlette.responses import Response

from sandbox.ongage import activity, criteria, jobcalls, searches
from sandbox.ongage.activity import Action
from sandbox.ongage.call import Call
from sandbox.ongage.contacts import DATE_FIELDS, Contact, contact
from sandbox.ongage.downloads import Dialect, csv_answer
from sandbox.ongage.envelope import Refused, item, texts
from sandbox.ongage.jobs import Job
from sandbox.ongage.lists import MailingList
from sandbox.ongage.mailings import Mailing
from sandbox.ongage.paging import asked, page
from sandbox.ongage.words import BROWSERS, COUNTRY_CODES, SYSTEMS

KIND = "contact_activity"
COUNTED = ("sent", "opens", "clicks", "last_sent_date", "last_open_date")
DATES = (*DATE_FIELDS, "last_sent_date", "last_open_date")
# Columns whose names no page tells; the order is this sandbox's choice.
DETAILED_COLUMNS = (
    "ocx_contact_id", "email", "action", "timestamp", "mailing_id", "mailing_name", "email_message_id", "link_url",
    "country", "ip", "os", "browser",
)  # fmt: skip
Done = list[tuple[Mailing, Action]]


def create(call: Call) -> Response:
    jobcalls.require(call, "title", "filters")
    mailing_list = call.list
    _window(call.body)
    criteria.read(mailing_list, call.body["filters"], call.now)
    _columns(mailing_list, call.body, call.now)
    return item(jobcalls.created(call, KIND, mailing_list.id, str(call.body["title"])).describe())


def export(call: Call) -> Response:
    job, mailing_list, dialect = jobcalls.completed(call, KIND), call.list, Dialect.of(call)
    names = _columns(mailing_list, job.order, job.created)
    records = (_record(one, done, names) for one, done in _active(mailing_list, job))
    rows = ([dialect.date(row[name]) if name in DATES else row[name] for name in names] for row in records)
    return csv_answer(dialect, names, rows)


def export_detailed(call: Call) -> Response:
    job, mailing_list, dialect = jobcalls.completed(call, KIND), call.list, Dialect.of(call)
    rows = (
        _detail(one, mailing, action, dialect)
        for one, done in _active(mailing_list, job)
        for mailing, action in done
        if action.kind != "post_back"
    )
    return csv_answer(dialect, list(DETAILED_COLUMNS), rows)


def result(call: Call) -> Response:
    job, mailing_list = jobcalls.completed(call, KIND), call.list
    names = _columns(mailing_list, job.order, job.created)
    if "total" not in job.memory:
        job.memory["total"] = sum(1 for _ in _active(mailing_list, job))

    def part(first: int, end: int) -> list[dict[str, Any]]:
        return [texts(_record(one, done, names)) for one, done in islice(_active(mailing_list, job), first, end)]

    return page(call, job.memory["total"], part, *asked(call), total_as_text=True)


def _active(mailing_list: MailingList, job: Job) -> Iterator[tuple[Contact, Done]]:
    """The contacts with activity in the job's window, as they were when it was made."""
    start, end = _window(job.order)
    filters = job.order["filters"]
    behavioral = [one for one in filters.get("criteria") or [] if one.get("type") == "behavioral"]
    wanted = {str(one) for criterion in behavioral for one in _mailing_ids(criterion)}
    senders = activity.senders(mailing_list, job.created)
    chosen = [mailing for mailing in senders if not behavioral or str(mailing.id) in wanted]
    fields = {str(criterion.get("field_name")) for criterion in behavioral}
    meets, _ = criteria.read(mailing_list, filters, job.created)
    for number, done in activity.by_contact(chosen, start, end, job.created):
        one = contact(mailing_list, number, job.created)
        if one and meets(one) and _behaved(done, fields):
            yield one, done


def _behaved(done: Done, fields: set[str]) -> bool:
    """`sent` is met by any activity of what was sent; `opens` and `clicks` need one of their own."""
    kinds = {action.kind for _, action in done}
    return not fields or "sent" in fields or any(f"{kind}s" in fields for kind in kinds)


def _window(order: dict[str, Any]) -> tuple[int, int]:
    filters = order["filters"]
    try:
        return int(filters["from_date"]), int(filters["to_date"]) + 1
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(412, errors={"filters": "from_date and to_date: Unix seconds"}) from error


def _mailing_ids(criterion: dict[str, Any]) -> list[Any]:
    operand = criterion.get("operand")
    if not isinstance(operand, dict) or not isinstance(operand.get("mailing_ids"), list):
        raise Refused(412, errors={"operand": "an object with mailing_ids"})
    return list(operand["mailing_ids"])


def _columns(mailing_list: MailingList, order: dict[str, Any], now: int) -> list[str]:
    selected = order.get("selected_fields") or ["email", "ocx_status", *COUNTED]
    counted = [name for name in selected if name in COUNTED]
    others = [name for name in selected if name not in COUNTED]
    searches.columns(mailing_list, {"selected_fields": others or ["email"]}, now, None)
    return ["ocx_contact_id", *(name for name in others if name != "ocx_contact_id"), *counted]


def _record(one: Contact, done: Done, names: list[str]) -> dict[str, Any]:
    sent = [action.at for _, action in done if action.kind == "sent"]
    opens = [action.at for _, action in done if action.kind == "open"]
    counted = {
        "sent": len(sent),
        "opens": len(opens),
        "clicks": sum(action.kind == "click" for _, action in done),
        "last_sent_date": max(sent, default=None),
        "last_open_date": max(opens, default=None),
    }
    return searches.record(one, [name for name in names if name not in COUNTED]) | {
        name: counted[name] for name in names if name in COUNTED
    }


def _detail(one: Contact, mailing: Mailing, action: Action, dialect: Dialect) -> list[Any]:
    reads = action.kind in ("open", "click")
    number = one.number
    return [
        one.id,
        one.email,
        action.kind,
        dialect.date(action.at),
        mailing.id,
        mailing.name,
        mailing.message_ids[number // 4 % len(mailing.message_ids)],
        action.link,
        COUNTRY_CODES[number * 7 % len(COUNTRY_CODES)] if reads else None,
        f"192.0.2.{number % 254 + 1}" if reads else None,
        SYSTEMS[number % len(SYSTEMS)] if reads else None,
        BROWSERS[number // 3 % len(BROWSERS)] if reads else None,
    ]
