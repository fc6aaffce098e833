"""Mailings (campaigns): what a list sends and when; its past, its present and the next two weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.ongage import segments, words
from sandbox.ongage.lists import TRANSACTIONAL_ID, MailingList

FIRST_MAILING_ID = 1_234_500_000
FIRST_MESSAGE_ID = 410_000
WEEK_S = 7 * DAY_S
WEEKS_BEFORE = 17
ANCHOR = START_EPOCH_S - 1_800  # Monday, 11:30: a newsletter is going out at the start of the clock
SUMMER_BREAK = range(1_785_715_200, 1_787_529_600)  # 3 to 23 August 2026: nothing is sent
OLD_MAILINGS = 10
HOUR_S = 3_600

NEW, SCHEDULED, IN_PROGRESS, COMPLETED, ERROR, CANCELLED = 60001, 60002, 60003, 60004, 60005, 60006
WITH_ERRORS, ON_HOLD, STOPPED = 60008, 60009, 60010
STATUS_TEXTS = {
    NEW: "New",
    SCHEDULED: "Scheduled",
    IN_PROGRESS: "In progress",
    COMPLETED: "Completed",
    ERROR: "Error",
    CANCELLED: "Cancelled",
    WITH_ERRORS: "Completed with errors",
    ON_HOLD: "On hold",
    STOPPED: "Stopped",
}


@dataclass(frozen=True, eq=False)
class Mailing:
    """One mailing; `ending` is the status it comes to in the end, `place` its number in the list."""

    owner: MailingList
    place: int
    type: str
    scheduled: int | None
    created: int
    duration_s: int = 9_000
    ending: int = COMPLETED
    is_test: bool = False
    deleted: int = 1 << 40

    @property
    def id(self) -> int:
        return FIRST_MAILING_ID + 100_000 * self.owner.number + self.place

    @property
    def name(self) -> str:
        kind = "TEST " if self.is_test else ""
        return f"{kind}{words.TOPICS[self.place % len(words.TOPICS)]} #{self.place}"

    @property
    def message_ids(self) -> list[int]:
        first = FIRST_MESSAGE_ID + 10_000 * self.owner.number + 2 * self.place
        return [first, first + 1] if self.type == "split" else [first]

    @property
    def segment_ids(self) -> list[int]:
        """The segments it goes to: all members, or two halves that do not overlap."""
        halves = self.owner.number == 0 and self.type == "campaign"
        return [segments.segment_id(self.owner, place) for place in ((1, 2) if halves else (0,))]

    @property
    def first_day(self) -> int:
        """Midnight, UTC, of the day it goes out."""
        return (self.scheduled or self.created) // DAY_S * DAY_S

    @property
    def sends(self) -> bool:
        return self.scheduled is not None and self.ending not in (CANCELLED, ERROR, ON_HOLD, NEW)

    def status(self, now: int) -> tuple[int, int]:
        """Status code at that instant and since when."""
        if self.scheduled is None:
            return NEW, self.created
        if self.ending == CANCELLED and now >= self.scheduled - DAY_S:
            return CANCELLED, self.scheduled - DAY_S
        if now < self.scheduled:
            return SCHEDULED, self.created
        if self.ending in (ERROR, ON_HOLD):
            return self.ending, self.scheduled + 60
        if now < self.scheduled + self.duration_s:
            return IN_PROGRESS, self.scheduled
        return self.ending, self.scheduled + self.duration_s

    def progress(self, now: int) -> int:
        """Percent sent."""
        if not self.sends or self.scheduled is None or now < self.scheduled:
            return 0
        most = 50 if self.ending == STOPPED else 100
        return min(most, (now - self.scheduled) * 100 // self.duration_s)


@lru_cache(maxsize=256)
def mailings(mailing_list: MailingList, now: int) -> tuple[Mailing, ...]:
    """The mailings that exist at that instant, by id."""
    if not mailing_list.sends:
        return ()
    every = [*_old(mailing_list), *_weekly(mailing_list, now)]
    return tuple(mailing for mailing in every if mailing.created <= now < mailing.deleted)


@lru_cache(maxsize=256)
def transactional(mailing_list: MailingList) -> tuple[Mailing, ...]:
    """The welcome message, sent to each contact on the day of its creation, and one that was never used."""
    if not mailing_list.sends:
        return ()
    return tuple(_Transactional(mailing_list, place, "transactional", None, mailing_list.created) for place in (0, 1))


class _Transactional(Mailing):
    @property
    def id(self) -> int:
        return TRANSACTIONAL_ID + 10 * self.owner.number + self.place

    @property
    def name(self) -> str:
        return ("Welcome!", "Receipt (unused)")[self.place]

    @property
    def message_ids(self) -> list[int]:
        return [FIRST_MESSAGE_ID + 70_000 + 100 * self.owner.number + self.place]


def _old(mailing_list: MailingList) -> Iterator[Mailing]:
    """A few mailings a year before the weekly ones began."""
    first = mailing_list.created + 120 * DAY_S
    last = mailing_list.created + 700 * DAY_S if mailing_list.archived else START_EPOCH_S - 150 * DAY_S
    count = OLD_MAILINGS if mailing_list.number in (0, 1, 3) else 3
    for place in range(count):
        at = first + (last - first) * place // count // DAY_S * DAY_S
        at = at // DAY_S * DAY_S + 10 * HOUR_S
        yield Mailing(mailing_list, place, "campaign", at, at - 5 * DAY_S)


def _weekly(mailing_list: MailingList, now: int) -> Iterator[Mailing]:
    if mailing_list.archived:
        return
    for week in range(-WEEKS_BEFORE, (now - ANCHOR) // WEEK_S + 3):
        at, place = ANCHOR + week * WEEK_S, 100 + (week + WEEKS_BEFORE) * 4
        if at in SUMMER_BREAK:
            continue
        if mailing_list.number == 0:
            yield from _main_week(mailing_list, week, at, place)
        elif mailing_list.number == 1:
            ending = {4: ON_HOLD, 7: STOPPED}.get(week % 9, COMPLETED)
            at = at + 2 * DAY_S - 9_000
            yield Mailing(mailing_list, place, "campaign", at, at - 9 * DAY_S, 5_400, ending)
        elif week % 4 == mailing_list.number % 4:
            at = at + 4 * DAY_S
            yield Mailing(mailing_list, place, "campaign", at, at - 9 * DAY_S, 900)


def _main_week(mailing_list: MailingList, week: int, at: int, place: int) -> Iterator[Mailing]:
    """A newsletter on Monday; now and then an appeal, a test or a draft."""
    kind = "split" if week % 4 == 2 else "campaign"
    yield Mailing(mailing_list, place, kind, at, at - 9 * DAY_S)
    if week % 2:
        ending = {3: CANCELLED, 5: ERROR, 7: WITH_ERRORS}.get(week % 8, COMPLETED)
        appeal = at + 3 * DAY_S + 2 * HOUR_S
        yield Mailing(mailing_list, place + 1, "split", appeal, appeal - 9 * DAY_S, 7_200, ending)
    if week % 6 == 0:
        test = at - 2 * HOUR_S
        yield Mailing(mailing_list, place + 2, "test", test, test - DAY_S, 60, is_test=True)
    if week % 4 == 0:
        draft = at - 2 * DAY_S
        yield Mailing(mailing_list, place + 3, "campaign", None, draft, deleted=draft + 20 * DAY_S)
