"""A source on loopback that gives scripted answers in turn, the last one again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from toolkit.session import Limits, Session

LOGIN = {"Authorization": "Bearer the-login"}


@dataclass(frozen=True)
class Answer:
    """One answer. `cut`: bytes that its Content-Length promises and that never come; `silent`: none comes at all;
    `meet`: waits there for the requests that run at the same time."""

    status: int = 200
    body: bytes = b'{"ok": true}'
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False
    meet: threading.Barrier | None = None


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Source:
    """`with Source(Answer(503), Answer()) as source:` listens on a free port at `source.url`."""

    def __init__(self, *answers: Answer) -> None:
        self.requests: list[Request] = []
        self.at_once = self.most_at_once = 0
        self.lock, self.closing = threading.Lock(), threading.Event()
        self._answers = list(answers)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Source:  # noqa: PYI034 (typing.Self needs Python 3.11)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def paths(self) -> list[str]:
        """The paths asked for, with their query strings."""
        return [request.path for request in self.requests]

    def next_answer(self, request: Request) -> Answer:
        """Notes a request and turns to its answer."""
        with self.lock:
            self.requests.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


Scripted = Callable[..., Source]


def _handler(source: Source) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = source.next_answer(Request(self.command, self.path, dict(self.headers), body))
            if found.silent:
                source.closing.wait(10)
                return
            if found.meet:
                found.meet.wait(10)
            with source.lock:
                source.at_once -= 1
            self.send(found)

        def send(self, found: Answer) -> None:
            self.send_response_only(found.status)
            self.send_header("Content-Length", str(len(found.body) + found.cut))
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


def session(url: str, waits: list[float] | None = None, **limits: Any) -> Session:
    """A session whose waits are noted, not waited."""
    given = {"calls": 1000, "period_s": 60, "parallel_calls": 2, **limits}
    return Session(url, LOGIN, Limits(**given), sleep=([] if waits is None else waits).append)
