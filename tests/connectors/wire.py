"""Between a connector and its source: counts calls, and shortens patience."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import tenacity
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

import subject

CONTROL = "/_sandbox/"
SMALLEST_WINDOW_S = 16 * 86_400


@contextmanager
def watched(look: Callable[[PreparedRequest, dict[str, Any]], None]) -> Iterator[None]:
    """`look` sees each call of the connector before it goes out, and the options that it goes out with (`timeout`)."""

    onward = HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: PreparedRequest, **options: Any) -> Any:
        if CONTROL not in str(request.url):
            look(request, options)
        return onward(adapter, request, **options)

    with mock.patch.object(HTTPAdapter, "send", send):
        yield


@contextmanager
def counted() -> Iterator[list[str]]:
    """The calls made so far: method and path."""
    made: list[str] = []
    with watched(lambda request, _: made.append(f"{request.method} {request.path_url.partition('?')[0]}")):
        yield made


@contextmanager
def impatient(seconds: float) -> Iterator[None]:
    """No answer is waited for longer than this."""

    def shorten(_: PreparedRequest, options: dict[str, Any]) -> None:
        options["timeout"] = (options["timeout"][0], seconds)

    with watched(shorten):
        yield


@contextmanager
def soon_given_up() -> Iterator[None]:
    """A call is attempted twice, a window halved down to some days: what is lost for good is as lost after that."""
    attempts, window = tenacity.stop_after_attempt, subject.module("toolkit.windows").Window
    with (
        mock.patch.object(tenacity, "stop_after_attempt", lambda most: attempts(min(most, 2))),
        mock.patch.object(window.halves, "__defaults__", (SMALLEST_WINDOW_S,)),
    ):
        yield
