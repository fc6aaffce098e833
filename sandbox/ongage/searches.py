"""Contact search: the job that gives contacts in bulk, as CSV or page by page as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from starlette.responses import Response

from sandbox.ongage import criteria, fields, jobcalls
from sandbox.ongage.call import Call
from sandbox.ongage.contacts import DATE_FIELDS, SYSTEM_FIELDS, Contact, contacts, late_contacts
from sandbox.ongage.downloads import Dialect, csv_answer
from sandbox.ongage.envelope import Refused, item
from sandbox.ongage.jobs import Job
from sandbox.ongage.lists import MailingList
from sandbox.ongage.paging import asked, page

KIND = "contact_search"


def create(call: Call) -> Response:
    jobcalls.require(call, "title")
    mailing_list = call.list
    criteria.read(mailing_list, call.body.get("filters") or {}, call.now)
    columns(mailing_list, call.body, call.now, call.extra_field())
    job = jobcalls.created(call, KIND, mailing_list.id, str(call.body["title"]))
    too_large = call.fault("job_too_large")
    if (
        too_large
        and len(list(islice(_found(call, mailing_list, job), too_large["max_rows"] + 1))) > too_large["max_rows"]
    ):
        job.fails = True
    return item(job.describe())


def export(call: Call) -> Response:
    job, mailing_list, dialect = jobcalls.completed(call, KIND), call.list, Dialect.of(call)
    names = columns(mailing_list, job.order, job.created, call.extra_field())
    rows = (_cells(one, names, dialect) for one in _found(call, mailing_list, job))
    return csv_answer(dialect, names, rows)


def result(call: Call) -> Response:
    """The same as JSON rows; dates are epoch seconds."""
    job, mailing_list = jobcalls.completed(call, KIND), call.list
    names = columns(mailing_list, job.order, job.created, call.extra_field())
    if "total" not in job.memory:
        job.memory["total"] = sum(1 for _ in _found(call, mailing_list, job))

    def part(first: int, end: int) -> list[dict[str, Any]]:
        return [record(one, names) for one in islice(_found(call, mailing_list, job), first, end)]

    return page(call, job.memory["total"], part, *asked(call), total_as_text=False)


def columns(mailing_list: MailingList, order: dict[str, Any], now: int, extra: str | None) -> list[str]:
    """ocx_contact_id, then what was selected, else all fields of the list and of the system."""
    own = [field.name for _, field in fields.fields_of(mailing_list, now, extra)]
    selected = order.get("selected_fields") or [*own, *SYSTEM_FIELDS]
    if unknown := [name for name in selected if name not in (*own, *SYSTEM_FIELDS, "ocx_contact_id", "id")]:
        raise Refused(412, errors={str(name): "unknown field" for name in unknown})
    return ["ocx_contact_id", *(name for name in selected if name not in ("ocx_contact_id", "id"))]


def record(contact: Contact, names: list[str]) -> dict[str, Any]:
    """These fields of a contact; dates are epoch seconds."""
    known: dict[str, Any] = {"ocx_contact_id": contact.id, "email": contact.email, **contact.system()}
    if not known.keys() >= set(names):
        known |= contact.fields()
    return {name: known.get(name) for name in names}


def _cells(contact: Contact, names: list[str], dialect: Dialect) -> list[Any]:
    return [dialect.date(value) if name in DATE_FIELDS else value for name, value in record(contact, names).items()]


def _found(call: Call, mailing_list: MailingList, job: Job) -> Iterator[Contact]:
    """The contacts as they were when the job was made."""
    meets, (first, last) = criteria.read(mailing_list, job.order.get("filters") or {}, job.created)
    extra = call.extra_field()
    late = call.fault("late_rows", list_id=mailing_list.id)
    if late and mailing_list.sends:
        for one in late_contacts(mailing_list, job.created, late["count"], late["days_ago"], extra):
            if first <= one.life.created <= last and meets(one):
                yield one
    for one in contacts(mailing_list, job.created, first, last, extra):
        if meets(one):
            yield one
