"""Routes, and the login in front of them. `connectors` is the older name of `connections`; the SDK uses both."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.call import behind_login, told_by
from sandbox.fivetran import connections, groups, packagecalls
from sandbox.fivetran.account import Account
from sandbox.fivetran.call import Call
from sandbox.fivetran.envelope import Refused, error
from sandbox.fivetran.runs import Runs
from sandbox.transport import Lost

API_KEY = base64.b64encode(b"sandbox:sandbox").decode()
Handler = Callable[[Call], Response]

CALLS: dict[tuple[str, str], Handler] = {
    ("GET", "groups"): groups.everything,
    ("GET", "groups/{group_id}"): groups.one,
    ("GET", "destinations/{group_id}"): groups.destination,
    ("POST", "connector-sdk/packages"): packagecalls.create,
    ("GET", "connector-sdk/packages"): packagecalls.everything,
    ("GET", "connector-sdk/packages/{package_id}"): packagecalls.one,
    ("PATCH", "connector-sdk/packages/{package_id}"): packagecalls.update,
    ("DELETE", "connector-sdk/packages/{package_id}"): packagecalls.delete,
    ("GET", "connector-sdk/packages/{package_id}/download"): packagecalls.download,
    ("GET", "connector-sdk/migration/connections"): connections.for_migration,
}
for name in ("connections", "connectors"):
    CALLS |= {
        ("GET", f"groups/{{group_id}}/{name}"): connections.in_group,
        ("GET", name): connections.everything,
        ("POST", name): connections.create,
        ("GET", f"{name}/{{connection_id}}"): connections.one,
        ("PATCH", f"{name}/{{connection_id}}"): connections.update,
        ("DELETE", f"{name}/{{connection_id}}"): connections.delete,
        ("POST", f"{name}/{{connection_id}}/test"): connections.test,
        ("POST", f"{name}/{{connection_id}}/sync"): connections.sync,
    }
# The faults that take away the answer to what was done already.
LOST: dict[Handler, str] = {connections.update: "patch_lost", packagecalls.create: "upload_lost"}


def api(account: Account, runs: Runs) -> ASGIApp:
    """The whole API of one account."""
    routes = [
        Route(f"/v1/{path}", _endpoint(account, runs, handler), methods=[method])
        for (method, path), handler in CALLS.items()
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: told_by(error), Refused: _refused})
    return behind_login(app, _refusal)


def _refusal(headers: Headers) -> Response | None:
    return None if headers.get("authorization") == f"Basic {API_KEY}" else error(401)


def _endpoint(account: Account, runs: Runs, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        call = Call(account, runs, request, await request.body())
        _refuse(call)
        runs.settle()
        answer = await run_in_threadpool(handler, call)
        lost = call.fault(LOST[handler]) if handler in LOST else None
        return answer if lost is None else Lost(lost["seconds"])

    return endpoint


def _refuse(call: Call) -> None:
    """Raises what was ordered to happen before anything is done."""
    if call.fault("forbidden") is not None:
        raise Refused(403)
    if (order := call.fault("rate_limited")) is not None:
        after = order["retry_after"]
        raise Refused(429, headers={} if after is None else {"retry-after": str(after)})
    if (order := call.fault("server_error")) is not None:
        raise Refused(order["status"], "An unexpected error occurred")


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)
    answer = error(problem.status, problem.message, problem.kind)
    answer.headers.update(problem.headers)
    return answer
