"""Events and who signed up for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sandbox.clock import DAY_S, utc
from sandbox.everyaction.reference import FIRST_CODE, FIRST_LOCATION, ROLES, STATUSES
from sandbox.everyaction.world import FIRST_NAMES, LAST_NAMES, REMEMBERED, World, eastern

Record = dict[str, Any]
FIRST_EVENT = 1_000
HOUR_S = 3_600


def starts(world: World, number: int, now: int) -> int:
    """Some weeks after it was made; now and then a change moves an event by a day."""
    begins = world.events.begins(number)
    noon = begins - begins % DAY_S + 19 * HOUR_S
    return noon + world.dice("event start", number).between(2, 50) * DAY_S + world.events.version(number, now) * DAY_S


@lru_cache(REMEMBERED)
def by_start(world: World, now: int) -> list[tuple[str, int]]:
    """The day that each event starts on, and its number."""
    return [(eastern(starts(world, number, now))[:10], number) for number in world.events.alive(now)]


@lru_cache(1 << 12)  # of every page, and of every look at one
def event(world: World, number: int, now: int) -> Record:
    dice, start = world.dice("event", number), starts(world, number, now)
    event_id = FIRST_EVENT + number
    shifts = [
        {
            "eventShiftId": event_id * 10 + shift,
            "name": None if dice.chance(30) else f"Shift {shift}",
            "startTime": eastern(start + shift * HOUR_S),
            "endTime": eastern(start + (shift + 1) * HOUR_S),
        }
        for shift in range(1 + dice.below(2))
    ]
    roles = [
        {"roleId": 111_687 + role, "name": name, "isEventLead": role == 0, "min": None, "max": None, "goal": 5 * role}
        for role, name in ROLES
    ]
    place = FIRST_LOCATION + dice.below(10)
    return {
        "eventId": event_id,
        "name": dice.pick(("Phone Night", "Canvass, north side", 'The "big" meeting')),
        "shortName": f"E{number}",
        "description": None if dice.chance(30) else "Call our members.\nBring a friend.",
        "startDate": eastern(start),
        "endDate": eastern(start + 5 * HOUR_S),
        "eventType": {"eventTypeId": 143_856 + dice.below(3), "name": "Phone Bank"},
        "isOnlyEditableByCreatingUser": False,
        "isPubliclyViewable": None if dice.chance(20) else True,
        "isActive": True,
        "locations": [] if dice.chance(20) else [{"locationId": place, "name": f"Office {place}", "id": place}],
        "codes": [{"codeId": FIRST_CODE + code, "name": f"Code {code}"} for code in range(dice.below(3))],
        "notes": None,
        "shifts": shifts,
        "roles": roles,
        "districtFieldValue": None if dice.chance(50) else "003",
        "voterRegistrationBatches": None,
        "createdDate": utc(world.events.begins(number)),
        "dotNetTimeZoneId": "Eastern Standard Time",
    }


@lru_cache(1 << 12)
def signups(world: World, number: int, now: int) -> list[Record]:
    """Those of one event: more come until it starts, and what they say changes."""
    made, start = world.events.begins(number), starts(world, number, now)
    planned = world.dice("signups", number).between(3, 12)
    return [
        _signup(world, number, place, now)
        for place in range(planned)
        if made + place * (start - made) // planned <= now and (number * 31 + place) % 17 != now // (9 * DAY_S) % 17
    ]


def signups_of(world: World, van_id: int, now: int) -> list[Record]:
    """Those of one contact."""
    every = (one for number in world.events.alive(now) for one in signups(world, number, now))
    return [one for one in every if one["person"]["vanId"] == van_id]


def _signup(world: World, number: int, place: int, now: int) -> Record:
    dice, event_id = world.dice("signup", number, place), FIRST_EVENT + number
    made = world.events.begins(number) + place * HOUR_S
    later = world.dice("signup later", number, place)
    confirmed = made + later.between(1, 30) * DAY_S
    # who came is often entered weeks after the event
    completed = starts(world, number, now) + later.between(0, 30) * DAY_S
    invited = STATUSES[dice.pick((0, 3, 4))]
    status, name = STATUSES[1] if completed < now else STATUSES[4] if confirmed < now else invited
    modified = max(moment for moment in (made, confirmed, completed) if moment < now or moment == made)
    return {
        "eventSignupId": event_id * 100 + place,
        "person": {
            "vanId": world.contact_of("signup", number, place),
            "firstName": dice.pick(FIRST_NAMES),
            "middleName": None,
            "lastName": dice.pick(LAST_NAMES),
        },
        "event": {"eventId": event_id, "name": "Phone Night", "shortName": f"E{number}"},
        "shift": {"eventShiftId": event_id * 10, "name": None},
        "role": {"roleId": 111_688, "name": "Volunteer"},
        "status": {"statusId": status, "name": name},
        "location": None if dice.chance(30) else {"locationId": FIRST_LOCATION, "name": "Office", "displayName": "x"},
        "startTimeOverride": None,
        "endTimeOverride": None,
        "printedLists": None,
        "minivanExports": None,
        # of these, older records know nothing
        **({"dateModified": utc(modified), "isOfflineSignup": False} if dice.chance(80) else {}),
    }
