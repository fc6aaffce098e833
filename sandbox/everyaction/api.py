"""Routes, and the login in front of them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.everyaction import emails, events, exports, people, reference
from sandbox.everyaction.call import Account, Call
from sandbox.everyaction.envelope import Refused, answer, error
from sandbox.everyaction.paging import loaded, paged
from sandbox.everyaction.world import COMMITTEE_ID

LOGIN = "sandbox"
KEYS = {f"{LOGIN}{mode}" for mode in ("", "|0", "|1")}
EVENT_LISTS = ("locations", "codes", "shifts", "roles", "notes", "financialProgram", "ticketCategories", "onlineForms")
MOST = {"savedLists": 100}  # where it is not the usual maximum
WITHOUT_COUNT = {"designations"}
PROFILE = {
    "databaseName": "EveryAction Example",
    "hasMyVoters": False,
    "hasMyCampaign": True,
    "committeeName": "Riverside Alliance",
    "committeeId": COMMITTEE_ID,
    "apiKeyTypeName": "Custom Integration",
    "keyReference": "AB12",
    "userFirstName": "riverside",
    "userLastName": "sync",
    "username": "riverside.sync",
}
Handler = Callable[[Call], Response]


def profile(call: Call) -> Response:
    return answer({"items": [PROFILE], "nextPageLink": None, "count": 1})


def collection(call: Call, name: str) -> Response:
    rows = reference.PAGED[name](call.world, call.now)
    if name == "codes":
        rows = loaded(call, rows, "supportedEntities")
    if name == "targets":
        rows = loaded(call, rows, "subgroups")
    statuses = (call.parameter("statuses") or "Active").split(",")
    if name in ("activistCodes", "surveyQuestions"):
        rows = [row for row in rows if row["status"] in statuses]
    return paged(call, rows, most=MOST.get(name, 200), bare=name in WITHOUT_COUNT)


def bare(call: Call, name: str) -> Response:
    return answer(reference.BARE[name](call.world, call.now))


def custom_fields(call: Call) -> Response:
    return answer(reference.custom_fields(call.parameter("customFieldsGroupType")))


def all_events(call: Call) -> Response:
    after, before = call.parameter("startingAfter") or "", call.parameter("startingBefore") or "9999"
    found = [row for row in events.events(call.world, call.now) if after <= row["startDate"][:10] <= before[:10]]
    return paged(call, loaded(call, found, *EVENT_LISTS), default=10, most=50)


def one_event(call: Call) -> Response:
    number = _event_number(call, call.path("id"))
    return answer(loaded(call, [events.event(call.world, number, call.now)], *EVENT_LISTS)[0])


def signups(call: Call) -> Response:
    if not call.parameter("eventId"):
        raise Refused(400, "eventId or vanId is required", "eventId")
    number = _event_number(call, str(call.parameter("eventId")))
    return paged(call, events.signups(call.world, number, call.now))


def _event_number(call: Call, event_id: str) -> int:
    number = int(event_id) - events.FIRST_EVENT if event_id.isdecimal() else -1
    if number not in call.world.events.alive(call.now):
        raise Refused(404)
    return number


def messages(call: Call) -> Response:
    return paged(call, emails.messages(call.world, call.now))


def one_message(call: Call) -> Response:
    number = emails.number_of(call.world, call.path("id"), call.now)
    if number is None:
        raise Refused(404)
    found = emails.detail(call.world, number, call.now)
    asked = (call.parameter("$expand") or "").lower()
    return answer(found if "emailmessagecontent" in asked else {**found, "emailMessageContent": None})


READS: dict[str, Handler] = {
    "apiKeyProfiles": profile,
    "people": people.search,
    "people/{id}": people.one,
    "events": all_events,
    "events/{id:int}": one_event,
    "signups": signups,
    "signups/statuses": lambda call: answer([{"statusId": n, "name": name} for n, name in reference.STATUSES]),
    "email/messages": messages,
    "email/message/{id}": one_message,
    "customFields": custom_fields,
    "changedEntityExportJobs/resources": exports.resources,
    "changedEntityExportJobs/fields/{resource}": exports.fields,
    "changedEntityExportJobs/changeTypes/{resource}": exports.change_types,
    "changedEntityExportJobs/{id}": exports.poll,
    **{name: partial(collection, name=name) for name in reference.PAGED},
    **{name: partial(bare, name=name) for name in reference.BARE},
}


def api(account: Account, strict_user: bool) -> ASGIApp:
    """The whole API of one account."""
    routes = [Route(f"/v4/{path}", _endpoint(account, handler)) for path, handler in READS.items()]
    routes.append(Route("/v4/changedEntityExportJobs", _endpoint(account, exports.create), methods=["POST"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _unknown, Refused: _refused})

    async def logged_in(scope: Scope, receive: Receive, send: Send) -> None:
        if not _known(Request(scope).headers.get("authorization", ""), strict_user):
            await error(401)(scope, receive, send)
            return
        await app({**scope, "path": scope["sandbox.path"], "root_path": ""}, receive, send)

    return logged_in


def _known(authorization: str, strict_user: bool) -> bool:
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, _, key = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    named = user == LOGIN if strict_user else bool(user)
    return scheme == "Basic" and named and key in KEYS


def _endpoint(account: Account, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        call = await Call.read(account, request)
        if call.fault("forbidden") is not None:
            raise Refused(403)
        return await run_in_threadpool(handler, call)

    return endpoint


async def _unknown(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return error(problem.status_code, problem.detail)


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)
    return error(problem.status, problem.text, *problem.properties, hint=problem.hint)
