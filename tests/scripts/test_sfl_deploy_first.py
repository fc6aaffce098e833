"""A deploy with no package to go back to, or none to upload: what a failure leaves is safe, and said."""

from __future__ import annotations

import pytest

from checkout import Sfl
from emulated import CHANGE, Emulated

pytestmark = pytest.mark.once


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


def test_a_first_deploy_whose_answer_is_lost_is_found_by_reading(sfl: Sfl, fivetran: Emulated) -> None:
    fivetran.fault("truncated", path="/v1/connectors$", method="POST")
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert run.lines[-2] == f"  now:    package {fivetran.package()}, setup tests passed, paused"


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
