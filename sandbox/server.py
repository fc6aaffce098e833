"""Runs the sandbox: for good, or on a free port in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.app import Settings, create_app
from sandbox.client import Control
from sandbox.transport import TRANSPORT_KEY

LOOPBACK = "127.0.0.1"
START_TIMEOUT_S = 10


class Sandbox(Control):
    """A sandbox that runs in this process: `url` and its control API."""


class _Gathering:
    """A transport that sends what is written in one turn of the event loop, headers and body, as one packet."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._written:
            asyncio.get_running_loop().call_soon(self._flush)
        self._written.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        self._flush()
        self._transport.abort()

    def _flush(self) -> None:
        if self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Connection(H11Protocol):
    """Shows each call its transport, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        gathering = cast(asyncio.Transport, _Gathering(transport))
        super().connection_made(gathering)
        app = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT_KEY] = gathering
            await app(scope, receive, send)

        self.app = with_transport


def serve(host: str = LOOPBACK, port: int = 8900, settings: Settings | None = None) -> None:
    """Serves until it is interrupted."""
    uvicorn.Server(_config(settings, host=host, port=port)).run()


@contextmanager
def running(settings: Settings | None = None) -> Iterator[Sandbox]:
    """A sandbox on a free port of 127.0.0.1, stopped at the end of the block."""
    # asyncio switches Nagle's delay off only for sockets that name their protocol.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind((LOOPBACK, 0))
        server = uvicorn.Server(_config(settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _await_start(server, thread)
            yield Sandbox(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        finally:
            # Hanging calls would hold an orderly stop for ever.
            server.should_exit = server.force_exit = True
            thread.join()


def _config(settings: Settings | None, host: str = LOOPBACK, port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        http=_Connection,
        lifespan="off",
        access_log=False,
        log_level="warning",
        date_header=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if time.monotonic() > deadline_s or not thread.is_alive():
            raise RuntimeError("the sandbox did not start; its reason is in the log above")
        time.sleep(0.005)
