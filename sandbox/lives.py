"""When the things of the invented account begin, change and end: arithmetic alone, so that a million cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sandbox.clock import DAY_S, START_EPOCH_S

MASK = (1 << 64) - 1
REMEMBERED = 1 << 14  # lives, of each kind
DOOMED = (2, 3)  # numbers of what ends soon after the clock starts, so that a short test of a small world sees it


def mix(seed: int, number: int) -> int:
    """64 bits that follow from the two numbers."""
    found = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03) & MASK
    found = ((found ^ (found >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    found = ((found ^ (found >> 27)) * 0x94D049BB133111EB) & MASK
    return found ^ (found >> 31)


@dataclass(eq=False)
class Lives:
    """Things numbered from 0: `initial` of them from the `span_days` before the clock starts, then `per_day` new ones.

    Each changes every `period_days` (from, to) days; `mortal` percent end within `lifetime_days` of their beginning,
    and the doomed ones `doomed_days` and twice as many after the clock starts.
    """

    seed: int
    initial: int
    per_day: float
    span_days: int = 200
    period_days: tuple[int, int] | None = (25, 160)
    mortal: int = 0
    lifetime_days: int = 240
    doomed_days: int = 2

    def __post_init__(self) -> None:
        self._life = lru_cache(REMEMBERED)(self._worked_out)

    def count(self, now: int) -> int:
        """How many have begun, of which some have ended."""
        return self.initial + int((now - START_EPOCH_S) * self.per_day / DAY_S)

    def begins(self, number: int) -> int:
        return self._life(number)[0]

    def ends(self, number: int) -> int | None:
        return self._life(number)[1]

    def ended(self, number: int, now: int) -> bool:
        end = self.ends(number)
        return end is not None and end <= now

    def version(self, number: int, now: int) -> int:
        """How often it has changed by now, its beginning and its end apart."""
        begin, end, period_s = self._life(number)
        until = min(now, (end or now + 1) - 1)
        return max(0, until - begin) // period_s

    def modified(self, number: int, now: int) -> int:
        """The instant of the last change by now."""
        begin, end, period_s = self._life(number)
        if end is not None and end <= now:
            return end
        return begin + self.version(number, now) * period_s

    def changed(self, number: int, since: int, until: int) -> bool:
        """Whether it began, changed or ended in this time, both bounds included."""
        begin, end, _ = self._life(number)
        if begin > until:
            return False
        if begin >= since or (end is not None and since <= end <= until):
            return True
        return self.modified(number, min(until, end - 1 if end else until)) >= since

    def alive(self, now: int) -> list[int]:
        """The numbers of those that have begun and not ended."""
        return [number for number in range(self.count(now)) if not self.ended(number, now)]

    def _worked_out(self, number: int) -> tuple[int, int | None, int]:
        """When it begins, when it ends, and the seconds between two changes."""
        begin = START_EPOCH_S - 3600 - mix(self.seed, number) % (self.span_days * DAY_S)
        if number >= self.initial:
            begin = START_EPOCH_S + int((number - self.initial + 1) * DAY_S / self.per_day)
        chance, end = mix(self.seed + 1, number), None
        if chance % 100 < self.mortal:
            end = begin + DAY_S + (chance >> 8) % (self.lifetime_days * DAY_S)
        if self.mortal and number in DOOMED and (end is None or end > START_EPOCH_S):
            end = START_EPOCH_S + (number - 1) * self.doomed_days * DAY_S
        if self.period_days is None:
            return begin, end, 1 << 40
        low, high = self.period_days
        return begin, end, low * DAY_S + mix(self.seed + 2, number) % ((high - low) * DAY_S)
