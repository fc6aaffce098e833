"""Windows meet without gap or overlap, whatever the calendar and the clocks do."""

from __future__ import annotations

from datetime import date, timezone
from zoneinfo import ZoneInfo

import pytest

from toolkit.windows import Window, day_window, days, local_day, moment, month_start, months, next_month

NOV_15_2025, DEC_2025, JAN_2026, FEB_2026, FEB_10_2026 = 1763164800, 1764547200, 1767225600, 1769904000, 1770681600
NEW_YORK = ZoneInfo("America/New_York")


def test_a_window_reads_as_its_bounds() -> None:
    assert str(Window(NOV_15_2025, JAN_2026)) == "2025-11-15T00:00:00Z..2026-01-01T00:00:00Z"
    assert moment(1793620800) == "2026-11-02T12:00:00Z"


def test_months_are_cut_over_the_years_end() -> None:
    assert list(months(NOV_15_2025, FEB_10_2026)) == [
        Window(NOV_15_2025, DEC_2025),
        Window(DEC_2025, JAN_2026),
        Window(JAN_2026, FEB_2026),
        Window(FEB_2026, FEB_10_2026),
    ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (JAN_2026, JAN_2026, []),
        (FEB_2026, JAN_2026, []),
        (JAN_2026, FEB_2026, [Window(JAN_2026, FEB_2026)]),
        (JAN_2026 - 1, JAN_2026 + 1, [Window(JAN_2026 - 1, JAN_2026), Window(JAN_2026, JAN_2026 + 1)]),
    ],
    ids=["nothing", "backwards", "one-whole", "a-second-each-side"],
)
def test_months_at_their_edges(since: int, until: int, expected: list[Window]) -> None:
    assert list(months(since, until)) == expected


@pytest.mark.parametrize(
    ("second", "start", "following"),
    [
        (JAN_2026, JAN_2026, FEB_2026),
        (FEB_2026 - 1, JAN_2026, FEB_2026),
        (JAN_2026 - 1, DEC_2025, JAN_2026),
        (1709164800, 1706745600, 1709251200),
        (0, 0, 2678400),
    ],
    ids=["first-second", "last-second", "december", "leap-day", "epoch"],
)
def test_the_month_of_a_second(second: int, start: int, following: int) -> None:
    assert (month_start(second), next_month(second)) == (start, following)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (7200, [Window(0, 3600), Window(3600, 7200)]),
        (10800, [Window(0, 3600), Window(3600, 10800)]),
        (86400, [Window(0, 43200), Window(43200, 86400)]),
        (9000, [Window(0, 3600), Window(3600, 9000)]),
        (7199, []),
        (3600, []),
        (60, []),
    ],
    ids=["two-hours", "three-hours", "a-day", "two-and-a-half", "under-two", "the-floor", "below"],
)
def test_halves_fall_on_whole_hours_down_to_the_floor(until: int, expected: list[Window]) -> None:
    assert Window(0, until).halves() == expected


def test_the_floor_can_be_given() -> None:
    assert Window(100, 280).halves(60) == [Window(100, 160), Window(160, 280)]


def test_days_are_both_included() -> None:
    assert list(days(date(2025, 12, 31), date(2026, 1, 1))) == [date(2025, 12, 31), date(2026, 1, 1)]
    assert list(days(date(2026, 1, 2), date(2026, 1, 1))) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 7), Window(1772859600, 1772946000)),
        (date(2026, 3, 8), Window(1772946000, 1773028800)),
        (date(2026, 11, 1), Window(1793505600, 1793595600)),
        (date(2026, 11, 2), Window(1793595600, 1793682000)),
    ],
    ids=["24-hours", "23-hours", "25-hours", "24-hours-again"],
)
def test_a_day_in_new_york_lasts_as_long_as_its_clocks_say(day: date, expected: Window) -> None:
    assert day_window(day, NEW_YORK) == expected


def test_a_day_in_utc() -> None:
    assert day_window(date(2026, 1, 1), timezone.utc) == Window(JAN_2026, JAN_2026 + 86400)


def test_days_meet_where_midnight_itself_is_skipped() -> None:
    """Cairo's clocks went from 00:00 to 01:00 on 2026-04-24."""
    cairo = ZoneInfo("Africa/Cairo")
    assert day_window(date(2026, 4, 24), cairo) == Window(1776981600, 1777064400)
    assert day_window(date(2026, 4, 23), cairo).until == 1776981600


@pytest.mark.parametrize(
    ("second", "expected"),
    [(1793505599, date(2026, 10, 31)), (1793505600, date(2026, 11, 1)), (1793595599, date(2026, 11, 1))],
    ids=["before-midnight", "midnight", "the-25th-hour"],
)
def test_the_local_day_of_a_second(second: int, expected: date) -> None:
    assert local_day(second, NEW_YORK) == expected
