"""The invented account: how much of everything there is, and the ids by which it is known."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sandbox.dice import Dice
from sandbox.lives import Lives

COMMITTEE_ID = 80541
REMEMBERED = 4  # instants for which a small collection is kept as it was made: the clock stands still
MOST_EVENTS = 2_000  # at the beginning; nobody organizes with contacts alone
EASTERN = ZoneInfo("America/New_York")
FIRST_NAMES = ("Avery", "Zoë", "Quinn", "Noor", "Mateo", "Ana María", "Björn", "Imani", "Li", "Dana")
LAST_NAMES = ("Marsh", "O'Hara, Jr.", "Ortiz", "Núñez", 'Smith "Red"', "Okafor", "Lindqvist", "Chen", "Van Dyke", "Ba")


class World:
    """Everything that follows from seed and size."""

    def __init__(self, seed: int, contacts: int) -> None:
        self.seed, self.size = seed, contacts
        self._kinds: dict[int, Lives] = {}

    def lives(self, salt: int, share: float, per_day: float = 0.5, **rules: object) -> Lives:
        """A kind of thing, as many as a share of the contacts, a handful at least."""
        if salt not in self._kinds:
            initial, seed = max(4, int(self.size * share)), self.seed * 1000 + salt * 10
            self._kinds[salt] = Lives(seed, initial, max(per_day, initial / 300), **rules)  # type: ignore[arg-type]
        return self._kinds[salt]

    @cached_property
    def contacts(self) -> Lives:
        return self.lives(1, 1, span_days=400, mortal=12, lifetime_days=420)

    @cached_property
    def events(self) -> Lives:
        initial = min(max(40, self.size // 8), MOST_EVENTS)
        return Lives(
            self.seed * 1000 + 20, initial, initial / 60, span_days=200, mortal=50, lifetime_days=120, doomed_days=10
        )

    @cached_property
    def activist_codes(self) -> Lives:
        return Lives(self.seed + 31, 14, 0.3, mortal=10)

    @cached_property
    def codes(self) -> Lives:
        return Lives(self.seed + 32, 60, 0.5, mortal=20, lifetime_days=300)

    @cached_property
    def locations(self) -> Lives:
        return Lives(self.seed + 33, 25, 0.4, mortal=20, lifetime_days=300)

    @cached_property
    def saved_lists(self) -> Lives:
        return Lives(self.seed + 34, 12, 0.2, mortal=20, lifetime_days=300)

    @cached_property
    def emails(self) -> Lives:
        return Lives(self.seed + 41, min(self.size, 45), 0.6, span_days=300, period_days=None, mortal=6)

    def dice(self, *key: object) -> Dice:
        return Dice(self.seed, *key)

    def van_id(self, number: int) -> int:
        return 204_511_000 + number

    def contact_of(self, *key: object) -> int:
        """The VanID of somebody who was there from the beginning."""
        return self.van_id(self.dice("whose", *key).below(self.size))


def eastern(epoch_s: int) -> str:
    """As the API writes the times of events, jobs and files: with the offset of the US east coast."""
    return datetime.fromtimestamp(epoch_s, EASTERN).isoformat(timespec="seconds")


def naive(epoch_s: int) -> str:
    """As files have times: without a zone."""
    return datetime.fromtimestamp(epoch_s, EASTERN).isoformat(timespec="seconds")[:19]
