"""Broadcast e-mails, and counters that grow for days after each was sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sandbox.clock import DAY_S, utc
from sandbox.everyaction.world import REMEMBERED, World

Record = dict[str, Any]
NO_DATE = "0001-01-01T00:00:00Z"
LAG_S = 15 * 60
GROWS_DAYS = 10


def _sent_at(world: World, number: int) -> int | None:
    """A day or so after it was made; every eighth was never scheduled."""
    return None if number % 8 == 0 else world.emails.begins(number) + world.dice("sent", number).between(1, 60) * 3_600


@lru_cache(REMEMBERED)  # of every page
def messages(world: World, now: int) -> list[Record]:
    """The collection, without contents."""
    return [message(world, number, now) for number in world.emails.alive(now)]


def message(world: World, number: int, now: int) -> Record:
    made, sent = world.emails.begins(number), _sent_at(world, number)
    modified = max(moment for moment in (made, sent or made) if moment <= now)
    return {
        "foreignMessageId": f"Qx{number}TfA1eEeyB0wANOs4tkQ2",
        "name": f"Newsletter {number}",
        "createdBy": "Dana Ortiz",
        "dateCreated": utc(made),
        "dateScheduled": utc(sent) if sent else NO_DATE,
        "campaignID": 418 if number % 2 else None,
        "dateModified": utc(modified)[:-1] + ".653Z",
        "emailMessageContent": None,
    }


def detail(world: World, number: int, now: int) -> Record:
    """One message with its variants: some have two, drafts have none."""
    sent = _sent_at(world, number)
    variants = 0 if sent is None else 1 + (number % 5 == 0)
    content = [_variant(world, number, place, sent or 0, now) for place in range(variants)]
    return {**message(world, number, now), "emailMessageContent": content}


def without_counters(found: Record) -> Record:
    """The message of which nobody asked to load the counters."""
    bare = [{**variant, "emailMessageContentDistributions": None} for variant in found["emailMessageContent"] or []]
    return {**found, "emailMessageContent": bare}


def _variant(world: World, number: int, place: int, sent: int, now: int) -> Record:
    return {
        "name": f"Newsletter {number}",
        "senderDisplayName": "Riverside Alliance",
        "senderEmailAddress": "news@example.org",
        "subject": ("Hello, you", "None")[number % 2] if number % 7 else None,
        "createdBy": "Dana Ortiz",
        "dateCreated": utc(world.emails.begins(number)),
        "emailMessageContentDistributions": _counters(world, number, place, sent, now) if sent <= now else None,
    }


def _counters(world: World, number: int, place: int, sent: int, now: int) -> Record:
    people = world.dice("recipients", number, place).between(50, 500)
    opened = people * min(GROWS_DAYS * DAY_S, max(0, now - LAG_S - sent)) // (GROWS_DAYS * DAY_S) // 2
    return {
        "dateSent": utc(sent),
        "recipientCount": people,
        "openCount": opened,
        "machineOpenCount": opened // 3,
        "linksClickedCount": opened // 5,
        "unsubscribeCount": opened // 50,
        "bounceCount": people // 60,
        "contributionTotal": opened * 0.1,
        "contributionCount": opened // 10,
        "formSubmissionCount": opened // 20,
    }


def number_of(world: World, message_id: str, now: int) -> int | None:
    """The number of a message that was not deleted."""
    found = [number for number in world.emails.alive(now) if message_id == f"Qx{number}TfA1eEeyB0wANOs4tkQ2"]
    return found[0] if found else None
