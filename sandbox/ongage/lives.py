"""The life of a contact: when it was created, left, came back, bounced, complained, was edited, was deleted."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.dice import Dice
from sandbox.ongage.lists import MailingList

PRIME = 2_147_483_647  # larger than any list, so that it reorders the numbers of every list
# What happens to old contacts after the start of the clock, so many a day.
FATES = ("unsubscribed", "bounced", "complained", "resubscribed", "edited", "deleted", None, None)
FATE_DAYS = 730
EXCLUSIVE = ("unsubscribed", "bounced", "complained")
RARE = ("complained", "deleted")  # on every other day only


class Timeline(NamedTuple):
    """Epoch seconds of what happens to a contact in all its life; 0: never."""

    created: int
    unsubscribed: int = 0
    resubscribed: int = 0
    bounced: int = 0
    complained: int = 0
    edited: int = 0
    deleted: int = 0

    def exists(self, instant: int) -> bool:
        return self.created <= instant and not 0 < self.deleted <= instant

    def status(self, instant: int) -> str:
        """The status at that instant: what happened last decides."""
        events = (
            (self.unsubscribed, "Unsubscribed"),
            (self.resubscribed, "Active"),
            (self.bounced, "Bounced"),
            (self.complained, "Complaint"),
        )
        return max(((at, status) for at, status in events if 0 < at <= instant), default=(0, "Active"))[1]


@lru_cache(maxsize=8192)
def timeline(mailing_list: MailingList, number: int) -> Timeline:
    """The whole life of contact `number`."""
    created = mailing_list.growth.created_at(number)
    fate, at = _fate(mailing_list, number)
    if not mailing_list.sends:
        return Timeline(created, deleted=at if fate == "deleted" else 0)
    dice = mailing_list.dice("life", number)
    if fate == "resubscribed":
        left = dice.between(created, START_EPOCH_S)
        return Timeline(created, unsubscribed=max(left, created + 1), resubscribed=at)
    return Timeline(created, **({fate: at} if fate else {}), **_by_chance(fate, created, dice))


def _by_chance(fate: str | None, created: int, dice: Dice) -> dict[str, int]:
    """What happens to those to whom no fate already happens."""
    if fate in EXCLUSIVE:
        return {}
    if dice.chance(30):
        left = created + dice.between(3_600, 1_500 * DAY_S)
        back = left + dice.between(DAY_S, 300 * DAY_S)
        return {"unsubscribed": left, "resubscribed": back if dice.chance(15) else 0}
    if dice.chance(9):
        return {"bounced": created + dice.between(3_600, 900 * DAY_S)}
    return {"complained": created + dice.between(3_600, 900 * DAY_S)} if dice.chance(2) else {}


def _fate(mailing_list: MailingList, number: int) -> tuple[str | None, int]:
    size = mailing_list.size
    if number >= size or mailing_list.archived:
        return None, 0
    per_day = len(FATES) * max(1, size // (len(FATES) * FATE_DAYS))
    day, place = divmod(number * PRIME % size, per_day)
    fate = FATES[place % len(FATES)]
    if fate in RARE and day % 2:
        return None, 0
    return fate, START_EPOCH_S + day * DAY_S + 600 + number * 7919 % 80_000
