"""What a week changes at the emulated EveryAction, and what only asking for ids can reach."""

from __future__ import annotations

from typing import Any

import pytest

from everyaction_api import SERVICE, Api
from sandbox.server import Sandbox

pytestmark = pytest.mark.once

WEEK = {"dateChangedFrom": "2026-11-02T12:00:00Z", "dateChangedTo": None}


def keyed(rows: list[dict[str, Any]], key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows}


@pytest.mark.parametrize(
    ("resource", "key"), [("Contacts", "VanID"), ("Contributions", "ContributionID")], ids=lambda name: name
)
def test_a_week_has_new_and_changed_rows(sandbox: Sandbox, api: Api, resource: str, key: str) -> None:
    before = keyed(api.lines(api.job(resourceType=resource, dateChangedTo=None)), key)
    sandbox.advance(SERVICE, days=7)
    week = keyed(api.lines(api.job(resourceType=resource, **WEEK)), key)
    assert week.keys() - before.keys() != set()
    assert [row for name, row in week.items() if name in before and row != before[name]] != []


def test_a_week_suppresses_and_merges_contacts_and_removes_activist_codes(sandbox: Sandbox, api: Api) -> None:
    sandbox.advance(SERVICE, days=7)
    ended = {(line["VanID"], line["ChangeTypeID"]) for line in api.lines(api.job(**WEEK))}
    assert {("204511003", "3"), ("204511002", "4")} < ended
    removed = [
        line for line in api.lines(api.job(resourceType="ContactsActivistCodes", **WEEK)) if line["ChangeTypeID"] == "3"
    ]
    assert {line["IsDeleted"].lower() for line in removed} <= {"true", "1"}
    assert len(removed) >= 1


@pytest.mark.parametrize(
    ("path", "key", "days"),
    [
        ("codes", "codeId", 7),
        ("events", "eventId", 10),
        ("locations", "locationId", 7),
        ("email/messages", "foreignMessageId", 7),
    ],
    ids=["codes", "events", "locations", "mails"],
)
def test_records_are_added_and_deleted(sandbox: Sandbox, api: Api, path: str, key: str, days: int) -> None:
    before = keyed(api.pages(path), key)
    sandbox.advance(SERVICE, days=days)
    after = keyed(api.pages(path), key)
    assert after.keys() - before.keys() != set()
    assert before.keys() - after.keys() != set()


def test_a_week_changes_codes_and_moves_events(sandbox: Sandbox, api: Api) -> None:
    codes, events = keyed(api.pages("codes"), "codeId"), keyed(api.pages("events"), "eventId")
    sandbox.advance(SERVICE, days=7)
    newest = api.get("codes", **{"$orderby": "dateModified desc", "$top": 8}).json()["items"]
    assert [code for code in newest if code["codeId"] in codes and code != codes[code["codeId"]]] != []
    later = api.pages("events")
    assert [one for one in later if one["startDate"] != events.get(one["eventId"], one)["startDate"]] != []


def test_a_week_adds_removes_and_changes_signups(sandbox: Sandbox, api: Api) -> None:
    def statuses() -> dict[int, str]:
        events = api.pages("events", **{"$top": 50})
        signups = [one for event in events for one in api.pages("signups", eventId=event["eventId"])]
        return {one["eventSignupId"]: one["status"]["name"] for one in signups}

    before = statuses()
    sandbox.advance(SERVICE, days=7)
    after = statuses()
    assert after.keys() - before.keys() != set()
    assert before.keys() - after.keys() != set()
    assert {after[one] for one in before.keys() & after.keys() if after[one] != before[one]} <= {
        "Confirmed",
        "Completed",
    }
    assert [one for one in before.keys() & after.keys() if after[one] != before[one]] != []


def test_rows_are_those_of_today_whatever_the_window(sandbox: Sandbox, api: Api) -> None:
    before = keyed(api.lines(api.job()), "VanID")
    sandbox.advance(SERVICE, days=7)
    after = keyed(api.lines(api.job(dateChangedFrom="2026-08-17T00:00:00Z")), "VanID")
    assert [
        row for name, row in after.items() if name in before and row["StreetAddress"] > before[name]["StreetAddress"]
    ] != []


def test_some_contacts_are_reached_by_their_id_only(api: Api) -> None:
    window = {line["VanID"] for line in api.lines(api.job(dateChangedTo=None))}
    hidden = [str(van_id) for van_id in range(204_511_000, 204_511_120) if str(van_id) not in window]
    assert len(hidden) > 5
    asked = api.lines(api.job(requestedIds=[int(van_id) for van_id in hidden[:3]] + [1]))
    assert [line["VanID"] for line in asked] == hidden[:3]


def test_asked_ids_are_those_of_the_resource(api: Api) -> None:
    asked = api.lines(api.job(resourceType="ContactsActivistCodes", requestedIds=[900_004]))
    assert [line["ContactsActivistCodeID"] for line in asked] == ["900004"]


def test_requested_fields_and_custom_fields_become_columns(api: Api) -> None:
    line = api.lines(api.job(requestedFields=["WorkEmail"], requestedCustomFieldIds=[157]))[0]
    assert list(line)[-2:] == ["WorkEmail", "Education level"]
    assert "PhoneOptInStatus" not in line
