"""What each contact does with a mailing on a day. Statistics count these actions, activity reports list them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import repeat
from typing import NamedTuple

from sandbox.clock import DAY_S
from sandbox.ongage import audience, words
from sandbox.ongage.lists import MailingList
from sandbox.ongage.lives import timeline
from sandbox.ongage.mailings import HOUR_S, STOPPED, Mailing, mailings, transactional


class Action(NamedTuple):
    """`at` is when it happened (opens and clicks: the hour), `known_at` when the statistics learn of it."""

    kind: str  # sent, open, click, unsubscribe, hard_bounce, soft_bounce, complaint, post_back
    at: int
    known_at: int
    link: str | None = None
    first: bool = False  # the contact's first of that kind on that day
    first_ever: bool = False


def senders(mailing_list: MailingList, now: int) -> list[Mailing]:
    """Everything that sends, in the order of its id."""
    return [*transactional(mailing_list), *(one for one in mailings(mailing_list, now) if one.sends)]


def ages(mailing: Mailing, start: int, end: int) -> list[int]:
    """The ages, in days since sending, with activity in [start, end)."""
    first, last = (start - mailing.first_day) // DAY_S, (end - 1 - mailing.first_day) // DAY_S
    days = range(max(0, first), last + 1)
    return (
        list(days)
        if mailing.type == "transactional"
        else [age for age in days if age in audience.pattern(mailing).by_age]
    )


def actions(mailing: Mailing, number: int, age: int) -> list[Action]:
    """All that contact `number` does on that day, in order; empty where the mailing did not reach it."""
    if not audience.receives(mailing, number):
        return []
    if mailing.type == "transactional":
        return _welcome(timeline(mailing.owner, number).created, number)
    sent_at = (mailing.scheduled or 0) + mailing.duration_s * (number * 617 % 1000) // 1000
    if mailing.ending == STOPPED and number * 617 % 1000 >= 500:
        return []
    class_ = audience.pattern(mailing).class_of(number)
    done = [Action("sent", sent_at, sent_at)] if age == 0 else []
    if age == 0 and (class_ in audience.HARD_BOUNCES or class_ in audience.SOFT_BOUNCES):
        kind = "hard_bounce" if class_ in audience.HARD_BOUNCES else "soft_bounce"
        return [*done, Action(kind, sent_at, sent_at + number * 7919 % (3 * DAY_S))]
    if class_ in audience.pattern(mailing).by_age.get(age, ()):
        done += _opening(mailing, number, age, class_, sent_at)
    return done


def by_contact(
    chosen: list[Mailing], start: int, end: int, now: int
) -> Iterator[tuple[int, list[tuple[Mailing, Action]]]]:
    """(number, its actions in [start, end) known by now) for every contact that did something, by rising number."""
    pairs = [(mailing, age) for mailing in chosen for age in ages(mailing, start, end)]
    numbers = [zip(audience.candidates(mailing, age), repeat(place)) for place, (mailing, age) in enumerate(pairs)]
    current, found = -1, list[tuple[Mailing, Action]]()
    for number, place in merge(*numbers):
        if number != current:
            if found:
                yield current, found
            current, found = number, []
        mailing, age = pairs[place]
        found += [
            (mailing, action)
            for action in actions(mailing, number, age)
            if start <= action.at < end and action.known_at <= now
        ]
    if found:
        yield current, found


def _opening(mailing: Mailing, number: int, age: int, class_: int, sent_at: int) -> list[Action]:
    dice = mailing.owner.dice("open", mailing.id, number, age)
    day = mailing.first_day + age * DAY_S
    earliest = sent_at // HOUR_S - day // HOUR_S + 1 if age == 0 else 0
    at = day + HOUR_S * dice.between(min(earliest, 23), 24)
    first_ever = audience.pattern(mailing).first_age[class_] == age
    # One opening in six is reported late, so that the statistics of the last days still grow.
    known_at = at + (dice.below(3 * DAY_S) if dice.chance(16) else 0)
    done = [Action("open", at, known_at, None, True, first_ever)]
    done += [Action("open", at, known_at) for _ in range(dice.below(3))]
    if dice.chance(22):
        link = dice.pick(words.LINKS)
        done.append(Action("click", at, known_at, link, True, first_ever))
        done += [Action("click", at, known_at, link) for _ in range(dice.below(2))]
        done += [Action("post_back", at, known_at)] if dice.chance(6) else []
    done += [Action("unsubscribe", at, known_at)] if dice.chance(0.8) else []
    done += [Action("complaint", at, known_at)] if dice.chance(0.2) else []
    return done


@lru_cache(maxsize=64)
def _welcome(created: int, number: int) -> list[Action]:
    sent_at = created // HOUR_S * HOUR_S
    opened = [Action("open", sent_at, sent_at, None, True, True)] if number % 2 else []
    return [Action("sent", sent_at, sent_at), *opened]
