"""The plain reads: collections, single items, and the report query."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sandbox.ongage import (
    automation,
    contacts,
    esp,
    fields,
    imports,
    lists,
    mailingrows,
    mailings,
    messages,
    query,
    reports,
    segments,
)
from sandbox.ongage.call import Call
from sandbox.ongage.envelope import Refused, collection, item, texts
from sandbox.ongage.paging import numbered, paged

TRUE = ("true", "1")


def all_lists(call: Call) -> Response:
    rows = lists.rows(call.world, call.now)
    return paged(call, _where(call, rows, type="type", name="name"), total_as_text=False)


def one_list(call: Call) -> Response:
    mailing_list = call.list_called(call.path("id"))
    return item(_one(lists.rows(call.world, call.now), str(mailing_list.id)))


def list_fields(call: Call) -> Response:
    rows = fields.rows(call.list, call.now, call.extra_field())
    return paged(call, _where(call, rows, type="type", name="name"), total_as_text=False)


def all_segments(call: Call) -> Response:
    return paged(call, segments.rows(call.list, call.now))


def one_segment(call: Call) -> Response:
    row = _one(segments.rows(call.list, call.now), call.path("id"))
    using = [str(one.id) for one in mailings.mailings(call.list, call.now) if int(row["id"]) in one.segment_ids]
    return item(segments.detail(row, using))


def esp_connections(call: Call) -> Response:
    return item(esp.rows((call.parameter("active_only") or "").lower() in TRUE))


def all_mailings(call: Call) -> Response:
    rows = _where(call, mailingrows.rows(call.list, call.now), mailing_type="type", mailing_name="name")
    rows = _where(call, rows, email_name="email_name")
    if asked := call.parameter("is_test"):
        rows = [row for row in rows if row["is_test"] == str(int(asked.lower() in TRUE))]
    return paged(call, _between(call, rows, "schedule_date", "date_from", "date_to"))


def one_mailing(call: Call) -> Response:
    here = mailings.mailings(call.list, call.now)
    found = next((one for one in here if str(one.id) == call.path("id")), None)
    if found is None:
        raise Refused(404)
    return item(mailingrows.detail(found, call.now))


def transactional(call: Call) -> Response:
    return paged(call, automation.transactional_rows(call.list))


def all_events(call: Call) -> Response:
    return paged(call, _where(call, automation.event_rows(call.list, call.now), name="name"))


def one_event(call: Call) -> Response:
    return item(_one(automation.event_rows(call.list, call.now), call.path("id")))


def email_tags(call: Call) -> Response:
    return paged(call, _where(call, automation.tag_rows(call.list), title="title"))


def all_emails(call: Call) -> Response:
    rows = _where(call, messages.rows(call.list, call.now), type="type", parent_id="parent_id", created_by="created_by")
    rows = _where(call, rows, name="name", subject="subject", favorite="favorite")
    return numbered(call, _between(call, rows, "modified", "modified_from", "modified_to"))


def one_email(call: Call) -> Response:
    return item(messages.detail(_one(messages.rows(call.list, call.now), call.path("id"))))


def all_imports(call: Call) -> Response:
    return paged(call, [texts(row) for row in imports.rows(call.list, call.now)])


def one_import(call: Call) -> Response:
    """Numbers here, text in the collection; but the account's id is text here too."""
    row = _one(imports.rows(call.list, call.now), call.path("id"))
    return item({**row, "account_id": str(row["account_id"])})


def contact_by_email(call: Call) -> Response:
    found = contacts.by_address(call.list, call.path("email"), call.now)
    return _contact(found)


def contact_by_id(call: Call) -> Response:
    return _contact(contacts.by_id(call.list, call.path("id"), call.now))


def cross_account(call: Call) -> Response:
    found = contacts.lists_with(call.world, call.parameter("email") or "", call.now)
    rows = [
        {"list_id": one.list.id, "list_name": one.list.name, "id": one.id, "ocx_status": one.status} for one in found
    ]
    return collection(rows, len(rows), as_text=False)


def report(call: Call) -> Response:
    today = datetime.fromtimestamp(call.now, query.zone(call.body.get("time_zone") or "UTC")).date()
    asked = query.read(call.body, reports.KNOWN, today)
    rows = reports.report(asked, _reported(call), call.now, bool(call.body.get("calculate_rates")))
    first, limit = int(call.body.get("offset") or 0), call.body.get("limit")
    part = rows[first : None if limit is None else first + int(limit)]
    if call.body.get("format") == "csv":
        return _as_csv(asked, part)
    if name := call.body.get("value"):
        return collection([row.get(name) for row in part], len(rows), as_text=False)
    return collection(part, len(rows), as_text=False)


def _reported(call: Call) -> list[lists.MailingList]:
    """The lists of the report; `all` leaves out what this user may not read."""
    asked = call.body.get("list_ids")
    if asked is None:
        return [call.list]
    if asked != "all":
        return [call.list_called(list_id) for list_id in asked]
    every = lists.mailing_lists(call.world)
    return [one for one in every if one.sends and call.fault("forbidden_list", list_id=one.id) is None]


def _as_csv(asked: query.Query, rows: list[dict[str, Any]]) -> Response:
    text = io.StringIO()
    writer = csv.DictWriter(text, [one.key for one in asked.selected], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return Response(text.getvalue(), media_type="text/csv")


def _contact(found: contacts.Contact | None) -> Response:
    if found is None:
        raise Refused(404, "Contact not found")
    return item(found.record())


def _one(rows: list[dict[str, Any]], row_id: str) -> dict[str, Any]:
    found = next((row for row in rows if str(row["id"]) == row_id), None)
    if found is None:
        raise Refused(404)
    return found


def _where(call: Call, rows: list[dict[str, Any]], **columns: str) -> list[dict[str, Any]]:
    """The rows whose column holds the text of the parameter, for those parameters that were given."""
    for parameter, column in columns.items():
        if wanted := call.parameter(parameter):
            exact = column in ("type", "parent_id", "created_by", "favorite")
            rows = [
                row for row in rows if wanted == row[column] or (not exact and wanted.lower() in row[column].lower())
            ]
    return rows


def _between(call: Call, rows: list[dict[str, Any]], column: str, first: str, last: str) -> list[dict[str, Any]]:
    """The rows whose Unix column lies between two parameters, both included; a row without it meets neither."""
    for parameter, sign in ((first, 1), (last, -1)):
        bound = call.parameter(parameter)
        if bound and bound.isdecimal():
            rows = [row for row in rows if row[column] and (int(row[column]) - int(bound)) * sign >= 0]
    return rows
