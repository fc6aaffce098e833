"""The account and its lists, and GET /api/lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.dice import Dice
from sandbox.ongage.growth import Growth

ACCOUNT_ID = 7001
FIRST_LIST_ID = 21001
YEAR_S = 365 * DAY_S
TRANSACTIONAL_ID = 880001

# name, type, archived, share of the contacts, days of life
ROLES = (
    ("Supporters", "sending", False, 62, 2035),
    ("Petición – firmantes", "sending", False, 27, 1500),
    ("Local group Zürich", "sending", False, 4, 820),
    ("Old newsletter (before 2025)", "sending", True, 5, 2600),
    ("Do not mail", "suppression", False, 2, 2035),
)


@dataclass(frozen=True)
class World:
    """What all data follows from, beside the instant."""

    seed: int = 1
    contacts: int = 1000
    lists: int = 5


@dataclass(frozen=True, eq=False)
class MailingList:
    """One list; `size` is its number of contacts at the start of the clock."""

    world: World
    number: int
    name: str
    type: str
    archived: bool
    size: int
    created: int

    @property
    def id(self) -> int:
        return FIRST_LIST_ID + self.number

    @property
    def sends(self) -> bool:
        return self.type == "sending"

    @cached_property
    def growth(self) -> Growth:
        until = self.created + 2 * YEAR_S if self.archived else START_EPOCH_S
        daily = 0 if self.archived else max(1, self.size // 500)
        return Growth((self.world.seed, "growth", self.id), self.created, until, self.size, daily)

    def dice(self, *key: object) -> Dice:
        return Dice(self.world.seed, self.id, *key)


@lru_cache(maxsize=8)
def mailing_lists(world: World) -> tuple[MailingList, ...]:
    """All lists of the account; beyond the five roles, small local groups."""
    groups = [(f"Local group {number}", "sending", False, 1, 400 + 7 * number) for number in range(world.lists - 5)]
    roles = [*ROLES, *groups][: world.lists]
    shares = sum(role[3] for role in roles)
    return tuple(
        MailingList(world, number, name, type_, archived, max(1, world.contacts * share // shares), _born(days))
        for number, (name, type_, archived, share, days) in enumerate(roles)
    )


def rows(world: World, now: int) -> list[dict[str, Any]]:
    return [_row(mailing_list, now) for mailing_list in mailing_lists(world)]


def _born(days: int) -> int:
    return START_EPOCH_S - days * DAY_S + 3_168


def _row(mailing_list: MailingList, now: int) -> dict[str, Any]:
    counted_at = now - now % DAY_S
    total = mailing_list.growth.count_at(counted_at)
    unsubscribes, bounces, complaints = total * 16 // 100, total * 3 // 100, total // 200
    sends = mailing_list.sends
    lost = unsubscribes + bounces + complaints if sends else 0
    return {
        "id": mailing_list.id,
        "account_id": ACCOUNT_ID,
        "name": mailing_list.name,
        "description": "" if sends else None,
        "type": mailing_list.type,
        "hash_type": "",
        "scope": None if sends else "global",
        "last_count": total,
        "last_active_count": total - lost,
        "unsubscribes": unsubscribes if sends else 0,
        "complaints": complaints if sends else 0,
        "bounces": bounces if sends else 0,
        "last_stats_date": counted_at if sends else None,
        "last_events_stats_date": None,
        "last_transactional_stats_date": counted_at if sends else None,
        "archive": mailing_list.archived,
        "expiration_date": 0,
        "default_transactional_id": TRANSACTIONAL_ID + 10 * mailing_list.number if sends else None,
        "welcome_email_id": None,
        "welcome_email_active": False,
        "unsubscribe_default_link": True,
        "frequency_active": False,
        "frequencies": [],
        "unsubscribe_success_html": '<p>Sorry to see you go, "friend"</p>\n',
        "tracking_domain": "track.example.org" if sends else None,
        "imports_concurrent_limit": None,
        "modified_counts": counted_at,
        "created": mailing_list.created,
        "modified": mailing_list.created + 1_000 if mailing_list.archived else counted_at,
        "deleted": None,
        "default": mailing_list.number == 0,
    }
