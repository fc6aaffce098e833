"""What Fivetran can do wrong, fault by fault, seen from a real client."""

import pytest
import requests

from fivetran_client import config

UPDATE = {"paused": False, "run_setup_tests": False}


def test_every_fault_is_listed_with_what_it_does(fivetran):
    answer = requests.get(f"{fivetran.sandbox.url}/_sandbox/fivetran/faults", timeout=5).json()
    known = {fault["fault"]: fault for fault in answer["known"]}
    ours = ["forbidden", "rate_limited", "server_error", "group_missing", "patch_lost", "upload_lost"]
    ours += ["setup_tests_fail", "sync_fails", "sync_hangs"]
    assert [name for name in ours if not known[name]["about"]] == []
    assert known["patch_lost"]["parameters"] == {"seconds": None}
    assert {"unauthorized", "hang", "reset", "malformed"} <= set(known)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"fault": "unauthorized"}, 401, "AuthFailed"),
        ({"fault": "forbidden"}, 403, "Forbidden"),
        ({"fault": "rate_limited"}, 429, "TooManyRequests"),
        ({"fault": "server_error"}, 500, "InternalServerError"),
        ({"fault": "server_error", "status": 503}, 503, "InternalServerError"),
        ({"fault": "group_missing"}, 404, "NotFound_Group"),
    ],
)
def test_a_call_is_refused_in_the_shape_of_every_refusal(pretending, fault, status, code):
    pretending.sandbox.fault("fivetran", **fault)
    answer = pretending.get("groups/sandbox_group/connections")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


@pytest.mark.parametrize(("after", "header"), [(7, "7"), (None, None)])
def test_a_rate_limit_says_how_long_to_wait_or_not(pretending, after, header):
    pretending.sandbox.fault("fivetran", "rate_limited", retry_after=after)
    assert pretending.get("groups").headers.get("retry-after") == header
    assert pretending.get("groups").status_code == 200


def test_a_missing_group_is_not_listed(pretending):
    pretending.sandbox.fault("fivetran", "group_missing")
    assert pretending.data("groups") == {"items": []}


@pytest.mark.parametrize("fault", ["forbidden", "rate_limited", "server_error"])
def test_what_is_refused_was_not_done(pretending, fault):
    path = pretending.connection()
    pretending.sandbox.fault("fivetran", fault, method="PATCH", times=1)
    assert not pretending.patch(path, UPDATE).ok
    assert pretending.data(path)["paused"] is True


def test_an_update_can_be_applied_and_its_answer_never_come(pretending):
    path = pretending.connection()
    pretending.sandbox.fault("fivetran", "patch_lost")
    with pytest.raises(requests.ReadTimeout):
        pretending.call("PATCH", path, json=UPDATE, timeout=0.3)
    assert pretending.data(path)["paused"] is False


def test_an_update_can_be_applied_and_its_answer_be_cut_off(pretending):
    path = pretending.connection()
    pretending.sandbox.fault("fivetran", "patch_lost", seconds=0)
    with pytest.raises(requests.ConnectionError):
        pretending.patch(path, UPDATE)
    assert pretending.data(path)["paused"] is False
    assert pretending.patch(path, UPDATE).status_code == 200


def test_a_refused_update_is_answered_though_answers_get_lost(pretending):
    path = pretending.connection()
    pretending.sandbox.fault("fivetran", "patch_lost", seconds=0)
    assert pretending.patch(path, {"config": {"python_version": "2.7"}}).status_code == 400


def test_a_package_can_be_stored_and_its_id_never_be_told(fivetran):
    fivetran.sandbox.fault("fivetran", "upload_lost", seconds=0)
    with pytest.raises(requests.ConnectionError):
        fivetran.uploaded()
    assert len(fivetran.data("connector-sdk/packages")["items"]) == 1


def test_setup_tests_fail_once_as_ordered(pretending):
    path = pretending.connection()
    pretending.sandbox.fault("fivetran", "setup_tests_fail", message="no luck")
    tests = [pretending.patch(path, {}).json()["data"]["setup_tests"] for _ in range(2)]
    assert tests == [
        [{"title": "Connection test", "status": "FAILED", "message": "no luck"}],
        [{"title": "Connection test", "status": "PASSED", "message": ""}],
    ]


def test_a_sync_fails_as_ordered(pretending):
    path = pretending.connection(paused=False)
    pretending.sandbox.fault("fivetran", "sync_fails")
    found = pretending.synced(path)
    assert [task["details"] for task in found["status"]["tasks"]] == ["The source is gone"]


def test_a_sync_goes_on_for_as_many_looks_as_ordered(pretending):
    path = pretending.connection(paused=False)
    pretending.sandbox.fault("fivetran", "sync_hangs", looks=2)
    pretending.post(f"{path}/sync")
    states = [pretending.data(path)["status"]["sync_state"] for _ in range(4)]
    assert states == ["syncing", "syncing", "scheduled", "scheduled"]


def test_a_sync_that_hangs_for_ever_is_ended_by_a_forced_one(pretending):
    path = pretending.connection(paused=False)
    pretending.sandbox.fault("fivetran", "sync_hangs")
    pretending.post(f"{path}/sync")
    assert {pretending.data(path)["status"]["sync_state"] for _ in range(5)} == {"syncing"}
    pretending.post(f"{path}/sync", {"force": True})
    assert pretending.data(path)["succeeded_at"]


def test_a_creation_whose_setup_tests_fail_leaves_the_connection(pretending):
    pretending.sandbox.fault("fivetran", "setup_tests_fail")
    answer = pretending.created(config=config(schema="orders"))
    assert (answer.status_code, answer.json()["data"]["setup_tests"][0]["status"]) == (201, "FAILED")
    assert pretending.data("connections")["items"][0]["status"]["setup_state"] == "incomplete"
