"""Who may ask, and how the others are answered."""

import pytest
import requests

from sandbox.app import Settings
from sandbox.server import running

ENVELOPE_401 = {"metadata": {"error": True}, "payload": {"code": 401, "errors": [], "message": "Unauthorized"}}


@pytest.mark.parametrize("header", ["X_USERNAME", "X_PASSWORD", "X_ACCOUNT_CODE"])
@pytest.mark.parametrize("value", ["wrong", None])
def test_each_wrong_or_missing_login_header_is_a_401(ongage, header, value):
    ongage.session.headers[header] = value
    answer = ongage.get("/api/lists")
    assert (answer.status_code, answer.json()) == (401, ENVELOPE_401)


def test_header_names_are_read_in_any_case(ongage):
    login = {name.lower(): "sandbox" for name in ("X_USERNAME", "X_PASSWORD", "X_ACCOUNT_CODE")}
    assert requests.get(f"{ongage.url}/api/lists", headers=login, timeout=5).status_code == 200


def test_an_account_without_api_access_is_a_403(ongage):
    ongage.session.headers["X_ACCOUNT_CODE"] = "noapi"
    answer = ongage.get("/api/lists")
    assert (answer.status_code, answer.json()["payload"]["code"]) == (403, 403)


def test_a_key_is_no_login_unless_the_sandbox_was_started_so(ongage):
    assert requests.get(f"{ongage.url}/api/lists", headers={"x-api-key": "sandbox"}, timeout=5).status_code == 401


def test_in_key_mode_the_key_alone_is_the_login():
    with running(Settings(ongage_contacts=10, ongage_key_mode=True)) as sandbox:
        good = requests.get(f"{sandbox.url}/ongage/api/lists", headers={"x-api-key": "sandbox"}, timeout=5)
        bad = requests.get(f"{sandbox.url}/ongage/api/lists", headers={"x-api-key": "wrong"}, timeout=5)
        given = sandbox.configuration("ongage")
    assert (good.status_code, bad.status_code, bad.json()) == (200, 401, {"message": "Invalid API key"})
    assert given["api_key"] == "sandbox"
    assert "password" not in given
