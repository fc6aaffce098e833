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
    """A sandbox that runs in this process: `url`, `files_url` and its control API."""

    def __init__(self, url: str, files_url: str) -> None:
        super().__init__(url)
        self.files_url = files_url


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


def serve(host: str = LOOPBACK, port: int = 8900, files_port: int = 8901, settings: Settings | None = None) -> None:
    """Serves until it is interrupted."""
    with _listening(host, port) as listener, _listening(host, files_port) as files:
        _server(settings, files).run([listener, files])


@contextmanager
def running(settings: Settings | None = None) -> Iterator[Sandbox]:
    """A sandbox on two free ports of 127.0.0.1, stopped at the end of the block."""
    with _listening(LOOPBACK, 0) as listener, _listening(LOOPBACK, 0) as files:
        server = _server(settings, files)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener, files]}, daemon=True)
        thread.start()
        try:
            _await_start(server, thread)
            yield Sandbox(*(f"http://{LOOPBACK}:{bound.getsockname()[1]}" for bound in (listener, files)))
        finally:
            # Hanging calls would hold an orderly stop for ever.
            server.should_exit = server.force_exit = True
            thread.join()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only for sockets that name their protocol.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


def _server(settings: Settings | None, files: socket.socket) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(settings, files.getsockname()[1]),
        http=_Connection,
        lifespan="off",
        access_log=False,
        log_level="warning",
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if time.monotonic() > deadline_s or not thread.is_alive():
            raise RuntimeError("the sandbox did not start; its reason is in the log above")
        time.sleep(0.005)
