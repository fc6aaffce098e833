"""What a session asks for again, and when it stops, over real sockets."""

from __future__ import annotations

import re
import socket
import time
import traceback

import pytest
import requests

from scripted import Answer, Scripted, session
from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.session import Transient, transient

NOON = "Mon, 02 Nov 2026 12:00:00 GMT"
IN_TWO_MINUTES = "Mon, 02 Nov 2026 12:02:00 GMT"
# not written where they are sent: a traceback quotes that line
PRIVATE = {"params": {"q": "the-query"}, "headers": {"X-Key": "the-header"}}
PRIVATE_PATH = "lists?key=the-query"


@pytest.fixture(autouse=True)
def longest_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 1.0)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [("7", 7.0), (IN_TWO_MINUTES, 120.0), ("0", 1.0), ("-1", 1.0), ("99999", 1.0), ("soon", 1.0)],
    ids=["seconds", "date", "zero", "negative", "absurd", "unreadable"],
)
def test_a_passing_refusal_is_asked_again_after_the_wait(
    source: Scripted, status: int, retry_after: str, wait: float
) -> None:
    refusal = Answer(status, headers={"Retry-After": retry_after, "Date": NOON})
    waits: list[float] = []
    assert session(source(refusal, Answer()).url, waits).call("GET", "lists", requests.Response.json) == {"ok": True}
    assert waits == [wait]


@pytest.mark.parametrize(("status", "wait"), [(429, 60.0), (500, 1.0), (503, 1.0)])
def test_without_retry_after_a_429_waits_a_minute_and_others_back_off(
    source: Scripted, status: int, wait: float
) -> None:
    waits: list[float] = []
    session(source(Answer(status), Answer()).url, waits).call("GET", "lists", requests.Response.json)
    assert waits == [wait]


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 401, 403, 404, 409, 412, 422, 501])
def test_any_other_answer_is_read_at_once(source: Scripted, status: int) -> None:
    served = source(Answer(status, body=b""))
    assert session(served.url).call("GET", "lists", lambda response: response.status_code) == status
    assert len(served.requests) == 1


@pytest.mark.parametrize(
    "broken",
    [Answer(cut=100), Answer(body=b"", cut=1), Answer(body=b'{"ok": tr'), Answer(body=b"<html>maintenance</html>")],
    ids=["cut-body", "no-body", "cut-json", "no-json"],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again(source: Scripted, broken: Answer) -> None:
    served = source(broken, Answer())
    assert session(served.url).call("GET", "lists", requests.Response.json) == {"ok": True}
    assert served.paths == ["/lists", "/lists"]


def test_a_slow_answer_is_asked_for_again(source: Scripted) -> None:
    served = source(Answer(silent=True), Answer())
    assert session(served.url, read_timeout_s=0.05).call("GET", "lists", requests.Response.json) == {"ok": True}


def test_a_refused_connection_is_tried_six_times_with_growing_waits() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    waits: list[float] = []
    with pytest.raises(SourceUnavailable, match=r"GET /lists: .* after 6 attempts .*last: ConnectionError"):
        session(f"http://127.0.0.1:{port}", waits).call("GET", "lists", requests.Response.json)
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_six_attempts_then_method_path_attempts_and_the_last_reason_are_named(source: Scripted) -> None:
    served = source(Answer(500), Answer(500), Answer(500), Answer(500), Answer(500), Answer(502), Answer())
    with pytest.raises(SourceUnavailable, match=r"^POST /api/search: .* after 6 attempts in \d+ s \(last: HTTP 502\);"):
        session(served.url).call("POST", "api/search", requests.Response.json)
    assert len(served.requests) == 6


def test_fewer_attempts_can_be_asked_for(source: Scripted) -> None:
    served = source(Answer(500))
    with pytest.raises(SourceUnavailable, match="after 1 attempts"):
        session(served.url, attempts=1).call("GET", "lists", requests.Response.json)
    assert len(served.requests) == 1


def test_attempts_stop_before_the_time_budget_is_overrun(source: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three attempts at 0, 250 and 500 s: a fourth at 750 s would be beyond the ten minutes."""
    served, waits, real = source(Answer(503, headers={"Retry-After": "250"})), list[float](), time.monotonic
    monkeypatch.setattr("time.monotonic", lambda: real() + sum(waits))
    with pytest.raises(SourceUnavailable, match=r"after 3 attempts in 50\d s"):
        session(served.url, waits).call("GET", "lists", requests.Response.json)
    assert waits == [250.0, 250.0]


def test_what_the_reader_calls_transient_is_asked_again(source: Scripted) -> None:
    def read(response: requests.Response) -> str:
        problem = transient(response, 429 if response.content == b"busy" else None)
        if problem:
            raise problem
        return response.text

    waits: list[float] = []
    served = source(Answer(body=b"busy", headers={"Retry-After": "3"}), Answer(body=b"done"))
    assert session(served.url, waits).call("GET", "lists", read) == "done"
    assert waits == [3.0]


def test_the_readers_reason_is_named(source: Scripted) -> None:
    def read(_: requests.Response) -> None:
        raise Transient("the report is still being made")

    with pytest.raises(SourceUnavailable, match="last: the report is still being made"):
        session(source().url).call("GET", "lists", read)


def test_a_final_no_is_not_asked_again(source: Scripted) -> None:
    def read(response: requests.Response) -> None:
        raise SourceRefused("the login is wrong", response.status_code)

    served = source(Answer(401))
    with pytest.raises(SourceRefused, match="the login is wrong") as refused:
        session(served.url).call("GET", "lists", read)
    assert refused.value.status == 401
    assert len(served.requests) == 1


@pytest.mark.parametrize(
    "broken",
    [Answer(503, body=b"the-body"), Answer(body=b"the-body", cut=10), Answer(body=b"the-body"), Answer(silent=True)],
    ids=["status", "cut", "malformed", "timeout"],
)
def test_no_query_header_or_body_is_in_the_whole_traceback(source: Scripted, broken: Answer) -> None:
    asking = session(source(broken).url, read_timeout_s=0.02, attempts=2)
    with pytest.raises(SourceUnavailable, match="GET /lists: ") as failed:
        asking.call("GET", "lists", requests.Response.json, **PRIVATE)
    text = "".join(traceback.format_exception(failed.value))
    assert re.findall("the-query|the-header|the-body|the-login", text) == []


def test_no_query_is_in_the_traceback_of_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(SourceUnavailable) as failed:
        session(f"http://127.0.0.1:{port}").call("GET", PRIVATE_PATH, requests.Response.json)
    assert "the-query" not in "".join(traceback.format_exception(failed.value))
