"""Fault by fault: the connection ends on a package that passed its setup tests, or untouched, and `sfl` says which."""

from __future__ import annotations

from typing import Any

import pytest

from checkout import MARK, Checkout, Sfl
from emulated import WRONG_KEY, Emulated, touch

UPLOAD = {"path": "/connector-sdk/packages$", "method": "POST"}
# What the command calls the endpoint; `sfl` itself asks /v1/connections.
UPDATE = {"path": "/v1/connectors/", "method": "PATCH"}
CHANGE = {"path": "/v1/connections/", "method": "PATCH"}
TESTS = {"path": "/test$"}


@pytest.fixture
def touched(deployed: Emulated, checkout: Checkout) -> Emulated:
    """New code to deploy over what is live."""
    touch(checkout)
    return deployed


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


def test_failing_setup_tests_bring_back_the_package_before(sfl: Sfl, touched: Emulated) -> None:
    before = touched.package()
    touched.fault("setup_tests_fail", times=2, message="login refused")  # the command's, then ours
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert run.err == (
        "sfl: deploy of stub: setup test Connection test: login refused: failed and taken back; "
        f"now: package {before}, setup tests passed.\n"
    )
    assert "deploy of stub: failed and taken back." in run.lines
    assert f"  before: package {before}, setup tests passed" in run.lines
    assert f"  now:    package {before}, setup tests passed" in run.lines
    assert touched.package() == before
    assert touched.connection()["status"]["setup_state"] == "connected"


def test_what_failed_is_deleted_so_that_no_rollback_finds_it(sfl: Sfl, touched: Emulated) -> None:
    packages = touched.packages()
    touched.fault("setup_tests_fail", times=2)
    sfl("deploy", "stub")
    assert touched.packages() == packages


def test_setup_tests_that_fail_before_and_after_are_told(sfl: Sfl, touched: Emulated) -> None:
    """The source is down: the package before is bound again, and nobody says that it works."""
    before = touched.package()
    touched.fault("setup_tests_fail", times=None, message="no route")
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert f"  now:    package {before}, setup state broken" in run.lines
    assert "  there, setup test Connection test: no route" in run.lines


def test_a_secret_in_a_setup_test_s_message_is_masked(sfl: Sfl, touched: Emulated) -> None:
    touched.fault("setup_tests_fail", times=2, message=f"password {MARK}-pass-word was refused")
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "password ****** was refused" in run.err
    assert MARK not in run.out + run.err


def test_a_failing_sync_brings_back_the_package_before(sfl: Sfl, touched: Emulated) -> None:
    before = touched.package()
    touched.fault("sync_fails", message="The source is gone")
    run = sfl("deploy", "stub", "--sync")
    assert run.code == 1
    assert "the sync failed: " in run.err
    assert "The source is gone" in run.err
    assert touched.package() == before
    assert f"  now:    package {before}, setup tests passed" in run.lines


def test_a_sync_that_does_not_end_is_left_running(sfl: Sfl, touched: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is wrong with the package: it is slow."""
    monkeypatch.setattr("sfl.verify.SYNC_TIMEOUT_S", 0.1)
    before = touched.package()
    touched.fault("sync_hangs", looks=None)
    run = sfl("deploy", "stub", "--sync")
    assert run.code == 1
    assert "the sync still runs after" in run.err
    assert "deploy of stub: deployed; its sync still runs." in run.lines
    assert touched.package() != before


def test_a_take_back_whose_answer_is_lost_is_found_by_reading(sfl: Sfl, touched: Emulated) -> None:
    before = touched.package()
    touched.fault("setup_tests_fail", times=2)
    touched.fault("patch_lost", seconds=0, **CHANGE)
    run = sfl("deploy", "stub")
    assert (run.code, touched.package()) == (1, before)
    assert "deploy of stub: failed and taken back." in run.lines


def test_a_take_back_that_never_arrives_is_sent_again(sfl: Sfl, touched: Emulated) -> None:
    before = touched.package()
    touched.fault("setup_tests_fail", times=2)
    touched.fault("server_error", times=2, **CHANGE)
    run = sfl("deploy", "stub")
    assert (run.code, touched.package()) == (1, before)
    assert "deploy of stub: failed and taken back." in run.lines


def test_a_take_back_that_fails_is_told(sfl: Sfl, touched: Emulated) -> None:
    before = touched.package()
    touched.fault("setup_tests_fail", times=2)
    touched.fault("forbidden", times=None, **CHANGE)
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert touched.package() != before
    assert "deploy of stub: failed, and not taken back." in run.lines
    assert f"  now:    package {touched.package()}, setup state broken" in run.lines
    assert "  bind it by `sfl rollback`" in run.lines


def test_what_cannot_be_read_is_not_guessed(sfl: Sfl, touched: Emulated) -> None:
    touched.fault("server_error", times=None, path="/v1/groups/.*/connections", skip=2)  # the plan's, the last look
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "deploy of stub: failed; what is live could not be read." in run.lines
    assert "  `sfl plan` reads it again" in run.lines


def test_a_package_bound_by_somebody_else_meanwhile_is_left(
    sfl: Sfl, touched: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They bind theirs right after the command: ours is not live, and theirs is not ours to take back."""
    other = touched.upload({"connector.py": "# theirs\n"})
    touched.forget()

    def deploys(*_: object) -> int:
        late = touched.upload({"connector.py": "# theirs, later\n"})
        touched.change(config={"package_id": late})
        return 0

    monkeypatch.setattr("sfl.command.run", deploys)
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "  somebody else bound another package meanwhile: it is left as it is" in run.lines
    assert touched.package() not in {other, touched.packages()[0]}


def test_a_package_bound_since_the_plan_is_left(sfl: Sfl, touched: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = touched.upload({"connector.py": "# theirs\n"})

    def shown(_: object) -> None:
        touched.change(config={"package_id": theirs})

    monkeypatch.setitem(__import__("sfl.deploy").deploy.FORMATS, "table", shown)
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert "another package was bound since the plan was made: plan again" in run.err
    assert touched.package() == theirs


def test_a_first_deploy_whose_setup_tests_fail_is_left_paused(sfl: Sfl, fivetran: Emulated) -> None:
    """There is no package to go back to; what is deleted could not be undone, what is paused does nothing."""
    fivetran.fault("setup_tests_fail", times=2)
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "deploy of stub: failed; the new connection is left paused." in run.lines
    assert "  nothing syncs until `sfl deploy stub` passes" in run.lines
    assert fivetran.connection()["paused"] is True


def test_the_deploy_after_such_a_first_one_sends_the_values_again(sfl: Sfl, fivetran: Emulated) -> None:
    fivetran.fault("setup_tests_fail", times=2)
    sfl("deploy", "stub")
    fivetran.forget()
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert "POST /v1/connector-sdk/packages" not in fivetran.calls()
    assert fivetran.connection()["status"]["setup_state"] == "connected"


def test_a_first_sync_that_fails_leaves_the_connection_paused(sfl: Sfl, fivetran: Emulated) -> None:
    fivetran.fault("sync_fails")
    run = sfl("deploy", "stub", "--sync")
    assert run.code == 1
    assert "deploy of stub: failed; the new connection is left paused." in run.lines
    assert fivetran.connection()["paused"] is True


def test_a_first_deploy_that_is_refused_leaves_nothing(sfl: Sfl, fivetran: Emulated) -> None:
    fivetran.fault("forbidden", path="/v1/connectors$", method="POST")
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert run.lines[-1] == "  now:    no connection"
    assert (fivetran.connections(), fivetran.packages()) == ([], [])


def test_configuration_that_fails_goes_back_to_the_keys_before(
    sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_MODE", "warn")
    deployed.fault("setup_tests_fail", path="/test$")
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "deploy of stub: failed and taken back." in run.lines
    assert "  the configuration keeps the values that were sent: Fivetran gives none back" in run.lines
    assert deployed.stored() == ["password", "rows", "username"]


def test_dropped_keys_that_are_lost_are_named(sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFL_STUB_ROWS")
    deployed.fault("setup_tests_fail", path="/test$")
    run = sfl("deploy", "stub", "--drop-keys")
    assert run.code == 1
    assert "  the stored keys rows are lost: Fivetran gives no value back" in run.lines


def test_values_whose_answer_is_lost_are_sent_again(sfl: Sfl, deployed: Emulated) -> None:
    """They cannot be read; sending them twice does what sending them once does."""
    deployed.fault("patch_lost", seconds=0, **CHANGE)
    assert sfl("deploy", "stub", "--rotate").code == 0
    assert len(deployed.bodies("PATCH")) == 2


def test_a_refused_configuration_leaves_the_connection_untouched(sfl: Sfl, deployed: Emulated) -> None:
    deployed.fault("forbidden", **CHANGE)
    run = sfl("deploy", "stub", "--rotate")
    assert run.code == 3
    assert "deploy of stub: failed; the connection is untouched." in run.lines
    assert "the role of FIVETRAN_API_KEY may not do this" in run.err


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
