"""Every fault of EveryAction that is not one of any HTTP service, ordered and seen."""

from __future__ import annotations

from typing import Any

import requests

from everyaction_api import SERVICE, Api
from sandbox.server import Sandbox

CODES = "/v4/codes$"
LATER = {"dateChangedTo": None}


def numbers(page: dict[str, Any]) -> list[int]:
    return [row["codeId"] for row in page["items"]]


def second(api: Api) -> dict[str, Any]:
    return dict(api.get("codes", **{"$top": 20, "$skip": 20}).json())


def test_one_path_can_be_forbidden_while_others_answer(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "forbidden", path=CODES)
    assert [api.get(path).status_code for path in ("codes", "folders", "codes")] == [403, 200, 403]


def test_a_resource_can_be_missing(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "resource_missing", resource="Contacts")
    assert "Contacts" not in api.get("changedEntityExportJobs/resources").json()
    assert api.get("changedEntityExportJobs/fields/Contacts").status_code == 403
    assert api.order().status_code == 403
    assert api.order(resourceType="Contributions").status_code == 201


def test_items_can_be_null(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "null_items", path=CODES)
    assert api.get("codes").json()["items"] is None


def test_children_that_were_asked_for_can_be_null(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "null_children")
    assert {event["shifts"] for event in api.get("events", **{"$expand": "shifts"}).json()["items"]} == {None}


def test_rows_can_come_twice_or_be_skipped_between_pages(sandbox: Sandbox, api: Api) -> None:
    plain = numbers(second(api))
    sandbox.fault(SERVICE, "duplicate_rows", rows=2)
    assert numbers(second(api))[2:] == plain[:-2]
    sandbox.fault(SERVICE, "shifted_rows", rows=2)
    assert numbers(second(api))[:-2] == plain[2:]
    assert numbers(second(api)) == plain


def test_the_count_of_a_page_can_be_wrong(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "total_wrong", total=7)
    assert [second(api)["count"] == 7 for _ in range(2)] == [True, False]


def test_links_can_go_on_for_ever_without_items(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "link_endless", path="savedLists")
    page = api.get("savedLists", **{"$skip": 100}).json()
    assert page["items"] == []
    again = requests.get(page["nextPageLink"], auth=api.auth, timeout=20).json()
    assert (again["items"], again["nextPageLink"] != page["nextPageLink"]) == ([], True)


def test_a_link_can_lead_to_another_host(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "link_foreign", times=2)
    assert second(api)["nextPageLink"].startswith("http://localhost:")
    named = requests.get(f"{api.url}/events", headers={"Host": "sandbox:8900"}, auth=api.auth, timeout=20)
    assert named.json()["nextPageLink"].startswith("http://127.0.0.1:8900/")


def test_a_page_that_is_too_large_can_be_cut_instead_of_refused(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "top_clamps", path="/v4/people")
    assert len(api.get("people", email="person", **{"$top": 500}).json()["items"]) == 50
    assert api.get("codes", **{"$top": 500}).status_code == 400


def looks(api: Api, count: int) -> list[dict[str, Any]]:
    path = f"changedEntityExportJobs/{api.order().json()['exportJobId']}"
    return [api.get(path).json() for _ in range(count)]


def statuses(api: Api, count: int) -> list[str]:
    return [look["jobStatus"] for look in looks(api, count)]


def test_a_job_can_fail_with_a_code_and_a_message(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "job_fails")
    last = looks(api, 3)[-1]
    assert (last["jobStatus"], last["code"], last["files"]) == ("Error", "E-7F3A", [])
    assert last["message"] == "The export could not be processed."
    assert statuses(api, 3)[-1] == "Complete"


def test_a_job_can_hang(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "job_hangs")
    assert statuses(api, 5) == ["Pending", *["InProcess"] * 4]


def test_a_job_can_vanish(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "job_vanishes")
    assert api.get(f"changedEntityExportJobs/{api.order().json()['exportJobId']}").status_code == 404


def test_a_job_can_have_a_status_that_nobody_knows(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "job_status", status="Queued")
    assert statuses(api, 3) == ["Queued", "Queued", "Complete"]


def test_a_job_fails_while_its_window_holds_too_much(sandbox: Sandbox, api: Api) -> None:
    rows = api.job()["exportedRecordCount"]
    sandbox.fault(SERVICE, "job_too_large", max_rows=rows)
    assert statuses(api, 3)[-1] == "Complete"
    sandbox.clear_faults(SERVICE)
    sandbox.fault(SERVICE, "job_too_large", max_rows=rows - 1)
    assert statuses(api, 3)[-1] == "Error"


def test_a_job_can_end_earlier_than_asked(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "clamped_to", seconds=7200)
    assert api.order().json()["dateChangedTo"] == "2026-10-31T18:00:00-04:00"
    assert api.order().json()["dateChangedTo"] == "2026-10-31T20:00:00-04:00"


def test_the_count_of_an_export_can_be_wrong(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "count_wrong", count=3)
    job = api.job()
    assert job["exportedRecordCount"] == 3
    assert len(api.lines(job)) > 3


def test_an_export_of_nothing_has_a_header_or_no_file(sandbox: Sandbox, api: Api) -> None:
    nothing = {"dateChangedFrom": "2026-10-31T00:00:00Z", "dateChangedTo": "2026-10-31T00:00:01Z"}
    (file,) = api.files(api.job(**nothing))
    assert file.startswith(b"VanID,FirstName,")
    assert file.count(b"\r\n") == 1
    sandbox.fault(SERVICE, "no_file")
    assert api.job(**nothing)["files"] == []


def test_merged_contacts_can_just_vanish(sandbox: Sandbox, api: Api) -> None:
    sandbox.advance(SERVICE, days=5)
    assert {line["ChangeTypeID"] for line in api.lines(api.job(**LATER))} == {"1", "3", "4"}
    sandbox.fault(SERVICE, "merge_vanishes")
    assert {line["ChangeTypeID"] for line in api.lines(api.job(**LATER))} == {"1", "4"}


def test_late_rows_belong_to_a_day_that_was_read_before(sandbox: Sandbox, api: Api) -> None:
    before = {line["VanID"] for line in api.lines(api.job())}
    sandbox.fault(SERVICE, "late_rows", count=2, days_ago=30)
    late = {line["VanID"] for line in api.lines(api.job())} - before
    assert len(late) == 2
    for bound in ({"dateChangedFrom": "2026-10-04T00:00:00Z"}, {"dateChangedTo": "2026-10-02T00:00:00Z"}):
        assert late.isdisjoint(line["VanID"] for line in api.lines(api.job(**bound)))


def test_a_field_can_appear_in_the_file_and_in_the_fields(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "new_field", name="ShoeSize")
    assert {line["ShoeSize"] for line in api.lines(api.job())} == {"new"}
    assert api.get("changedEntityExportJobs/fields/Contacts").json()[-1]["fieldName"] == "ShoeSize"
