"""Who gets a mailing and who opens it when, by arithmetic: a day's openers are found without looking at anyone else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.dice import Dice
from sandbox.ongage import segments
from sandbox.ongage.lives import timeline
from sandbox.ongage.mailings import Mailing

# The contacts of each mailing fall into so many classes; a class opens on certain days, bounces, or does neither.
CLASSES = 1021
FIRST_OPENS = (170, 50, 25, 12, 6, 4, 3)  # classes that first open on the day of sending, the day after, ...
AGAIN = ((2, range(14)), (4, range(172, 178)), (6, range(4, 7)))
STRAGGLERS = range(960, 964)
HARD_BOUNCES, SOFT_BOUNCES = range(980, 991), range(991, 1009)
REVIVED_PLACE = 5  # a mailing of the first list that is old and is still opened every fifth day
REVIVED_FROM = START_EPOCH_S // DAY_S * DAY_S - 12 * DAY_S
REVIVED_CLASSES = range(900, 940)
SAMPLE = 4096
TEST_READERS = 5


class Pattern:
    """The classes of one mailing: which open at which age, in days since it went out."""

    def __init__(self, mailing: Mailing) -> None:
        dice = Dice(mailing.owner.world.seed, "pattern", mailing.id)
        self._factor, self._shift = dice.between(1, CLASSES), dice.below(CLASSES)
        self._inverse = pow(self._factor, -1, CLASSES)
        self.by_age: dict[int, tuple[int, ...]] = _tail(dice)
        if mailing.owner.number == 0 and mailing.place == REVIVED_PLACE:
            first = (REVIVED_FROM - mailing.first_day) // DAY_S
            self.by_age.update({age: tuple(REVIVED_CLASSES) for age in range(first, first + 3650, 5)})
        self.first_age = {class_: age for age in sorted(self.by_age, reverse=True) for class_ in self.by_age[age]}

    def class_of(self, number: int) -> int:
        return (number * self._factor + self._shift) % CLASSES

    def numbers(self, class_: int, count: int, stride: int) -> range:
        """The contacts below `count` in that class, or every so many of them."""
        return range((class_ - self._shift) * self._inverse % CLASSES, count, CLASSES * stride)


def _tail(dice: Dice) -> dict[int, tuple[int, ...]]:
    by_age, first = {}, 0
    for age, classes in enumerate(FIRST_OPENS):
        again = [class_ for after, group in AGAIN if after == age for class_ in group]
        by_age[age] = (*range(first, first + classes), *again)
        first += classes
    for straggler in STRAGGLERS:
        by_age.setdefault(dice.between(8, 60), (straggler,))
    return by_age


@lru_cache(maxsize=1024)
def pattern(mailing: Mailing) -> Pattern:
    return Pattern(mailing)


def candidates(mailing: Mailing, age: int, stride: int = 1) -> Iterator[int]:
    """Who may have done something at that age: rising numbers, or every `stride`-th of them."""
    growth = mailing.owner.growth
    if mailing.type == "transactional":
        day = mailing.first_day + age * DAY_S
        return iter(range(growth.count_at(day - 1), growth.count_at(day + DAY_S - 1), stride))
    count = min(TEST_READERS, growth.size) if mailing.is_test else growth.count_at(mailing.scheduled or 0)
    if age == 0:
        return iter(range(0, count, stride))
    found = pattern(mailing)
    return merge(*(found.numbers(class_, count, stride) for class_ in found.by_age.get(age, ())))


def receives(mailing: Mailing, number: int) -> bool:
    """Whether the mailing went to this contact: active then, and in one of its segments."""
    if mailing.type == "transactional":
        return mailing.place == 0
    life, at = timeline(mailing.owner, number), mailing.scheduled or 0
    if not life.exists(at) or life.status(at) != "Active":
        return False
    return mailing.is_test or any(segments.holds(segment, number) for segment in mailing.segment_ids)


def stride(mailing: Mailing) -> int:
    """Statistics of large lists come from a sample: every so many contacts, each counted so often."""
    if mailing.type == "transactional":
        return 1
    return max(1, mailing.owner.growth.count_at(mailing.scheduled or 0) // SAMPLE)


@lru_cache(maxsize=1024)
def size(mailing: Mailing) -> int:
    """How many contacts the mailing goes to."""
    step = stride(mailing)
    return step * sum(receives(mailing, number) for number in candidates(mailing, 0, step))
