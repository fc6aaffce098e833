"""The control API, the settings and the request log."""

import inspect

import pytest
import requests

from sandbox.app import Settings
from sandbox.server import running, serve


def test_a_started_sandbox_says_that_it_is_well(sandbox):
    assert sandbox.health() == {"status": "ok"}


def test_it_listens_on_loopback_unless_told_otherwise(sandbox):
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert inspect.signature(serve).parameters["host"].default == "127.0.0.1"


def test_the_clock_stands_at_a_fixed_instant(sandbox):
    assert sandbox.clock("ongage") == {"now": "2026-11-02T12:00:00Z", "epoch_s": 1793620800}


def test_the_date_header_follows_the_clock(sandbox, ongage):
    sandbox.advance("ongage", days=1, hours=2)
    assert ongage.get("/api/lists").headers["date"] == "Tue, 03 Nov 2026 14:00:00 GMT"


@pytest.mark.parametrize("sent", [{"json": {"days": 2}}, {"data": {"days": "2"}}, {"params": {"days": "2"}}])
def test_the_clock_is_advanced_by_json_form_or_query(sandbox, sent):
    answer = requests.post(f"{sandbox.url}/_sandbox/ongage/advance", timeout=5, **sent)
    assert answer.json() == {"now": "2026-11-04T12:00:00Z"}


def test_all_clocks_are_advanced_at_once(sandbox):
    requests.post(f"{sandbox.url}/_sandbox/advance", json={"hours": 1}, timeout=5)
    assert sandbox.clock("ongage")["now"] == "2026-11-02T13:00:00Z"


@pytest.mark.parametrize("span", [{"days": -1}, {"weeks": 1}, {"days": "soon"}, {}])
def test_a_senseless_advance_is_refused(sandbox, span):
    with pytest.raises(ValueError, match="POST /_sandbox/ongage/advance"):
        sandbox.advance("ongage", **span)


def test_an_unknown_service_is_refused_with_the_known_ones(sandbox):
    with pytest.raises(ValueError, match=r"unknown service mailchimp; known are: .*ongage"):
        sandbox.reset("mailchimp")


def test_the_configuration_reads_this_sandbox_as_fast_as_it_allows(sandbox):
    assert sandbox.configuration("ongage") == {
        "base_url": f"{sandbox.url}/ongage",
        "username": "sandbox",
        "password": "sandbox",
        "account_code": "sandbox",
        "calls_per_minute": "1000000",
        "poll_interval_seconds": "0.01",
        "retry_wait_seconds": "0.01",
        "start_date": "2026-09-01",
    }


def test_the_base_url_is_built_from_the_host_that_was_asked(sandbox):
    answer = requests.get(f"{sandbox.url}/_sandbox/ongage/configuration", headers={"Host": "sandbox:8900"}, timeout=5)
    assert answer.json()["base_url"] == "http://sandbox:8900/ongage"


def test_calls_are_logged_without_the_login(sandbox, ongage):
    ongage.get("/21001/api/segments", limit=2)
    ongage.post("/21001/api/contact_search", {"title": "t"})
    answered = {"authorization": False, "status": 200}
    assert sandbox.requests("ongage") == [
        {"method": "GET", "path": "/21001/api/segments", "query": {"limit": "2"}, "body": None, **answered},
        {"method": "POST", "path": "/21001/api/contact_search", "query": {}, "body": {"title": "t"}, **answered},
    ]


def test_the_log_can_be_cleared(sandbox, ongage):
    ongage.get("/api/lists")
    sandbox.clear_requests("ongage")
    assert sandbox.requests("ongage") == []


def test_a_reset_sandbox_is_as_fresh_as_a_new_one(sandbox, ongage):
    fresh = ongage.get("/21001/api/mailings").text
    sandbox.advance("ongage", days=9)
    sandbox.fault("ongage", "status", times=None)
    ongage.post("/21001/api/contact_search", {"title": "t"})
    sandbox.reset("ongage")
    assert (sandbox.jobs("ongage"), sandbox.faults("ongage"), sandbox.requests("ongage")) == ([], [], [])
    assert ongage.get("/21001/api/mailings").text == fresh


def test_settings_come_from_the_environment():
    environ = {"SANDBOX_SEED": "9", "SANDBOX_ONGAGE_LISTS": "60", "SANDBOX_ONGAGE_KEY_MODE": "true", "PATH": "/bin"}
    assert Settings.from_environment(environ) == Settings(seed=9, ongage_lists=60, ongage_key_mode=True)


def test_an_empty_variable_means_the_default():
    assert Settings.from_environment({"SANDBOX_ONGAGE_LISTS": ""}).ongage_lists == 5


def test_the_limits_are_ongages_own_unless_set():
    assert (Settings().ongage_calls_per_minute, Settings().ongage_parallel_calls) == (300, 10)


@pytest.mark.parametrize(
    ("name", "text"),
    [("SANDBOX_ONGAGE_CONTACTS", "many"), ("SANDBOX_ONGAGE_LISTS", "0"), ("SANDBOX_ONGAGE_KEY_MODE", "maybe")],
)
def test_a_senseless_setting_is_refused_by_name(name, text):
    with pytest.raises(ValueError, match=f"{name}={text}: give"):
        Settings.from_environment({name: text})


def test_sixty_lists_are_more_than_a_default_page(ongage):
    with running(Settings(ongage_contacts=600, ongage_lists=60)) as sandbox:
        first = requests.get(f"{sandbox.url}/ongage/api/lists", headers=ongage.session.headers, timeout=5).json()
    assert (first["metadata"]["total"], len(first["payload"])) == (60, 50)
