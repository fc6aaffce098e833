"""When each contact of a list was created: rising with its number, so that a date finds its contacts at once."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timezone
from itertools import accumulate, pairwise

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.dice import Dice

GAP_PERCENT = 20
LONG_GAP = range(8, 12)  # months of a list's life in which nobody joined
SUMMER_BREAK = (2026, 8)
RECENT_MONTHS = 2


class Growth:
    """`size` contacts between `created` and `until`, with empty months; then `daily` more on every day of the clock."""

    def __init__(self, key: object, created: int, until: int, size: int, daily: int) -> None:
        self.size, self.daily = size, daily
        starts = _months(created, until)
        self._bounds = [*starts, until]
        weights = [_weight(Dice(key, start), index, len(starts), start) for index, start in enumerate(starts)]
        spans = [after - before for before, after in pairwise(self._bounds)]
        total = sum(weight * span for weight, span in zip(weights, spans, strict=True)) or 1
        shares = accumulate(weight * span for weight, span in zip(weights, spans, strict=True))
        self._ends = [size * share // total for share in shares]

    def created_at(self, number: int) -> int:
        """Epoch seconds at which contact `number` was created."""
        if number < self.size:
            month = bisect_right(self._ends, number)
            first = self._ends[month - 1] if month else 0
            start, end = self._bounds[month], self._bounds[month + 1]
            return start + _inside(number, number - first, self._ends[month] - first, end - start)
        day, place = divmod(number - self.size, self.daily)
        return START_EPOCH_S + day * DAY_S + _inside(number, place, self.daily, DAY_S)

    def count_at(self, instant: int) -> int:
        """How many contacts were created up to this instant, deleted ones included."""
        days_on = max(0, (instant - START_EPOCH_S) // DAY_S + 1)
        return bisect_right(range(self.size + days_on * self.daily), instant, key=self.created_at)


def _inside(number: int, place: int, places: int, span_s: int) -> int:
    return span_s * (place * 997 + number * 7919 % 997) // (997 * places)


def _months(created: int, until: int) -> list[int]:
    first = datetime.fromtimestamp(created, timezone.utc)
    year, month, starts = first.year, first.month, [created]
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        start = int(datetime(year, month, 1, tzinfo=timezone.utc).timestamp())
        if start >= until:
            return starts
        starts.append(start)


def _weight(dice: Dice, index: int, months: int, start: int) -> int:
    weight = dice.between(2, 10)
    if index == 0 or index >= months - RECENT_MONTHS:
        return weight
    at = datetime.fromtimestamp(start, timezone.utc)
    gap = index in LONG_GAP or (at.year, at.month) == SUMMER_BREAK or dice.chance(GAP_PERCENT)
    return 0 if gap else weight
