"""What the emulated EveryAction API gives beside exports: collections, single records, their odd values."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import requests

from everyaction_api import SERVICE, Api
from sandbox.app import Settings
from sandbox.server import Sandbox, running

pytestmark = pytest.mark.once

BOTH_PARTS = "emailMessageContent, EmailMessageContentDistributions"
COLLECTIONS = (
    "activistCodes", "campaigns", "codes", "designations", "email/messages", "events", "financialBatches", "folders",
    "locations", "memberStatuses", "onlineActionsForms", "savedLists", "scores", "supporterGroups", "surveyQuestions",
    "targets",
)  # fmt: skip
BARE = (
    "canvassResponses/contactTypes", "canvassResponses/inputTypes", "canvassResponses/resultCodes",
    "changedEntityExportJobs/resources", "customFields", "events/types", "notes/categories",
)  # fmt: skip


@pytest.mark.parametrize("path", COLLECTIONS)
def test_every_collection_has_items(api: Api, path: str) -> None:
    page = api.get(path).json()
    assert len(page["items"]) > 0
    assert ("count" in page) == (path != "designations")


@pytest.mark.parametrize("path", BARE)
def test_some_collections_are_a_bare_array(api: Api, path: str) -> None:
    assert isinstance(api.get(path).json(), list)


def test_the_smallest_world_shows_every_kind_of_thing() -> None:
    with running(Settings(everyaction_contacts=60)) as small:
        api = Api(small)
        assert [path for path in COLLECTIONS if not api.get(path).json()["items"]] == []
        resources = api.get("changedEntityExportJobs/resources").json()
        assert [name for name in resources if api.job(resourceType=name)["exportedRecordCount"] == 0] == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_known_refusals_are_literal(sandbox: Sandbox, api: Api, status: int) -> None:
    texts = {
        401: {"code": "UNAUTHORIZED", "text": "Invalid credentials."},
        403: {"code": "FORBIDDEN", "text": "Access to this resource is restricted."},
        404: {"code": "NOT_FOUND", "text": "The specified resource cannot be found."},
    }
    sandbox.fault(SERVICE, "status", status=status)
    assert api.get("codes").json() == {"errors": [texts[status]]}


def test_only_the_strict_sandbox_checks_the_user() -> None:
    with running(Settings(everyaction_contacts=60, everyaction_strict_user=True)) as strict:
        api = Api(strict)
        assert api.get("apiKeyProfiles").status_code == 401
        api.auth = ("sandbox", "sandbox")
        assert api.get("apiKeyProfiles").status_code == 200


def test_calls_above_the_minutes_number_are_refused() -> None:
    with running(Settings(everyaction_contacts=60, everyaction_calls_per_minute=2)) as busy:
        answers = [Api(busy).get("folders") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["errors"][0]["code"] == "TOO_MANY_REQUESTS"


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("codes", {"$top": 0}, "$top"),
        ("codes", {"$top": "all"}, "$top"),
        ("codes", {"$skip": -1}, "$skip"),
        ("codes", {"$orderby": "name"}, "$orderby"),
        ("email/messages", {"$orderby": "dateModified down"}, "$orderby"),
        ("folders", {"$expand": "lists"}, "$expand"),
        ("email/message/none", {"$expand": "body"}, None),
        ("signups", {}, "eventId"),
        ("signups/statuses", {}, "eventTypeId"),
        ("people", {"$top": 50}, "firstName"),
        ("people", {"firstName": "z", "$top": 51}, "$top"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api: Api, path: str, query: dict[str, Any], named: str | None) -> None:
    answer = api.get(path, **query)
    assert answer.status_code in (400, 404)
    assert named in (None, *answer.json()["errors"][0].get("properties", ()))


def test_where_nothing_can_be_expanded_the_refusal_says_so(api: Api) -> None:
    (refusal,) = api.get("folders", **{"$expand": "lists"}).json()["errors"]
    assert refusal["text"] == "there are no valid expand sections here, so '$expand' must be null"
    assert (refusal["code"], refusal["hint"]) == ("INVALID_PARAMETER", None)


def test_a_link_keeps_the_query_and_names_the_port(api: Api) -> None:
    page = api.get("events", **{"$expand": "shifts", "startingAfter": "2026-01-01"}).json()
    assert page["nextPageLink"].endswith("/v4/events?$expand=shifts&startingAfter=2026-01-01&$top=10&$skip=10")
    named = requests.get(f"{api.url}/events", headers={"Host": "sandbox"}, auth=api.auth, timeout=20).json()
    assert named["nextPageLink"].startswith("http://sandbox:80/everyaction/v4/events?")


@pytest.mark.parametrize("name", ["activistCodes", "codes", "savedLists", "supporterGroups", "surveyQuestions"])
def test_a_record_is_found_by_its_id(api: Api, name: str) -> None:
    record = api.get(name).json()["items"][0]
    assert api.get(f"{name}/{next(iter(record.values()))}").json() == record
    assert api.get(f"{name}/1").status_code == 404


def test_what_is_closed_or_retired_comes_only_when_asked_for(api: Api) -> None:
    every = {"includeAllStatuses": "true", "includeAllAutoGenerated": "true"}
    assert {batch["isOpen"] for batch in api.pages("financialBatches")} == {True}
    assert {batch["isOpen"] for batch in api.pages("financialBatches", **every)} == {True, False}
    assert {code["status"] for code in api.pages("activistCodes")} == {"Active"}
    asked = api.pages("activistCodes", statuses="Active,Archived,Inactive")
    assert {code["status"] for code in asked} == {"Active", "Archived", "Inactive"}


def test_signups_are_found_by_event_and_by_person(api: Api) -> None:
    event = api.get("events").json()["items"][0]["eventId"]
    signup = api.get("signups", eventId=event).json()["items"][0]
    mine = api.get("signups", vanId=signup["person"]["vanId"]).json()["items"]
    assert signup in mine
    assert {one["person"]["vanId"] for one in mine} == {signup["person"]["vanId"]}


def test_a_mail_loads_its_parts_one_by_one(api: Api) -> None:
    sent = [mail for mail in api.pages("email/messages") if mail["dateScheduled"][:4] == "2026"][-1]
    path = f"email/message/{sent['foreignMessageId']}"
    assert sent["emailMessageContent"] is None
    assert api.get(path).json() == sent
    content = api.get(path, **{"$expand": "emailMessageContent"}).json()["emailMessageContent"]
    assert {variant["emailMessageContentDistributions"] for variant in content} == {None}
    both = api.get(path, **{"$expand": BOTH_PARTS}).json()["emailMessageContent"]
    assert {variant["emailMessageContentDistributions"]["recipientCount"] > 0 for variant in both} == {True}


def test_a_person_has_what_was_asked_for(api: Api) -> None:
    person = api.get("people", email="person", **{"$expand": "Emails"}).json()["items"][0]
    assert person["emails"][0]["email"].startswith("person")
    assert (person["phones"], person["addresses"]) == (None, None)
    single = api.get(f"people/{person['vanId']}", **{"$expand": "codes,phones"}).json()
    assert (single["codes"], single["emails"]) == ([], None)
    assert single["phones"][0]["phoneNumber"].startswith("617555")


def test_the_data_is_as_loose_as_the_real_one(api: Api) -> None:
    mails = api.pages("email/messages")
    details = [api.get(f"email/message/{m['foreignMessageId']}", **{"$expand": BOTH_PARTS}).json() for m in mails]
    events = api.pages("events", **{"$expand": "locations,roles"})
    signups = [one for event in events[:20] for one in api.get("signups", eventId=event["eventId"]).json()["items"]]
    codes = api.pages("activistCodes", statuses="Active,Archived,Inactive")
    assert "0001-01-01T00:00:00Z" in {mail["dateScheduled"] for mail in mails}
    assert {"campaignID"} < set(mails[0])
    assert {len(detail["emailMessageContent"]) for detail in details} == {0, 1, 2}
    assert {None, "None"} < {variant["subject"] for detail in details for variant in detail["emailMessageContent"]}
    assert {event["isPubliclyViewable"] for event in events} == {None, True}
    assert [] in [event["locations"] for event in events]
    assert {"dateModified" in one for one in signups} == {True, False}
    assert Counter(code["name"] for code in codes).most_common(1)[0][1] > 1
    assert {'"', ",", "é"} < set(
        "".join(json.dumps([c["name"] for c in codes] + [events[0]["name"]], ensure_ascii=False))
    )


def test_a_mail_has_no_counters_before_it_is_sent(sandbox: Sandbox, api: Api) -> None:
    sandbox.advance(SERVICE, days=5)
    mails = api.pages("email/messages")
    details = [api.get(f"email/message/{m['foreignMessageId']}", **{"$expand": BOTH_PARTS}).json() for m in mails]
    pending = [d for d in details if d["dateScheduled"] > "2026-11-07T12"]
    counters = [v["emailMessageContentDistributions"] for d in pending for v in d["emailMessageContent"]]
    assert counters != []
    assert set(map(str, counters)) == {"None"}
