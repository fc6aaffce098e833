"""What a service was asked and how it answered; of the headers only whether a login came, never which."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

KEPT_CALLS = 100_000


def json_of(body: bytes) -> Any:
    """What a body says, None where it is no JSON."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


class RequestLog:
    """The latest calls, oldest first; `read` says what is kept of a body."""

    def __init__(self, read: Callable[[bytes], Any] = json_of) -> None:
        self._read = read
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT_CALLS)

    def begin(self, method: str, path: str, query: str, body: bytes, authorization: bool) -> dict[str, Any]:
        """Notes a call before it is answered; its status stays None while it hangs."""
        call = {
            "method": method,
            "path": path,
            "query": dict(parse_qsl(query, keep_blank_values=True)),
            "body": self._read(body),
            "authorization": authorization,
            "status": None,
        }
        self._calls.append(call)
        return call

    def calls(self) -> list[dict[str, Any]]:
        return list(self._calls)

    def clear(self) -> None:
        self._calls.clear()
