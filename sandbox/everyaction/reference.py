"""The small collections: codes, questions, fields, lists and the like."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S, utc
from sandbox.everyaction.world import REMEMBERED, World
from sandbox.lives import Lives

Record = dict[str, Any]
Rows = Callable[[World, int], list[Record]]

FIRST_ACTIVIST_CODE, FIRST_QUESTION, FIRST_CODE, FIRST_LOCATION = 3_200, 610, 20_500, 270
OLD = START_EPOCH_S - 300 * DAY_S


def _living(lives: Callable[[World], Lives], record: Callable[[World, int, int], Record]) -> Rows:
    @lru_cache(REMEMBERED)  # of every page of a collection
    def living(world: World, now: int) -> list[Record]:
        return [record(world, number, now) for number in lives(world).alive(now)]

    return living


def activist_code(world: World, number: int, now: int) -> Record:
    dice = world.dice("activist code", number)
    version = world.activist_codes.version(number, now)
    return {
        "activistCodeId": FIRST_ACTIVIST_CODE + number,
        "type": dice.pick(("Action", "Constituency", "Volunteer")),
        "name": dice.pick(("Phone banker", "Host, of parties", "Donor circle", "Bénévole")),  # names are not unique
        "mediumName": f"AC {number}",
        "shortName": f"A{number}",
        "description": None if dice.chance(30) else f"said {version} times",
        "scriptQuestion": None if dice.chance(50) else 'Would you "host"?',
        "status": ("Active", "Active", "Archived", "Inactive")[(number + version) % 4],
    }


def _code(world: World, number: int, now: int) -> Record:
    lives, dice = world.codes, world.dice("code", number)
    entities = [
        {"name": name, "isSearchable": True, "isApplicable": number % 2 == 0} for name in ("Events", "Contacts")
    ]
    return {
        "codeId": FIRST_CODE + number,
        "parentCodeId": FIRST_CODE if number % 5 else None,
        "name": f"Code {number}, version {lives.version(number, now)}",
        "description": None if dice.chance(50) else "seen\nin the field",
        "codePath": f"Root > Code {number}",
        "createdByName": "Dana Ortiz",
        "codeType": dice.pick(("Tag", "SourceCode")),
        "dateCreated": utc(lives.begins(number)),
        "dateModified": utc(lives.modified(number, now)),
        "supportedEntities": entities[: dice.below(3)],
    }


def _location(world: World, number: int, now: int) -> Record:
    return {
        "locationId": FIRST_LOCATION + number,
        "name": f"Office {number}",
        "displayName": f"Office {number}, {7 + world.locations.version(number, now)} Dock St Medford, MA 02155 ",
        "address": {
            "addressLine1": f"{7 + world.locations.version(number, now)} Dock St",
            "city": "Medford",
            "stateOrProvince": "MA",
            "zipOrPostalCode": "02155",
            "geoLocation": {"lon": -71.1062, "lat": 42.4184} if number % 3 else None,
            "countryCode": "US",
        },
    }


def _saved_list(world: World, number: int, now: int) -> Record:
    count = 100 + 10 * world.saved_lists.version(number, now)
    return {
        "savedListId": 5_000 + number,
        "name": f"List {number}",
        "description": None,
        "listCount": count,
        "doorCount": count // 2,
    }


def _questions(world: World, now: int) -> list[Record]:
    return [
        {
            "surveyQuestionId": FIRST_QUESTION + number,
            "type": "Campaign",
            "cycle": 2026,
            "name": f"Question {number}",
            "mediumName": f"Q {number}",
            "shortName": f"Q{number}",
            "scriptQuestion": "Will you come?\nReally?",
            "status": "Active" if number < 4 else "Archived",
            "responses": [
                {
                    "surveyResponseId": (FIRST_QUESTION + number) * 10 + choice,
                    "name": name,
                    "mediumName": name[:3],
                    "shortName": name[0],
                }
                for choice, name in enumerate(("Yes", "No", "Maybe"))
            ],
        }
        for number in range(5)
    ]


CUSTOM_FIELDS = (
    (157, "Education level", "Contacts", "S", True),
    (158, "T-shirt size", "Contacts", "T", True),
    (159, "Email", "Contacts", "T", True),  # named like a core field
    (160, "Internal score", "Contacts", "N", False),
    (201, "In honour of", "Contributions", "T", True),
)


def custom_fields(group: str | None) -> list[Record]:
    """The custom fields of a group, all where none is named."""
    return [
        {
            "customFieldId": field_id,
            "customFieldParentId": None,
            "customFieldName": name,
            "customFieldGroupId": 52,
            "customFieldGroupName": "Demographics",
            "customFieldGroupType": kind,
            "customFieldTypeId": type_id,
            "isEditable": True,
            "isExportable": exportable,
            "maxTextboxCharacters": 100 if type_id == "T" else None,
            "availableValues": [
                {"id": number, "name": value, "parentValueId": None}
                for number, value in enumerate(("School", "College"))
            ]
            if type_id == "S"
            else None,
        }
        for field_id, name, kind, type_id, exportable in CUSTOM_FIELDS
        if group in (None, kind)
    ]


def _event_types(world: World, now: int) -> list[Record]:
    flags = (
        "canHaveMultipleShifts", "canHaveMultipleLocations", "canHaveGoals", "canHaveRoleMaximums",
        "canHaveRoleMinimums", "canBeRepeatable", "isAtLeastOneLocationRequired",
    )  # fmt: skip
    return [
        {
            "eventTypeId": 143_856 + number,
            "name": name,
            **{flag: (number + at) % 2 == 0 for at, flag in enumerate(flags)},
            "roles": [{"roleId": 111_687 + role, "name": title, "isEventLead": role == 0} for role, title in ROLES],
            "statuses": [{"statusId": status, "name": title} for status, title in STATUSES],
            "color": "#7F7F7F",
            "defaultLocation": None,
        }
        for number, name in enumerate(("Phone Bank", "Canvass", "Meeting"))
    ]


ROLES = ((0, "Host"), (1, "Volunteer"))
STATUSES = ((1, "Scheduled"), (2, "Completed"), (3, "Declined"), (4, "Invited"), (11, "Confirmed"), (15, "Walk In"))


def _batches(world: World, now: int) -> list[Record]:
    count = 8 + (now - START_EPOCH_S) // (7 * DAY_S)
    return [
        {
            "financialBatchId": 820 + number,
            "financialBatchNumber": number + 1,
            "financialBatchName": f"Batch {number}",
            "designationId": 18_754,
            "expectedContributionCount": 3 * number,
            "expectedContributionTotalAmount": 100.1 * number,
            "bankAccountId": None,
            "dateDeposited": "2026-10-01T00:00:00Z" if number % 2 else None,
            "depositNumber": number if number % 2 else None,
            "checkDate": "2026-09-30",
            "checkNumber": f"10{number}",
            "isOpen": number % 2 == 0,
            "dateOpened": utc(OLD + number * DAY_S),
            "dateClosed": None,
            "isAutoGenerated": number == 3,
        }
        for number in range(count)
    ]


def _forms(world: World, now: int) -> list[Record]:
    return [
        {
            "formTrackingId": f"kT{number}aQx7TfA1eEeyB0wANOs4tkQ2",
            "formName": f"Form {number}",
            "formType": "ContributionForm",
            "formTypeId": 1,
            "dateCreated": utc(OLD),
            "createdByEmail": "dana@example.org",
            "dateModified": utc(OLD + DAY_S * (1 + (now - OLD) // (30 * DAY_S))),
            "modifiedByEmail": None,
            "isActive": number != 2,
            "designation": {"designationId": 18_754, "name": "General Fund"} if number else None,
            "confirmationEmailData": {"fromName": "Riverside"},
            "activistCodes": [FIRST_ACTIVIST_CODE],
            "eventId": None,
            "codeId": FIRST_CODE,
            "campaignId": 418,
            "isConfirmedOptInEnabled": False,
        }
        for number in range(4)
    ]


def _named(key: str, *names: str, first: int = 1, **more: Any) -> Rows:
    rows = [{key: first + number, "name": name, **more} for number, name in enumerate(names)]
    return lambda world, now: rows


PAGED: dict[str, Rows] = {
    "activistCodes": _living(lambda world: world.activist_codes, activist_code),
    "codes": _living(lambda world: world.codes, _code),
    "locations": _living(lambda world: world.locations, _location),
    "savedLists": _living(lambda world: world.saved_lists, _saved_list),
    "surveyQuestions": _questions,
    "financialBatches": _batches,
    "onlineActionsForms": _forms,
    "supporterGroups": _named("id", "Board", "Friends, old and new", first=12, description=None),
    "folders": _named("folderId", "Shared", "2026", first=70),
    "campaigns": _named(
        "campaignId", "Spring", "Autumn", first=418, campaignType={"campaignTypeId": 2, "name": "Appeal"},
        campaignDisplayName="An appeal", status="Active", contents=None,
    ),
    "memberStatuses": _named("memberStatusId", "Member", "Former", isMember=True),
    "targets": _named(
        "targetId", "Likely", first=33, type="Score", description=None, points=1, areSubgroupsSticky=False,
        status="Active", subgroups=[{"targetSubgroupId": 1, "name": "A", "fullName": "A: likely"}],
    ),
    "scores": _named(
        "scoreId", "Turnout", first=2_700, shortName="TO", description=None, scoreType="Percent", minValue=0.0,
        maxValue=100.0, values=None,
    ),
    "designations": _named("designationId", "General Fund", "Action, Fund", first=18_754),
}  # fmt: skip
BARE: dict[str, Rows] = {
    "events/types": _event_types,
    "notes/categories": _named("noteCategoryId", "General", "Follow-up", first=5, assignableTypes=["Contact", "Event"]),
    "canvassResponses/contactTypes": _named("contactTypeId", "Phone", "Walk", channelTypeName="Call"),
    "canvassResponses/inputTypes": _named("inputTypeId", "Test", "Manual", first=1),
    "canvassResponses/resultCodes": _named("resultCodeId", "Not home", "Canvassed", mediumName="NH", shortName="N"),
}
