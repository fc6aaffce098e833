"""A deploy that fails after it changed something is taken back, or `sfl` says exactly what is live."""

from __future__ import annotations

import pytest

from checkout import MARK, Sfl
from emulated import CHANGE, Emulated

pytestmark = pytest.mark.once


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


def test_a_fivetran_out_of_reach_does_not_end_the_wait_for_a_sync(sfl: Sfl, deployed: Emulated) -> None:
    """More failing answers than attempts, after the five readings before the first look."""
    deployed.fault("server_error", times=7, skip=5, path="/v1/connections/[^/]+$", method="GET")
    run = sfl("deploy", "stub", "--sync")
    assert (run.code, run.err) == (0, "")
    (order,) = deployed.sandbox.faults("fivetran")
    assert order["fired"] == 7


def test_a_sync_that_somebody_pauses_is_not_waited_for(
    sfl: Sfl, touched: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = touched.package()
    monkeypatch.setattr("sfl.fivetran.Fivetran.sync", lambda *_: touched.change(paused=True))
    run = sfl("deploy", "stub", "--sync")
    assert run.code == 1
    assert "the connection was paused, so that no sync runs" in run.err
    assert (touched.package(), touched.connection()["paused"]) == (before, False)


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
