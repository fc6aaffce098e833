"""One emulated service: its API behind the request log, its clock, its limits and its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.clock import Clock
from sandbox.faults import FaultBoard
from sandbox.limits import Limits
from sandbox.requestlog import RequestLog
from sandbox.transport import ErrorAnswer, FaultyTransport


@dataclass
class Service:
    """An ASGI app mounted at /<name>; what differs from service to service is passed in.

    `configuration` gives the connector's configuration for a base URL, `inspect` what else can be read under
    /_sandbox/<name>/<key>, `orders` what can be posted there, `forget` drops what the API keeps in memory. `files` is a
    host of its own, for files that it hands out: it answers at the sandbox's second port.
    """

    name: str
    api: ASGIApp
    clock: Clock
    faults: FaultBoard
    limits: Limits
    error: ErrorAnswer
    configuration: Callable[[str], dict[str, str]]
    forget: Callable[[], None]
    inspect: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    orders: Mapping[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    log: RequestLog = field(default_factory=RequestLog)
    files: ASGIApp | None = None

    def __post_init__(self) -> None:
        self._faulty = FaultyTransport(self.api, self.faults, self.clock, self.error)

    def reset(self) -> None:
        """As after a start: the same data, no fault, no log, the clock at its beginning."""
        self.clock.reset()
        self.faults.clear()
        self.limits.reset()
        self.log.clear()
        self.forget()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["sandbox.mount"] = scope["root_path"]
        scope["sandbox.path"] = scope["path"].removeprefix(scope["root_path"])
        body = await _body(receive)
        query, logged_in = scope["query_string"].decode("latin-1"), "authorization" in Headers(scope=scope)
        call = self.log.begin(scope["method"], scope["sandbox.path"], query, body, logged_in)
        send = self._noted(call, send)
        if not self.limits.enter():
            await self.error(429, "Calls per minute exceeded")(scope, receive, send)
            return
        try:
            await self._faulty.answer(scope, body, receive, send)
        finally:
            self.limits.leave()

    def _noted(self, call: dict[str, Any], send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                call["status"] = message["status"]
                MutableHeaders(scope=message)["date"] = self.clock.http_date()
            await send(message)

        return noted


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
