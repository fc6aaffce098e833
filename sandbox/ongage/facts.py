"""The actions of one mailing and day, counted: the grain from which every report is summed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sandbox.clock import DAY_S
from sandbox.ongage import activity, audience, esp, segments, words
from sandbox.ongage.mailings import Mailing

COUNTERS = (
    "targeted",
    "sent",
    "success",
    "failed",
    "hard_bounces",
    "soft_bounces",
    "opens",
    "unique_opens",
    "clicks",
    "unique_clicks",
    "unsubscribes",
    "complaints",
    "post_back_clicks",
    # Not shown: openers and clickers counted on their first day only, for totals over days.
    "first_opens",
    "first_clicks",
)
PLACE = {counter: place for place, counter in enumerate(COUNTERS)}
# What an action adds to the counters; a bounce takes back the success that was reported first.
EFFECTS = {
    "sent": (("targeted", 1), ("sent", 1), ("success", 1)),
    "hard_bounce": (("success", -1), ("failed", 1), ("hard_bounces", 1)),
    "soft_bounce": (("success", -1), ("failed", 1), ("soft_bounces", 1)),
    "open": (("opens", 1),),
    "click": (("clicks", 1),),
    "unsubscribe": (("unsubscribes", 1),),
    "complaint": (("complaints", 1),),
    "post_back": (("post_back_clicks", 1),),
}
SETTLED_S = 4 * DAY_S  # after that a day's statistics do not change any more
CLASSIFIED_S = (
    36 * 3_600
)  # so long after its day some openings count under a provider of their own, which then vanishes


class Cell(NamedTuple):
    """What a row of statistics is about, beside the mailing and the day."""

    email_message_id: str
    segment_id: str | None
    esp_connection_id: str | None
    isp_id: str
    country_iso: str
    link_url: str | None


class Fact(NamedTuple):
    mailing: Mailing
    day: int
    cell: Cell
    counters: list[int]


def facts(mailings: Iterable[Mailing], start: int, end: int, now: int) -> list[Fact]:
    """The facts of the day [start, end) as the statistics know them now."""
    seen_at = min(now, end + SETTLED_S)
    return [
        Fact(mailing, start, cell, counters)
        for mailing in mailings
        if activity.ages(mailing, start, end)
        for cell, counters in _count(mailing, start, end, seen_at).items()
    ]


@lru_cache(maxsize=8192)
def _count(mailing: Mailing, start: int, end: int, seen_at: int) -> dict[Cell, list[int]]:
    stride = audience.stride(mailing)
    cells: dict[Cell, list[int]] = {}
    for age in activity.ages(mailing, start, end):
        for number in audience.candidates(mailing, age, stride):
            for action in activity.actions(mailing, number, age):
                if start <= action.at < end and action.known_at <= seen_at:
                    unclassified = age == 0 and number % 23 == 0 and seen_at < end + CLASSIFIED_S
                    cell = _cell(mailing, number, action, unclassified)
                    _add(cells.setdefault(cell, [0] * len(COUNTERS)), action, stride)
    return cells


def _add(counters: list[int], action: activity.Action, weight: int) -> None:
    for counter, step in EFFECTS[action.kind]:
        counters[PLACE[counter]] += step * weight
    if action.kind in ("open", "click") and action.first:
        counters[PLACE[f"unique_{action.kind}s"]] += weight
        counters[PLACE[f"first_{action.kind}s"]] += weight * action.first_ever


def _cell(mailing: Mailing, number: int, action: activity.Action, unclassified: bool) -> Cell:
    messages = mailing.message_ids
    segment = next((one for one in mailing.segment_ids if segments.holds(one, number)), mailing.segment_ids[0])
    isp_id = words.UNCLASSIFIED_ISP[0] if unclassified else words.ISPS[number * 13 % len(words.ISPS)][0]
    return Cell(
        str(messages[number // 4 % len(messages)]),
        None if mailing.type == "transactional" else str(segment),
        esp.connection_of(mailing, number),
        isp_id,
        words.COUNTRY_CODES[number * 7 % len(words.COUNTRY_CODES)],
        action.link,
    )
