"""Where a session's login goes: to the source's own host, and nowhere else; and how often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from scripted import Answer, Scripted, session
from toolkit.errors import SourceRefused
from toolkit.session import origin


def redirect(location: str, status: int = 302) -> Answer:
    """An answer that sends the caller elsewhere."""
    return Answer(status, body=b"", headers={"Location": location})


def test_the_login_goes_with_every_call(source: Scripted) -> None:
    served = source()
    session(served.url + "/v1/").call("POST", "/lists", requests.Response.json, json={"a": 1})
    assert [(call.method, call.path, call.body) for call in served.requests] == [("POST", "/v1/lists", b'{"a": 1}')]
    assert served.requests[0].headers["Authorization"] == "Bearer the-login"


def test_a_netrc_does_not_replace_the_login(source: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    served = source()
    session(served.url).call("GET", "lists", requests.Response.json)
    assert served.requests[0].headers["Authorization"] == "Bearer the-login"


def test_the_machines_proxy_and_certificates_are_used(source: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = source()
    for name, value in (("HTTP_PROXY", proxy.url), ("NO_PROXY", ""), ("REQUESTS_CA_BUNDLE", "/our/own.pem")):
        monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.setenv(name, value)
    behind = session("http://api.example.org/v1")
    assert behind.call("GET", "lists", requests.Response.json) == {"ok": True}
    assert proxy.paths == ["http://api.example.org/v1/lists"]
    assert behind._http.verify == "/our/own.pem"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed_with_the_login(source: Scripted, status: int) -> None:
    served = source(redirect("/moved/lists", status), Answer())
    assert session(served.url).call("GET", "lists", requests.Response.json) == {"ok": True}
    assert served.paths == ["/lists", "/moved/lists"]
    assert served.requests[1].headers["Authorization"] == "Bearer the-login"


def test_a_redirect_to_another_host_is_refused_and_nothing_arrives_there(source: Scripted) -> None:
    foreign = source()
    served = source(redirect(f"{foreign.url}/steal?token=the-query"), Answer())
    with pytest.raises(SourceRefused, match=r"another host \(127.0.0.1\) is not followed") as refused:
        session(served.url).call("GET", "lists", requests.Response.json)
    assert "the-query" not in str(refused.value)
    assert served.paths == ["/lists"]
    assert foreign.requests == []


@pytest.mark.parametrize("location", ["//localhost/lists", "https://127.0.0.1/lists", "http://localhost/lists"])
def test_a_redirect_to_another_name_or_scheme_is_refused(source: Scripted, location: str) -> None:
    with pytest.raises(SourceRefused, match="is not followed"):
        session(source(redirect(location)).url).call("GET", "lists", requests.Response.json)


def test_a_circle_of_redirects_is_refused_after_five(source: Scripted) -> None:
    served = source(redirect("/lists"))
    with pytest.raises(SourceRefused, match="GET /lists: redirected elsewhere"):
        session(served.url).call("GET", "lists", requests.Response.json)
    assert len(served.requests) == 5


def test_a_whole_link_on_the_same_host_is_followed(source: Scripted) -> None:
    served = source()
    session(served.url + "/v4").call("GET", served.url + "/v4/lists?$skip=50", requests.Response.json)
    assert served.paths == ["/v4/lists?$skip=50"]


def test_a_whole_link_to_another_host_is_refused_and_nothing_arrives_there(source: Scripted) -> None:
    foreign = source()
    with pytest.raises(SourceRefused, match="is not followed"):
        session(source().url).call("GET", foreign.url + "/lists", requests.Response.json)
    assert foreign.requests == []


SAME = {
    "https-port": "https://api.example.org:443/v4/people?$skip=50",
    "capitals": "HTTPS://API.Example.Org/v4/people",
    "as-it-is": "https://api.example.org/v4/people",
}
OTHER = {
    "http": "http://api.example.org/v4/people",
    "port": "https://api.example.org:8443/v4/people",
    "http-port": "https://api.example.org:80/v4/people",
    "subdomain": "https://api.example.org.example.net/v4/people",
    "user": "https://api.example.org@example.net/v4/people",
}


@pytest.mark.parametrize("link", SAME.values(), ids=SAME.keys())
def test_links_of_the_same_origin(link: str) -> None:
    assert origin(link) == ("https", "api.example.org", 443)


@pytest.mark.parametrize("link", OTHER.values(), ids=OTHER.keys())
def test_links_of_another_origin(link: str) -> None:
    assert origin(link) != ("https", "api.example.org", 443)


def test_port_80_is_the_default_of_http() -> None:
    assert origin("http://api.example.org:80/") == origin("http://api.example.org") == ("http", "api.example.org", 80)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [({}, (10, 120)), ({"connect_timeout_s": 3, "read_timeout_s": 4}, (3, 4))],
    ids=["default", "given"],
)
def test_connect_and_read_timeouts_are_on_every_call(
    source: Scripted, monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any], expected: tuple[float, float]
) -> None:
    asking, timeouts = session(source(redirect("/b"), Answer()).url, **limits), list[Any]()
    send = asking._http.send

    def noting(*sent: Any, **how: Any) -> requests.Response:
        timeouts.append(how["timeout"])
        return send(*sent, **how)

    monkeypatch.setattr(asking._http, "send", noting)
    asking.call("GET", "a", requests.Response.json)
    assert timeouts == [expected, expected]


def test_the_clock_is_the_date_of_the_first_answer(source: Scripted) -> None:
    early, late = "Mon, 02 Nov 2026 12:00:00 GMT", "Mon, 02 Nov 2026 13:00:00 GMT"
    asking = session(source(Answer(503, headers={"Date": early}), Answer(headers={"Date": late})).url)
    assert asking.first_answer_at is None
    asking.call("GET", "lists", requests.Response.json)
    assert asking.first_answer_at == datetime(2026, 11, 2, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}], ids=["absent", "unreadable"])
def test_without_a_date_the_clock_is_the_machines(source: Scripted, headers: dict[str, str]) -> None:
    before = datetime.now(timezone.utc)
    asking = session(source(Answer(headers=headers)).url)
    asking.call("GET", "lists", requests.Response.json)
    assert asking.first_answer_at is not None
    assert before <= asking.first_answer_at <= before + timedelta(hours=1)


def test_no_more_calls_run_at_once_than_allowed(source: Scripted) -> None:
    served = source(Answer(meet=threading.Barrier(2)))
    asking = session(served.url, parallel_calls=2)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: asking.call("GET", "lists", requests.Response.json), range(6)))
    assert answers == [{"ok": True}] * 6
    assert served.most_at_once == 2


def test_a_call_beyond_the_minutes_limit_waits_before_the_source_has_to_refuse_it(source: Scripted) -> None:
    waits: list[float] = []
    asking = session(source().url, waits, calls=2)
    for _ in range(3):
        asking.call("GET", "lists", requests.Response.json)
    assert waits == [pytest.approx(60, abs=30)]
