"""Faults of the connection and the answer, seen from a real client."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sandbox.app import Settings
from sandbox.server import running

LISTS = "/api/lists"
BUSY = {"metadata": {"error": True}, "payload": {"code": 429, "errors": [], "message": "Calls per minute exceeded"}}


def test_a_status_comes_once_by_default_with_an_envelope(sandbox, ongage):
    sandbox.fault("ongage", "status", status=500)
    assert [ongage.get(LISTS).status_code for _ in range(2)] == [500, 200]


def test_a_429_has_the_documented_body(sandbox, ongage):
    sandbox.fault("ongage", "status", status=429)
    answer = ongage.get(LISTS)
    assert answer.json() == BUSY
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("given", "header"),
    [("7", "7"), ("0", "0"), ("date", "Mon, 02 Nov 2026 12:00:30 GMT"), ("9999999", "9999999"), ("soon", "soon")],
)
def test_retry_after_is_given_as_ordered(sandbox, ongage, given, header):
    sandbox.fault("ongage", "status", status=429, retry_after=given)
    assert ongage.get(LISTS).headers["retry-after"] == header


def test_a_gateway_can_answer_in_html(sandbox, ongage):
    sandbox.fault("ongage", "status", status=502, body="html")
    answer = ongage.get(LISTS)
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>502" in answer.text


def test_a_fault_fires_where_and_when_it_was_ordered(sandbox, ongage):
    sandbox.fault("ongage", "status", path="^/21001/api/segments$", method="get", skip=1, times=2)
    assert ongage.get("/21002/api/segments").status_code == 200
    assert ongage.post("/21001/api/contact_search", {"title": "t"}).status_code == 200
    assert [ongage.get("/21001/api/segments").status_code for _ in range(4)] == [200, 503, 503, 200]


def test_faults_tell_how_often_they_fired_until_they_are_cleared(sandbox, ongage):
    sandbox.fault("ongage", "status", times=None)
    assert {ongage.get(LISTS).status_code for _ in range(3)} == {503}
    (fault,) = sandbox.faults("ongage")
    assert (fault["fault"], fault["fired"], fault["times"]) == ("status", 3, None)
    sandbox.clear_faults("ongage")
    assert ongage.get(LISTS).status_code == 200


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"fault": "meteor"}, "unknown fault; known are: csv_bom, .*truncated, unauthorized"),
        (
            {"fault": "slow", "minutes": 1},
            "slow has no parameter minutes; known are: method, path, seconds, skip, times",
        ),
        ({"fault": "hang", "path": "("}, "path is no regular expression"),
        ({"fault": "hang", "times": "often"}, "times a number or null"),
    ],
)
def test_a_senseless_order_is_refused_with_what_is_known(sandbox, order, said):
    with pytest.raises(ValueError, match=said):
        sandbox.fault("ongage", **order)


def test_a_slow_answer_outlasts_a_short_timeout(sandbox, ongage):
    sandbox.fault("ongage", "slow", seconds=0.3)
    with pytest.raises(requests.ReadTimeout):
        ongage.session.get(ongage.url + LISTS, timeout=0.05)
    assert ongage.get(LISTS).status_code == 200


def test_a_hanging_call_never_answers(sandbox, ongage):
    sandbox.fault("ongage", "hang")
    with pytest.raises(requests.ReadTimeout):
        ongage.session.get(ongage.url + LISTS, timeout=0.1)
    assert [call["status"] for call in sandbox.requests("ongage")] == [None]
    assert ongage.get(LISTS).status_code == 200


@pytest.mark.parametrize("fault", ["reset", "truncated"])
@pytest.mark.parametrize("after_bytes", [None, 40])
def test_a_cut_answer_is_a_broken_connection(sandbox, ongage, fault, after_bytes):
    sandbox.fault("ongage", fault, after_bytes=after_bytes)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        ongage.get(LISTS)
    assert ongage.get(LISTS).status_code == 200


@pytest.mark.parametrize("fault", ["reset", "truncated"])
def test_a_download_is_cut_after_some_of_its_rows(sandbox, ongage, fault):
    job = ongage.completed("/21001/api/contact_search", {"title": "t"})
    sandbox.fault("ongage", fault, path="export$", after_bytes=5000)
    answer = ongage.session.get(f"{ongage.url}{job}/export", stream=True, timeout=5)
    got: list[bytes] = []
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        got.extend(answer.iter_content(1000))
    assert b"".join(got).startswith(b"ocx_contact_id,email")
    assert len(b"".join(got)) <= 5000


def test_malformed_json_has_its_full_length(sandbox, ongage):
    whole = ongage.get(LISTS).content
    sandbox.fault("ongage", "malformed")
    broken = ongage.get(LISTS)
    assert broken.status_code == 200
    assert len(broken.content) == len(whole)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        broken.json()


def test_an_error_can_hide_in_a_200(sandbox, ongage):
    sandbox.fault("ongage", "error_200", code=429, message="Slow down")
    answer = ongage.get(LISTS)
    assert answer.status_code == 200
    assert answer.json()["metadata"]["error"] is True
    assert answer.json()["payload"]["code"] == 429


def test_a_login_can_be_revoked_midway(sandbox, ongage):
    sandbox.fault("ongage", "unauthorized", skip=1)
    assert [ongage.get(LISTS).status_code for _ in range(4)] == [200, 401, 401, 401]


def test_calls_above_the_minutes_number_are_refused():
    with running(Settings(ongage_contacts=10, ongage_calls_per_minute=3)) as sandbox:
        calls = [requests.get(f"{sandbox.url}/ongage/api/lists", timeout=5) for _ in range(5)]
        assert sandbox.configuration("ongage")["calls_per_minute"] == "3"
        assert [call["status"] for call in sandbox.requests("ongage")] == [401, 401, 401, 429, 429]
    assert [call.status_code for call in calls] == [401, 401, 401, 429, 429]
    assert calls[3].json() == BUSY


def test_the_eleventh_call_at_once_is_refused(sandbox, ongage):
    sandbox.fault("ongage", "slow", seconds=0.5, times=None)
    with ThreadPoolExecutor(11) as pool:
        calls = pool.map(
            lambda _: requests.get(ongage.url + LISTS, headers=ongage.session.headers, timeout=5), range(11)
        )
        assert sorted(call.status_code for call in calls) == [200] * 10 + [429]
    sandbox.clear_faults("ongage")
    assert ongage.get(LISTS).status_code == 200
