"""What the workflows do on main, by hand, and when something is wrong: seen from Fivetran, and in what they print."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from rehearsal import MARK, MARKS, Rehearsal, Run

UPLOAD = ("POST", "/v1/connector-sdk/packages")
CREATE = ("POST", "/v1/connectors")
UPDATE = ("PATCH", "/v1/connectors/{id}")
TEST = ("POST", "/v1/connections/{id}/test")
CLEANED = "Success - Main no configuration.json stays"


def test_a_first_deploy_ships_the_commit_and_makes_the_connection(rehearsal: Rehearsal) -> None:
    commit = rehearsal.git("rev-parse", "HEAD").strip()
    run = rehearsal.act("push")
    assert run.jobs() == {"plan": True, "deploy": True}
    assert rehearsal.changes() == [UPLOAD, CREATE, TEST]
    shipped = rehearsal.uploaded(rehearsal.live())
    assert shipped.pop("configuration_form.pb")  # the SDK's own packager adds it
    manifest = json.loads(shipped.pop("manifest.json"))
    assert (manifest["commit"], manifest["modified"]) == (commit, False)
    assert shipped == rehearsal.committed()
    assert_nothing_leaked(run, rehearsal)


def test_a_changed_connector_is_deployed_again(rehearsal: Rehearsal) -> None:
    before = rehearsal.deploy()
    rehearsal.replace("account.py", "TEST_ATTEMPTS = 3", "TEST_ATTEMPTS = 4")
    run = rehearsal.act("push")
    assert run.jobs() == {"plan": True, "deploy": True}
    assert rehearsal.changes() == [UPLOAD, UPDATE, TEST]
    assert rehearsal.live() != before
    assert rehearsal.uploaded(rehearsal.live())["account.py"] == rehearsal.committed()["account.py"]
    assert_nothing_leaked(run, rehearsal)


def test_without_a_change_nobody_is_asked_to_approve_and_nothing_is_sent(rehearsal: Rehearsal) -> None:
    rehearsal.deploy()
    (rehearsal.root / "docker/README").touch()
    rehearsal.commit("docker: something that no package holds")
    run = rehearsal.act("push")
    assert run.jobs() == {"plan": True}
    assert rehearsal.changes() == []
    assert_nothing_leaked(run, rehearsal)


def test_a_dry_run_plans_and_sends_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.deploy()
    rehearsal.replace("account.py", "TEST_ATTEMPTS = 3", "TEST_ATTEMPTS = 4")
    run = rehearsal.act("workflow_dispatch", "dry-run=true")
    assert run.jobs() == {"plan": True}
    assert rehearsal.changes() == []


def test_a_rotated_secret_is_sent_without_an_upload(rehearsal: Rehearsal) -> None:
    before = rehearsal.deploy()
    run = rehearsal.act("workflow_dispatch", "rotate=true", SFL_ONGAGE_EMAIL_HASH_KEY=f"{MARK} anew")
    assert run.jobs() == {"plan": True, "deploy": True}
    assert "PATCH" in {method for method, _ in rehearsal.changes()}
    assert UPLOAD not in rehearsal.changes()
    assert rehearsal.live() == before
    assert_nothing_leaked(run, rehearsal)


def test_what_fails_its_setup_tests_is_taken_back(rehearsal: Rehearsal) -> None:
    """The new code sends a header that Ongage does not know: its login is refused."""
    before = rehearsal.deploy()
    rehearsal.replace("api.py", '"X_USERNAME"', '"X_USER"')
    run = rehearsal.act("push")
    assert run.jobs() == {"plan": True, "deploy": False}
    assert rehearsal.changes()[:2] == [UPLOAD, UPDATE]
    assert rehearsal.live() == before
    assert "setup tests passed" in run.log
    assert run.log.count(CLEANED) == 2
    assert_nothing_leaked(run, rehearsal)


def test_a_rollback_by_hand_binds_the_package_before(rehearsal: Rehearsal) -> None:
    before = rehearsal.deploy()
    rehearsal.replace("account.py", "TEST_ATTEMPTS = 3", "TEST_ATTEMPTS = 4")
    rehearsal.deploy()
    run = rehearsal.act("workflow_dispatch", "rollback=previous")
    assert run.jobs() == {"rollback": True}
    assert rehearsal.live() == before
    assert UPLOAD not in rehearsal.changes()
    assert_nothing_leaked(run, rehearsal)


def test_a_rollback_by_hand_binds_the_package_that_was_named(rehearsal: Rehearsal) -> None:
    first = rehearsal.deploy()
    for attempts in ("4", "5"):
        rehearsal.replace("account.py", "TEST_ATTEMPTS = ", f"TEST_ATTEMPTS = {attempts} + ")
        rehearsal.deploy()
    run = rehearsal.act("workflow_dispatch", f"rollback={first}")
    assert run.jobs() == {"rollback": True}
    assert rehearsal.live() == first


def test_a_missing_secret_is_named_and_fivetran_is_not_asked(rehearsal: Rehearsal) -> None:
    run = rehearsal.act("push", SFL_ONGAGE_PASSWORD="")
    assert run.jobs() == {"plan": False}
    assert "SFL_ONGAGE_PASSWORD" in run.log
    assert rehearsal.calls() == []
    assert CLEANED in run.log
    assert_nothing_leaked(run, rehearsal)


@pytest.mark.parametrize("name", ["FIVETRAN_API_KEY", "ONGAGE_FIVETRAN_DESTINATION"])
def test_a_missing_secret_of_the_deploy_is_named(rehearsal: Rehearsal, name: str) -> None:
    run = rehearsal.act("push", **{name: ""})
    assert run.jobs() == {"plan": False}
    assert name in run.log
    assert rehearsal.calls() == []


def test_a_wrong_api_key_changes_nothing(rehearsal: Rehearsal) -> None:
    wrong = b64encode(f"{MARK}:{MARK}".encode()).decode()
    run = rehearsal.act("push", FIVETRAN_API_KEY=wrong)
    assert run.jobs() == {"plan": False}
    assert "FIVETRAN_API_KEY" in run.log
    assert {status for _, _, status in rehearsal.calls()} == {401}
    assert rehearsal.changes() == []
    assert CLEANED in run.log
    assert wrong[:8] not in run.log
    assert_nothing_leaked(run, rehearsal)


def test_a_connector_whose_tests_fail_is_not_deployed(rehearsal: Rehearsal) -> None:
    test = rehearsal.root / "tests/connectors/ongage/test_quick.py"
    test.write_text("def test_that_fails() -> None:\n    raise AssertionError\n", encoding="utf-8")
    rehearsal.commit("ongage: a test that fails")
    run = rehearsal.act("push")
    assert run.jobs() == {"plan": False}
    assert rehearsal.calls() == []


def assert_nothing_leaked(run: Run, rehearsal: Rehearsal) -> None:
    """Nothing hides a secret here, as GitHub would in the log."""
    seen = [run.log.encode(), json.dumps(rehearsal.sandbox.requests("fivetran")).encode()]
    for package in rehearsal.sandbox.inspect("fivetran", "packages"):
        seen += rehearsal.uploaded(package["id"]).values()
    assert [mark for mark in MARKS for text in seen if mark.encode() in text] == []
