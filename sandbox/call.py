"""What the calls of every emulated API have in common: parameters, body, faults, and the login in front of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import Self

from sandbox.clock import Clock
from sandbox.faults import FaultBoard
from sandbox.transport import ErrorAnswer

FILES_PORT = "sandbox.files_port"


@dataclass
class Account:
    """What all calls of a service share."""

    clock: Clock
    faults: FaultBoard


AccountT = TypeVar("AccountT", bound=Account)
CallT = TypeVar("CallT", bound="Call[Any]")


@dataclass
class Call(Generic[AccountT]):
    account: AccountT
    request: Request
    body: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def read(cls, account: Any, request: Request) -> Self:
        """The call with its body; a body that is no JSON object is refused (400)."""
        raw = await request.body()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise HTTPException(400, "Malformed JSON")
        return cls(account, request, body)

    @property
    def now(self) -> int:
        return self.account.clock.now_epoch_s

    def parameter(self, name: str) -> str | None:
        return self.request.query_params.get(name)

    def number(self, name: str, default: int) -> int:
        """A whole number of the query; the default where it is missing or no such number."""
        text = self.parameter(name) or ""
        return int(text) if text.isdecimal() else default

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def fault(self, name: str, **facts: Any) -> dict[str, Any] | None:
        """The parameters of the fault if it fires now."""
        return self.account.faults.take(name, self.request.method, self.request.scope["sandbox.path"], **facts)

    def moved(self, place: int) -> int:
        """Where a page that begins at this row really begins, once the faults have moved the rows."""
        if place and (fault := self.fault("duplicate_rows")):
            place = max(0, place - fault["rows"])
        if place and (fault := self.fault("shifted_rows")):
            place += fault["rows"]
        return place

    @property
    def host(self) -> str:
        """The name that this call came to, without the port."""
        return self.request.headers["host"].rpartition(":")[0] or self.request.headers["host"]

    def link(self, query: str) -> str:
        """An absolute link to this very path with another query; it names the port, whatever that is.

        With the fault link_foreign, to another host.
        """
        port = self.request.headers["host"].removeprefix(self.host).removeprefix(":") or "80"
        host = self.host
        if self.fault("link_foreign") is not None:
            host = "localhost" if host == "127.0.0.1" else "127.0.0.1"
        return f"http://{host}:{port}{self.request.scope['sandbox.mount']}{self.request.scope['sandbox.path']}?{query}"


def basic_login(headers: Headers) -> tuple[str, str]:
    """User name and password of HTTP's basic login; empty where there is none that can be read."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, password) if scheme == "Basic" else ("", "")


def behind_login(app: ASGIApp, refusal: Callable[[Headers], Response | None]) -> ASGIApp:
    """The app for calls that `refusal` lets pass (None); it sees the path below the service's own."""

    async def logged_in(scope: Scope, receive: Receive, send: Send) -> None:
        answer = refusal(Headers(scope=scope))
        if answer is not None:
            await answer(scope, receive, send)
            return
        await app({**scope, "path": scope["sandbox.path"], "root_path": ""}, receive, send)

    return logged_in


def told_by(error: ErrorAnswer) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A handler for what is refused before it reaches the API (no such path, no JSON): told as the API tells errors."""

    async def told(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        return error(problem.status_code, problem.detail)

    return told
