"""When the things of the invented account begin, change and end: arithmetic alone, so that a million cost nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.clock import DAY_S, START_EPOCH_S

MASK = (1 << 64) - 1


def mix(seed: int, number: int) -> int:
    """64 bits that follow from the two numbers."""
    found = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03) & MASK
    found = ((found ^ (found >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    found = ((found ^ (found >> 27)) * 0x94D049BB133111EB) & MASK
    return found ^ (found >> 31)


@dataclass(frozen=True)
class Lives:
    """Things numbered from 0: `initial` of them from the `span_days` before the clock starts, then `per_day` new ones.

    Each changes every `period_days` (from, to) days; `mortal` percent end within `lifetime_days` of their beginning.
    """

    seed: int
    initial: int
    per_day: float
    span_days: int = 200
    period_days: tuple[int, int] | None = (25, 160)
    mortal: int = 0
    lifetime_days: int = 240

    def count(self, now: int) -> int:
        """How many have begun, of which some have ended."""
        return self.initial + int((now - START_EPOCH_S) * self.per_day / DAY_S)

    def begins(self, number: int) -> int:
        if number >= self.initial:
            return START_EPOCH_S + int((number - self.initial + 1) * DAY_S / self.per_day)
        return START_EPOCH_S - 3600 - mix(self.seed, number) % (self.span_days * DAY_S)

    def ends(self, number: int) -> int | None:
        chance = mix(self.seed + 1, number)
        if chance % 100 >= self.mortal:
            return None
        return self.begins(number) + DAY_S + (chance >> 8) % (self.lifetime_days * DAY_S)

    def ended(self, number: int, now: int) -> bool:
        end = self.ends(number)
        return end is not None and end <= now

    def version(self, number: int, now: int) -> int:
        """How often it has changed by now, its beginning and its end apart."""
        until = min(now, (self.ends(number) or now + 1) - 1)
        return max(0, until - self.begins(number)) // self._period_s(number)

    def modified(self, number: int, now: int) -> int:
        """The instant of the last change by now."""
        if self.ended(number, now):
            return self.ends(number) or 0
        return self.begins(number) + self.version(number, now) * self._period_s(number)

    def changed(self, number: int, since: int, until: int) -> bool:
        """Whether it began, changed or ended in this time, both bounds included."""
        begin, end = self.begins(number), self.ends(number)
        if begin > until:
            return False
        if begin >= since or (end is not None and since <= end <= until):
            return True
        return self.modified(number, min(until, end - 1 if end else until)) >= since

    def alive(self, now: int) -> list[int]:
        """The numbers of those that have begun and not ended."""
        return [number for number in range(self.count(now)) if not self.ended(number, now)]

    def _period_s(self, number: int) -> int:
        if self.period_days is None:
            return 1 << 40
        low, high = self.period_days
        return low * DAY_S + mix(self.seed + 2, number) % ((high - low) * DAY_S)
