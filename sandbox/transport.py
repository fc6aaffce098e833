"""Acts out the faults that any HTTP service can have, on the connection itself."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.clock import Clock
from sandbox.faults import FaultBoard

TRANSPORT_KEY = "sandbox.transport"
GATEWAY_PAGE = "<html><head><title>{0}</title></head><body><h1>{0} Service error</h1></body></html>"

ErrorAnswer = Callable[[int, str], Response]


class FaultyTransport:
    """Lets the API answer, unless a fault was ordered for this call."""

    def __init__(self, api: ASGIApp, faults: FaultBoard, clock: Clock, error: ErrorAnswer) -> None:
        self._api, self._faults, self._clock, self._error = api, faults, clock, error

    async def answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Answers a call whose body was read already."""

        def take(name: str) -> dict[str, Any] | None:
            return self._faults.take(name, scope["method"], scope["sandbox.path"])

        if (slow := take("slow")) is not None and await _gone(receive, slow["seconds"]):
            return
        if take("hang") is not None:
            await _disconnected(receive)
            return
        answering = self._instead(take) or self._api
        for name, abruptly in (("reset", True), ("truncated", False)):
            if (cut := take(name)) is not None:
                answering = _Cut(answering, cut["after_bytes"], abruptly)
        if take("malformed") is not None:
            send = _Malformed(send)
        await answering(scope, _replayed(body, receive), send)

    def _instead(self, take: Callable[[str], dict[str, Any] | None]) -> Response | None:
        if take("unauthorized") is not None:
            return self._error(401, "Unauthorized")
        if (order := take("status")) is not None:
            return self._status(**order)
        if (order := take("error_200")) is not None:
            answer = self._error(order["code"], order["message"])
            answer.status_code = 200
            return answer
        return None

    def _status(self, status: int, body: str, retry_after: str | int | None) -> Response:
        if body == "html":
            answer: Response = HTMLResponse(GATEWAY_PAGE.format(status), status)
        else:
            answer = self._error(status, "Calls per minute exceeded" if status == 429 else "General error")
        if retry_after is not None:
            answer.headers["retry-after"] = self._clock.http_date(30) if retry_after == "date" else str(retry_after)
        return answer


class Lost(Response):
    """An answer that never comes: the call hangs, for good or until the connection is cut after so many seconds."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds is not None and not await _gone(receive, self._seconds):
            _close(scope[TRANSPORT_KEY], abruptly=True)
        await _disconnected(receive)


class _Malformed:
    """A `send` that spoils the last byte of the body and keeps its length."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body" and message.get("body") and not message.get("more_body"):
            message = {**message, "body": message["body"][:-1] + b","}
        await self._send(message)


class _Cut:
    """An app that passes on `after_bytes` of a body (None: half of its first part), then closes the connection."""

    def __init__(self, api: ASGIApp, after_bytes: int | None, abruptly: bool) -> None:
        self._api, self._after_bytes, self._abruptly = api, after_bytes, abruptly

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = 0
        closed = False

        async def until_cut(message: Message) -> None:
            nonlocal sent, closed
            part, more = message.get("body", b""), message.get("more_body", False)
            room = len(part) // 2 if self._after_bytes is None else self._after_bytes - sent
            if closed:
                return
            if message["type"] != "http.response.body" or (more and len(part) < room):
                sent += len(part)
                await send(message)
                return
            kept = part[: min(room, max(0, len(part) - 1))]
            await send({"type": "http.response.body", "body": kept, "more_body": True})
            closed = True
            _close(scope[TRANSPORT_KEY], self._abruptly)

        await self._api(scope, receive, until_cut)
        await _disconnected(receive)


def _close(transport: asyncio.Transport, abruptly: bool) -> None:
    if abruptly:
        # Closing a socket that does not linger sends RST instead of FIN.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body again, then whatever follows it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _gone(receive: Receive, seconds: float) -> bool:
    """Waits; True when the client did not."""
    try:
        await asyncio.wait_for(_disconnected(receive), seconds)
    except asyncio.TimeoutError:
        return False
    return True
