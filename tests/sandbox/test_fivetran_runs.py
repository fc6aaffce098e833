"""Packages that run for real: setup tests and syncs, in an interpreter that knows nothing else of ours."""

from pathlib import Path

import pytest

from fivetran_client import SECRET, Fivetran, archive, config
from sandbox.app import Settings
from sandbox.server import running

pytestmark = pytest.mark.once


def checked(fivetran, path):
    """The one setup test of a connection, run now."""
    (found,) = fivetran.post(f"{path}/test").json()["data"]["setup_tests"]
    return found


def test_a_package_finds_its_own_modules_what_it_requires_and_its_configuration(fivetran):
    files = {"helper.py": "import requests", "requirements.txt": "# exact\ntenacity==9.2.1\n"}
    path = fivetran.running("pass", imports="import helper, tenacity", files=files)
    assert checked(fivetran, path) == {"title": "Log in", "status": "PASSED", "message": ""}
    assert fivetran.data(path)["status"]["setup_state"] == "connected"


@pytest.mark.parametrize(
    ("do", "status", "message"),
    [
        ("refuse", "FAILED", "the source refused ******"),
        ("raise", "JOB_FAILED", "RuntimeError: no answer for ******"),
    ],
)
def test_a_failing_setup_test_says_why_without_a_secret(fivetran, do, status, message):
    path = fivetran.running(do)
    assert checked(fivetran, path) == {"title": "Log in", "status": status, "message": message}
    assert fivetran.data(path)["status"]["setup_state"] == "incomplete"


def test_an_update_whose_setup_tests_fail_is_applied_all_the_same(fivetran):
    path = fivetran.running("pass")
    fivetran.sandbox.order("fivetran", "pretend", pretend=True)
    checked(fivetran, path)
    fivetran.sandbox.order("fivetran", "pretend", pretend=False)
    answer = fivetran.patch(path, {"config": config("refuse", package_id=fivetran.uploaded())})
    assert (answer.status_code, answer.json()["data"]["setup_tests"][0]["status"]) == (200, "FAILED")
    found = fivetran.data(path)
    assert (found["config"]["package_id"], found["status"]["setup_state"]) == ("package_0003", "broken")


def test_setup_tests_run_only_when_they_are_wanted(fivetran):
    path = fivetran.running("refuse")
    assert fivetran.patch(path, {"paused": True, "run_setup_tests": False}).json()["data"]["setup_tests"] == []
    assert fivetran.sandbox.inspect("fivetran", "runs") == []


@pytest.mark.parametrize("imports", ["import sandbox", "import typer"])
def test_a_package_that_imports_what_only_this_machine_has_fails(fivetran, monkeypatch, imports):
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    found = checked(fivetran, fivetran.running(imports=imports))
    assert found["status"] == "JOB_FAILED"
    assert found["message"].startswith("ModuleNotFoundError: No module named")


def test_a_requirement_that_is_not_installed_here_is_named(fivetran):
    found = checked(fivetran, fivetran.running(files={"requirements.txt": "no_such.thing==1.0"}))
    message = "ValueError: requirements.txt names no-such-thing, which this sandbox has not installed"
    assert (found["status"], found["message"]) == ("JOB_FAILED", message)


def test_a_package_that_ends_its_interpreter_fails_its_tests(fivetran):
    found = checked(fivetran, fivetran.running(imports="import os; os._exit(3)"))
    assert (found["status"], found["message"]) == ("JOB_FAILED", "the interpreter ended with code 3")


def test_a_sync_emits_rows_and_warnings_and_the_next_one_goes_on_from_its_state(fivetran):
    path = fivetran.running("warn")
    first = fivetran.synced(path)
    second = fivetran.synced(path)
    runs = fivetran.sandbox.inspect("fivetran", "runs")
    assert [(run["work"], run["rows"], run["failure"]) for run in runs] == [
        ("sync", {"orders": 1}, None),
        ("sync", {"orders": 2}, None),
    ]
    assert first["succeeded_at"] < second["succeeded_at"]
    assert (second["status"]["sync_state"], second["status"]["is_historical_sync"]) == ("scheduled", False)
    assert [warning["details"] for warning in second["status"]["warnings"]] == ["one list was refused to ******"]


@pytest.mark.parametrize(
    ("do", "reason"), [("fail", "ValueError: the source refused ******"), ("report", "the source is closed")]
)
def test_a_sync_that_fails_says_why_without_a_secret(fivetran, do, reason):
    found = fivetran.synced(fivetran.running(do))
    assert [task["details"] for task in found["status"]["tasks"]] == [reason]
    assert (found["succeeded_at"], found["status"]["update_state"]) == (None, "delayed")
    assert found["failed_at"] > found["created_at"]
    assert SECRET not in str(fivetran.sandbox.inspect("fivetran", "runs"))


def test_the_sync_after_a_failed_one_goes_on_from_its_last_checkpoint(fivetran):
    path = fivetran.running("fail")
    fivetran.synced(path)
    fivetran.patch(path, {"config": config("pass"), "run_setup_tests": False})
    found = fivetran.synced(path)
    assert (found["status"]["tasks"], found["status"]["update_state"]) == ([], "on_schedule")
    assert fivetran.sandbox.inspect("fivetran", "runs")[-1]["rows"] == {"orders": 2}


def test_a_paused_connection_is_not_synced_though_the_answer_says_so(pretending):
    path = pretending.connection(paused=True)
    found = pretending.synced(path)
    assert (found["status"]["sync_state"], found["succeeded_at"]) == ("paused", None)


def test_the_clock_makes_a_connection_due(pretending):
    path = pretending.connection(paused=False)
    pretending.sandbox.advance("fivetran", hours=5)
    assert pretending.data(path)["succeeded_at"] is None
    pretending.sandbox.advance("fivetran", hours=1)
    assert pretending.data(path)["succeeded_at"] == "2026-11-02T18:00:01Z"


@pytest.mark.parametrize("changed", [{"paused": True}, {"schedule_type": "manual"}])
def test_no_schedule_syncs_a_connection_that_is_paused_or_manual(pretending, changed):
    path = pretending.connection(**{"paused": False, **changed})
    pretending.sandbox.advance("fivetran", days=7)
    assert pretending.data(path)["succeeded_at"] is None


def test_a_pretended_run_passes_whatever_the_package_holds(pretending):
    package_id = pretending.uploaded(archive(imports="import nothing_like_it"))
    path = pretending.connection(config=config("refuse", schema="orders", package_id=package_id), paused=False)
    assert checked(pretending, path)["status"] == "PASSED"
    assert pretending.synced(path)["succeeded_at"] == "2026-11-02T12:00:01Z"


def test_pretending_is_a_setting_that_a_reset_brings_back():
    with running(Settings(fivetran_pretend=True)) as sandbox:
        client = Fivetran(sandbox)
        sandbox.order("fivetran", "pretend", pretend=False)
        sandbox.reset("fivetran")
        assert checked(client, client.running("refuse"))["status"] == "PASSED"


def test_a_sync_that_runs_is_not_begun_again_unless_forced(fivetran):
    path = fivetran.running(imports="import time; time.sleep(600)")
    fivetran.post(f"{path}/sync")
    assert fivetran.data(path)["status"]["sync_state"] == "syncing"
    assert fivetran.post(f"{path}/sync").status_code == 409
    assert fivetran.post(f"{path}/sync", {"force": True}).status_code == 200


def test_a_reset_ends_the_syncs_that_run(fivetran):
    path = fivetran.running(imports="import time; time.sleep(600)")
    fivetran.post(f"{path}/sync")
    fivetran.sandbox.reset("fivetran")
    assert fivetran.sandbox.order("fivetran", "wait") == {"runs": 0}
