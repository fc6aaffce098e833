"""The emulated EveryAction API: login, pages, exports and their files, as its reference says."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from everyaction_api import SERVICE, Api
from sandbox.server import Sandbox

MAIL_PARTS = "emailMessageContent,EmailMessageContentDistributions"


@pytest.mark.parametrize("login", [("", "sandbox"), ("app", "other|1"), ("app", "sandbox|2")])
def test_a_wrong_login_is_refused(api: Api, login: tuple[str, str]) -> None:
    api.auth = login
    answer = api.get("apiKeyProfiles")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("key", ["sandbox", "sandbox|0", "sandbox|1"])
def test_a_key_is_known_by_its_profile(api: Api, key: str) -> None:
    api.auth = ("app", key)
    assert api.get("apiKeyProfiles").json()["items"][0]["username"] == "riverside.sync"


def test_pages_are_linked_absolutely_with_a_port(sandbox: Sandbox, api: Api) -> None:
    first = api.get("codes", **{"$top": 20, "$orderby": "dateModified desc"}).json()
    assert (len(first["items"]), first["nextPageLink"].partition("?")[0]) == (20, f"{sandbox.url}/everyaction/v4/codes")
    links, rows = [first["nextPageLink"]], first["items"]
    while links[-1]:
        page = requests.get(links[-1], auth=api.auth, timeout=20).json()
        rows, links = [*rows, *page["items"]], [*links, page["nextPageLink"]]
    assert len({row["codeId"] for row in rows}) == len(rows) == first["count"]
    assert [row["dateModified"] for row in rows] == sorted((row["dateModified"] for row in rows), reverse=True)


@pytest.mark.parametrize(("path", "usual", "most"), [("codes", 50, 200), ("events", 10, 50), ("savedLists", 50, 100)])
def test_a_page_has_its_usual_and_its_largest_size(api: Api, path: str, usual: int, most: int) -> None:
    answer = api.get(path).json()
    assert len(answer["items"]) == min(usual, answer["count"])
    refused = api.get(path, **{"$top": most + 1})
    assert (refused.status_code, refused.json()["errors"][0]["properties"]) == (400, ["$top"])


def test_what_is_not_expanded_is_null_and_what_does_not_exist_is_refused(api: Api) -> None:
    plain, expanded = (api.get("events", **query).json()["items"][0] for query in ({}, {"$expand": "shifts,roles"}))
    assert (plain["shifts"], plain["roles"], expanded["codes"]) == (None, None, None)
    assert len(expanded["roles"]) == 2
    refused = api.get("events", **{"$expand": "people"})
    assert (refused.status_code, "shifts" in refused.json()["errors"][0]["hint"]) == (400, True)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"dateChangedFrom": "2026-08-01T00:00:00Z"}, "dateChangedFrom"),
        ({"dateChangedTo": "2026-08-10T00:00:00Z"}, "dateChangedTo"),
        ({"dateChangedTo": "2026-11-03T00:00:00Z"}, "dateChangedTo"),
        ({"dateChangedFrom": "yesterday"}, "dateChangedFrom"),
        ({"dateChangedFrom": None}, "dateChangedFrom"),
        ({"resourceType": "People"}, "resourceType"),
        ({"requestedFields": ["HomeFax"]}, "requestedFields"),
        ({"requestedCustomFieldIds": [999]}, "requestedCustomFieldIds"),
        ({"fileSizeKbLimit": 10}, "fileSizeKbLimit"),
    ],
    ids=repr,
)
def test_an_order_that_makes_no_sense_is_refused(api: Api, changed: dict[str, Any], named: str) -> None:
    answer = api.order(**changed)
    assert answer.status_code == 400
    assert named in answer.json()["errors"][0]["properties"]


def test_an_order_is_answered_with_what_was_accepted(sandbox: Sandbox, api: Api) -> None:
    answer = api.order(requestedFields=["WorkEmail"])
    assert (answer.status_code, answer.json()["requestedFields"], answer.json()["fileSizeKbLimit"]) == (
        201, ["WorkEmail"], 40_000,
    )  # fmt: skip
    sandbox.fault(SERVICE, "echo_drops", property="requestedFields")
    assert "requestedFields" not in api.order(requestedFields=["WorkEmail"]).json()


def test_an_export_holds_what_changed_in_its_window_as_it_is_now(sandbox: Sandbox, api: Api) -> None:
    whole, early = api.job(), api.job(dateChangedTo="2026-09-10T00:00:00Z")
    assert whole["exportedRecordCount"] == len(api.lines(whole)) > len(api.lines(early)) > 0
    now = {line["VanID"]: line for line in api.lines(whole)}
    assert [line for line in api.lines(early) if line["VanID"] in now and line != now[line["VanID"]]] == []


def test_suppressed_contacts_come_only_when_asked_for(api: Api) -> None:
    asked = {line["ChangeTypeID"] for line in api.lines(api.job())}
    assert asked > {"1"}
    assert {line["ChangeTypeID"] for line in api.lines(api.job(includeInactive=False))} == {"1"}


def test_the_file_host_is_another_port_and_wants_no_login(sandbox: Sandbox, api: Api) -> None:
    link = api.job()["files"][0]["downloadUrl"]
    assert link.startswith(f"{sandbox.files_url}/files/")
    assert requests.get(link, timeout=20).status_code == 200
    assert requests.get(link, auth=api.auth, timeout=20).status_code == 400
    assert requests.get(link.replace("sig=s", "sig=t"), timeout=20).status_code == 403
    assert requests.get(link.replace(sandbox.files_url, sandbox.url), timeout=20).status_code == 404


def test_a_link_ends_after_twenty_days(sandbox: Sandbox, api: Api) -> None:
    link = api.job()["files"][0]["downloadUrl"]
    sandbox.advance(SERVICE, days=20)
    assert requests.get(link, timeout=20).status_code == 200
    sandbox.advance(SERVICE, seconds=1)
    assert requests.get(link, timeout=20).status_code == 403


def test_a_later_day_has_new_changed_and_removed_rows(sandbox: Sandbox, api: Api) -> None:
    order = {"resourceType": "ContactsActivistCodes", "dateChangedFrom": "2026-11-01T00:00:00Z", "dateChangedTo": None}
    before = {line["ContactsActivistCodeID"] for line in api.lines(api.job(**order))}
    sandbox.advance(SERVICE, days=30)
    after = api.lines(api.job(**order))
    assert before < {line["ContactsActivistCodeID"] for line in after}
    removed = {line["IsDeleted"].lower() for line in after if line["ChangeTypeID"] == "3"}
    assert removed != set()
    assert removed <= {"true", "1"}


def test_counters_of_a_mail_lag_and_grow(sandbox: Sandbox, api: Api) -> None:
    def opened() -> int:
        details = [
            api.get(f"email/message/{row['foreignMessageId']}", **{"$expand": MAIL_PARTS}).json()
            for row in api.get("email/messages", **{"$top": 20, "$orderby": "dateModified desc"}).json()["items"]
        ]
        sent = [v["emailMessageContentDistributions"] for found in details for v in found["emailMessageContent"]]
        return sum(counters["openCount"] for counters in sent if counters)

    before = opened()
    sandbox.advance(SERVICE, hours=30)
    assert opened() > before


def test_people_are_found_by_a_criterion_only(api: Api) -> None:
    assert api.get("people").status_code == 400
    found = api.get("people", firstName="zo").json()["items"]
    assert {person["firstName"] for person in found} == {"Zoë"}
    assert api.get(f"people/{found[0]['vanId']}").json()["vanId"] == found[0]["vanId"]


def test_a_fresh_start_is_always_the_same(sandbox: Sandbox, api: Api) -> None:
    before = api.lines(api.job())
    sandbox.advance(SERVICE, days=9)
    sandbox.reset(SERVICE)
    assert api.lines(api.job()) == before
