"""The Ongage API as one ASGI app: login, the list in the path, and a handler for each endpoint."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.call import behind_login, told_by
from sandbox.ongage import activities, counts, envelope, exports, jobcalls, reads, searches
from sandbox.ongage.call import Account, Call
from sandbox.ongage.login import refusal

Handler = Callable[[Call], Response]
LIST_PATH = re.compile(r"^/(\d+)(/api/.*)$")

READS: dict[str, Handler] = {
    "lists": reads.all_lists,
    "lists/{id}": reads.one_list,
    "list_fields": reads.list_fields,
    "segments": reads.all_segments,
    "segments/{id}": reads.one_segment,
    "esp_connections/options": reads.esp_connections,
    "mailings": reads.all_mailings,
    "mailings/{id}": reads.one_mailing,
    "transactional": reads.transactional,
    "events": reads.all_events,
    "events/{id}": reads.one_event,
    "email_tag": reads.email_tags,
    "emails": reads.all_emails,
    "emails/{id}": reads.one_email,
    "import": reads.all_imports,
    "import/{id}": reads.one_import,
    "contacts/by_email/{email}": reads.contact_by_email,
    "contacts/by_id/{id}": reads.contact_by_id,
    "contacts/cross_account": reads.cross_account,
    "contact_search": partial(jobcalls.saved, kind=searches.KIND),
    "contact_search/{id}": partial(jobcalls.poll, kind=searches.KIND),
    "contact_activity": partial(jobcalls.saved, kind=activities.KIND),
    "contact_activity/{id}": partial(jobcalls.poll, kind=activities.KIND),
}
# These may take long: a thread keeps the others from waiting.
SLOW_READS: dict[str, Handler] = {
    "contact_search/{id}/export": searches.export,
    "contact_search/{id}/result": searches.result,
    "contact_activity/{id}/export": activities.export,
    "contact_activity/{id}/export_detailed": activities.export_detailed,
    "contact_activity/{id}/result": activities.result,
    "contact_counts/{id}": counts.result,
    "export/{id}/retrieve": exports.retrieve,
}
POSTS: dict[str, Handler] = {
    "contact_search": searches.create,
    "contact_activity": activities.create,
    "contact_counts": counts.create,
    "export": exports.create,
    "reports/query": reads.report,
}
DELETES: dict[str, Handler] = {
    "contact_search/{id}": partial(jobcalls.delete, kind=searches.KIND),
    "contact_activity/{id}": partial(jobcalls.delete, kind=activities.KIND),
}


def api(account: Account, key_mode: bool) -> ASGIApp:
    """The whole API of one account."""
    refusals = {HTTPException: told_by(envelope.error), envelope.Refused: _refused}
    app = Starlette(routes=_routes(account), exception_handlers=refusals)

    async def of_list(scope: Scope, receive: Receive, send: Send) -> None:
        found = LIST_PATH.match(scope["path"])
        path = found[2] if found else scope["path"]
        await app({**scope, "path": path, "ongage.path": {"list_id": found[1] if found else None}}, receive, send)

    return behind_login(of_list, partial(refusal, key_mode=key_mode))


def _routes(account: Account) -> list[Route]:
    tables = (("GET", READS, False), ("GET", SLOW_READS, True), ("POST", POSTS, True), ("DELETE", DELETES, False))
    return [
        Route(f"/api/{path}", _endpoint(account, handler, slow), methods=[method])
        for method, handlers, slow in tables
        for path, handler in handlers.items()
    ]


def _endpoint(account: Account, handler: Handler, slow: bool) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        call = await Call.read(account, request)
        return await run_in_threadpool(handler, call) if slow else handler(call)

    return endpoint


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, envelope.Refused)
    return envelope.error(error.code, error.message, error.errors)
