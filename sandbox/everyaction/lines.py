"""What lives in each resource of the changed-entity export, and the line of its file that each becomes."""

from __future__ import annotations

from typing import Any

from sandbox.everyaction import reference
from sandbox.everyaction.world import COMMITTEE_ID, FIRST_NAMES, LAST_NAMES, World, naive
from sandbox.lives import Lives

Line = dict[str, Any]
TRUTH = (("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0"))
CREATED, DELETED, SUPPRESSED = "1", "3", "4"


def change_type(lives: Lives, number: int, now: int) -> str:
    return DELETED if lives.ended(number, now) else CREATED


def contact(world: World, number: int, now: int) -> Line:
    lives, dice = world.contacts, world.dice("contact", number)
    version, ended = lives.version(number, now), lives.ended(number, now)
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    # every fifth has neither address nor mail; every change moves the house number
    blank = dice.chance(20)
    return {
        "VanID": world.van_id(number),
        "FirstName": first,
        "MiddleName": "" if dice.chance(70) else "Q",
        "LastName": last,
        "Email": "" if blank else f"person{number}@example.org",
        "Phone": "" if blank else f"617555{number % 10_000:04d}",
        "StreetAddress": "" if blank else f"{12 + version} Mill Rd, Apt {number % 9}",
        "City": "" if blank else "Medford",
        "State": "" if blank else "MA",
        "ZipOrPostal": "" if blank else f"{2100 + number % 90:05d}",
        "ChangeTypeID": (DELETED if merged(number) else SUPPRESSED) if ended else CREATED,
        "PhoneOptInStatus": "" if blank else str(number % 3),
        "DateCreated": naive(lives.begins(number))[:10],
        "WorkEmail": "" if dice.chance(80) else f"work{number}@example.org",
    }


def merged(number: int) -> bool:
    """Whether a contact that ended was merged into another one, and not suppressed."""
    return number % 3 == 0


def contribution(world: World, number: int, now: int) -> Line:
    lives, dice = contributions(world), world.dice("gift", number)
    cents = 500 + dice.below(300_000)
    received = naive(lives.begins(number))
    left = max(0, cents - 100 * lives.version(number, now))
    return {
        "ContributionID": 60_000 + number,
        "VanID": world.contact_of("gift", number),
        "Amount": f"${cents / 100:,.2f}" if dice.chance(50) else f"{cents / 100:.2f}",
        "AmountRemaining": f"{left / 100:.2f}",
        "DateReceived": received[:10] if dice.chance(50) else received,
        "Designation": dice.pick(("General Fund", "Action, Fund", "")),
        "SourceCode": dice.pick(("WEB26", "MAIL26", "")),
        "ChangeTypeID": change_type(lives, number, now),
        "Memo": "" if dice.chance(90) else 'in memory of\r\n"Ada"',
    }


def adjustment(world: World, number: int, now: int) -> Line:
    dice = world.dice("adjustment", number)
    return {
        "ContributionAdjustmentID": 7_000 + number,
        "ContributionID": 60_000 + dice.below(50),
        "Amount": f"-${dice.below(10_000) / 100:.2f}",
        "AdjustmentType": dice.pick(("Refund", "Correction")),
        "DateAdjusted": naive(adjustments(world).begins(number)),
        "ChangeTypeID": CREATED,
    }


def recurring_gift(world: World, number: int, now: int) -> Line:
    lives, dice = recurring(world), world.dice("recurring", number)
    return {
        "ContactsRecurringContributionID": 9_000 + number,
        "VanID": world.contact_of("recurring", number),
        "Amount": f"{5 + dice.below(95)}.00",
        "Frequency": dice.pick(("Monthly", "Yearly")),
        "IsActive": TRUTH[lives.ended(number, now)][number % 4],
        "Installments": f"{lives.version(number, now)}",
        "ChangeTypeID": CREATED,
    }


def history_entry(world: World, number: int, now: int) -> Line:
    lives, dice = history(world), world.dice("history", number)
    at = naive(lives.begins(number))
    return {
        "ContactsContactID": 3_000_000 + number,
        "VanID": world.contact_of("history", number),
        "ResultID": dice.pick(("1", "14", "25")),
        "CanvassedBy": "" if dice.chance(20) else "1700",
        "CommitteeID": COMMITTEE_ID,
        "CreatedBy": "1701",
        "DateCreated": at,
        # fractions of seven digits, as the servers of this vendor write them elsewhere
        "DateCanvassed": f"{at}.1234567",
        "InputTypeID": dice.pick(("2", "11", "14")),
        "ContactTypeID": dice.pick(("1", "2", "37")),
        "ChangeTypeId": CREATED,
    }


def applied_code(world: World, number: int, now: int) -> Line:
    lives, dice = applied(world), world.dice("applied", number)
    ended = lives.ended(number, now)
    return {
        "ActivistCodeID": reference.FIRST_ACTIVIST_CODE + dice.below(12),
        "ContactsActivistCodeID": 900_001 + number,
        "ChangeTypeID": change_type(lives, number, now),
        "CommitteeID": COMMITTEE_ID,
        "IsDeleted": TRUTH[not ended][number % 4],
        "VanID": world.contact_of("applied", number),
    }


def survey_answer(world: World, number: int, now: int) -> Line:
    lives, dice = answers(world), world.dice("answer", number)
    question = dice.below(5)
    return {
        "ContactsSurveyResponseID": 500_001 + number,
        "VanID": world.contact_of("answer", number),
        "SurveyQuestionID": reference.FIRST_QUESTION + question,
        "SurveyResponseID": (reference.FIRST_QUESTION + question) * 10 + lives.version(number, now) % 3,
        "CanvassedBy": "1700",
        "DateCanvassed": naive(lives.begins(number)),
        "CommitteeID": COMMITTEE_ID,
        "CreatedBy": "1701",
        "DateCreated": naive(lives.begins(number)),
        "ContactsContactID": 3_000_000 + dice.below(100),
        "InputTypeID": "11",
        "ContactTypeID": "1",
    }


def form(world: World, number: int, now: int) -> Line:
    dice = world.dice("form", number)
    return {
        "ContactsOnlineFormID": 40_000 + number,
        "VanID": world.contact_of("form", number),
        "OnlineFormID": 100 + dice.below(4),
        "DateCreated": naive(forms(world).begins(number)),
        "IsNewContact": TRUTH[dice.below(2)][number % 4],
        "ChangeTypeID": CREATED,
    }


def guest(world: World, number: int, now: int) -> Line:
    dice = world.dice("guest", number)
    return {
        "EventTicketTransactionGuestID": 80_000 + number,
        "EventID": 1_000 + dice.below(20),
        "VanID": world.contact_of("guest", number),
        "TicketPrice": f"{dice.below(50)}.50",
        "CheckInRate": f"{dice.below(100) / 100}",
        "ChangeTypeID": CREATED,
    }


def activist_code(world: World, number: int, now: int) -> Line:
    found = reference.activist_code(world, number, now)
    return {
        "ActivistCodeID": found["activistCodeId"],
        "ActivistCodeType": found["type"],
        "Campaign": found["name"],
        "ChangeTypeID": CREATED,
    }


def contributions(world: World) -> Lives:
    return world.lives(11, 0.6, mortal=2)


def adjustments(world: World) -> Lives:
    return world.lives(12, 0.03, period_days=None)


def recurring(world: World) -> Lives:
    return world.lives(13, 0.05, mortal=20)


def history(world: World) -> Lives:
    return world.lives(14, 1.2, period_days=None)


def applied(world: World) -> Lives:
    return world.lives(15, 0.7, mortal=20, lifetime_days=200, period_days=None)


def answers(world: World) -> Lives:
    return world.lives(16, 0.5)


def forms(world: World) -> Lives:
    return world.lives(17, 0.2, period_days=None)


def guests(world: World) -> Lives:
    return world.lives(18, 0.05, period_days=None)
