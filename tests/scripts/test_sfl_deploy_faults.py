"""Fault by fault: the connection ends on a package that passed its setup tests, or untouched, and `sfl` says which."""

from __future__ import annotations

from typing import Any

import pytest

from checkout import Sfl
from emulated import WRONG_KEY, Emulated

pytestmark = pytest.mark.once

UPLOAD = {"path": "/connector-sdk/packages$", "method": "POST"}
# The command calls them connectors.
UPDATE = {"path": "/v1/connectors/", "method": "PATCH"}
TESTS = {"path": "/test$"}


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "unauthorized", "times": 1, **UPLOAD},
        {"fault": "forbidden", **UPLOAD},
        {"fault": "rate_limited", **UPLOAD},
        {"fault": "server_error", **UPLOAD},
        {"fault": "reset", **UPLOAD},
        {"fault": "upload_lost", "seconds": 0},
        {"fault": "malformed", **UPLOAD},
        {"fault": "forbidden", **UPDATE},
        {"fault": "rate_limited", **UPDATE},
        {"fault": "server_error", **UPDATE},
        {"fault": "unauthorized", "times": 1, "path": "/v1/groups/.*/connectors"},
    ],
    ids=lambda fault: f"{fault['fault']} {fault.get('method', '')} {fault.get('path', '')}",
)
def test_what_stops_the_command_leaves_the_connection_untouched(
    sfl: Sfl, touched: Emulated, fault: dict[str, Any]
) -> None:
    before, packages = touched.connection(), touched.packages()
    touched.fault(**fault)
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert "`fivetran deploy` ended with code 1 and changed nothing" in run.err
    assert "deploy of stub: failed; the connection is untouched." in run.lines
    assert run.err.endswith(f"now: package {packages[0]}, setup tests passed.\n")
    assert (touched.connection(), touched.packages()) == (before, packages)


@pytest.mark.parametrize("fault", [{"fault": "patch_lost", "seconds": 0, **UPDATE}, {"fault": "truncated", **UPDATE}])
def test_an_update_whose_answer_is_lost_is_found_by_reading(sfl: Sfl, touched: Emulated, fault: dict[str, Any]) -> None:
    before = touched.package()
    touched.fault(**fault)
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert touched.package() != before
    assert f"It ended with code 1, but package {touched.package()} is live: whether it works is verified." in run.lines
    assert run.lines[-1] == f"  now:    package {touched.package()}, setup tests passed"


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "rate_limited", "times": 3, "path": "/v1/connections"},
        {"fault": "rate_limited", "times": 2, "retry_after": None, **TESTS},
        {"fault": "server_error", "times": 3, "path": "/v1/connector-sdk/packages/.*/download"},
        {"fault": "reset", "times": 3, "path": "/v1/connections"},
        {"fault": "truncated", "times": 2, "path": "/v1/connector-sdk/packages/.*/download"},
        {"fault": "server_error", "times": 2, **TESTS},
    ],
    ids=lambda fault: f"{fault['fault']} {fault['path']}",
)
def test_a_passing_fault_is_survived(
    sfl: Sfl, touched: Emulated, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sfl.rest.RETRY_AFTER_MAX_S", 0)
    touched.fault(**fault)
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert touched.connection()["status"]["setup_state"] == "connected"


@pytest.mark.parametrize("verb", ["plan", "deploy", "rollback"])
def test_a_wrong_api_key_is_refused_before_anything(
    sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("FIVETRAN_API_KEY", WRONG_KEY)
    run = sfl(verb, "stub")
    assert run.code == 3
    assert "Fivetran refused GET /v1/groups (401, Missing or invalid authorization header)" in run.err
    assert "check FIVETRAN_API_KEY: it is the base64 of key:secret" in run.err
    assert deployed.calls() == []


def test_a_destination_that_is_gone_is_a_usage_error(sfl: Sfl, deployed: Emulated) -> None:
    deployed.fault("group_missing")
    run = sfl("deploy", "stub")
    assert (run.code, deployed.calls()) == (2, [])
    assert "STUB_FIVETRAN_DESTINATION: this account has no destination 'sandbox'" in run.err


def test_a_connection_of_another_service_is_refused(sfl: Sfl, fivetran: Emulated) -> None:
    fivetran.order("connections", group_id="sandbox_group", service="postgres", config={"schema": "stub"})
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert "the connection stub is one of postgres, not of the Connector SDK" in run.err
    assert fivetran.calls() == []
