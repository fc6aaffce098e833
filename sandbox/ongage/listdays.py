"""Statistics of a list on a day (reports `from: list`)."""

from __future__ import annotations

from typing import Any

from sandbox.clock import DAY_S
from sandbox.ongage.lists import MailingList

COLUMNS = ("active", "not_active", "complaints", "unsubscribes", "bounces", "opened", "clicked", "no_activity")


def day(mailing_list: MailingList, start: int, now: int) -> dict[str, Any] | None:
    """The day's row; None before the list's first contact. The last two days are still being counted."""
    total = mailing_list.growth.count_at(min(now, start + DAY_S - 1))
    if total == 0 or not mailing_list.sends:
        return None
    dice = mailing_list.dice("day", start // DAY_S)
    unsubscribes, bounces, complaints = total * 16 // 100, total * 3 // 100, total // 200
    active = total - unsubscribes - bounces - complaints
    opened = active * dice.between(2, 12) // 100
    if now < start + 3 * DAY_S:
        opened -= opened // 8
    return {
        "active": active,
        "not_active": total - active,
        "complaints": complaints,
        "unsubscribes": unsubscribes,
        "bounces": bounces,
        "opened": opened,
        "clicked": opened // 5,
        "no_activity": active - opened,
    }
