"""Half-open windows of time, in Unix seconds.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

HOUR_S = 3600
DAY_S = 86400


@dataclass(frozen=True, order=True)
class Window:
    """Seconds `since` <= t < `until`."""

    since: int
    until: int

    def __str__(self) -> str:
        return f"{moment(self.since)}..{moment(self.until)}"

    def halves(self, floor_s: int = HOUR_S) -> list[Window]:
        """Two windows cut at a whole multiple of the floor, or none where the window is down to it."""
        units = (self.until - self.since) // floor_s
        if units < 2:
            return []
        middle = self.since + units // 2 * floor_s
        return [Window(self.since, middle), Window(middle, self.until)]


def moment(epoch_s: int) -> str:
    """Unix seconds as a person reads them: `2026-11-01T09:00:00Z`."""
    return datetime.fromtimestamp(epoch_s, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def month_start(epoch_s: int) -> int:
    """The first second of the calendar month (UTC) that holds this one."""
    found = datetime.fromtimestamp(epoch_s, timezone.utc)
    return int(datetime(found.year, found.month, 1, tzinfo=timezone.utc).timestamp())


def next_month(epoch_s: int) -> int:
    """The first second of the calendar month (UTC) after the one that holds this second."""
    return month_start(month_start(epoch_s) + 32 * DAY_S)


def months(since: int, until: int) -> Iterator[Window]:
    """The time from `since` to `until`, cut where calendar months (UTC) begin."""
    while since < until:
        end = min(next_month(since), until)
        yield Window(since, end)
        since = end


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included; none where `last` lies before."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def day_window(day: date, zone: tzinfo) -> Window:
    """The seconds of a calendar day in a time zone (23 or 25 hours where clocks change)."""
    start, end = (datetime.combine(d, time(), zone).timestamp() for d in (day, day + timedelta(days=1)))
    return Window(int(start), int(end))


def local_day(epoch_s: int, zone: tzinfo) -> date:
    """The calendar day of a second in a time zone."""
    return datetime.fromtimestamp(epoch_s, zone).date()
