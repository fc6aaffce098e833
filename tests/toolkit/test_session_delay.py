"""How long a session waits before it asks again: a pure function of the answer and the attempt."""

from __future__ import annotations

import pytest
import requests

from toolkit.session import Limits, Transient, delay_s

LIMITS = Limits(calls=60, period_s=60, parallel_calls=1)
NOON = "Mon, 02 Nov 2026 12:00:00 GMT"
LEAST, MOST = 0.0, 1.0

HINTS = {
    "seconds": ("7", 7.0),
    "a-fraction": ("0.5", 0.5),
    "the-longest": ("300", 300.0),
    "date": ("Mon, 02 Nov 2026 12:02:00 GMT", 120.0),
    "date-in-another-zone": ("Mon, 02 Nov 2026 07:02:00 -0500", 120.0),
    "date-now": (NOON, 1.0),
    "date-gone-by": ("Mon, 02 Nov 2026 11:59:00 GMT", 1.0),
    "date-far-off": ("Tue, 02 Nov 2027 12:00:00 GMT", 1.0),
    "date-without-zone": ("Mon, 02 Nov 2026 12:02:00 -0000", 1.0),
    "zero": ("0", 1.0),
    "negative": ("-5", 1.0),
    "just-too-long": ("301", 1.0),
    "absurd": ("86400000", 1.0),
    "infinite": ("1e999", 1.0),
    "no-number": ("nan", 1.0),
    "empty": ("", 1.0),
    "unreadable": ("in a while", 1.0),
}
STATUSES = (408, 425, 429, 500, 502, 503, 504)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(("retry_after", "wait"), HINTS.values(), ids=HINTS.keys())
def test_retry_after_is_obeyed_where_it_makes_sense(status: int, retry_after: str, wait: float) -> None:
    hint = Transient(f"HTTP {status}", status, retry_after, NOON)
    assert delay_s(1, hint, LIMITS, MOST) == wait


def test_a_date_beyond_all_calendars_is_unreadable() -> None:
    hint = Transient("HTTP 503", 503, "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", NOON)
    assert delay_s(1, hint, LIMITS, MOST) == 1.0


@pytest.mark.parametrize(
    ("status", "minute_limit", "wait"),
    [(429, True, 60.0), (429, False, 1.0), (503, True, 1.0), (500, True, 1.0), (408, True, 1.0), (0, True, 1.0)],
    ids=["429-minute", "429-other-limit", "503", "500", "408", "no-answer"],
)
def test_only_a_429_on_a_minute_limit_waits_for_the_minute_to_end(status: int, minute_limit: bool, wait: float) -> None:
    limits = Limits(calls=60, period_s=60, parallel_calls=1, minute_limit=minute_limit)
    assert delay_s(1, Transient("", status), limits, MOST) == wait


@pytest.mark.parametrize(
    ("attempt", "least", "most"),
    [(1, 0.5, 1.0), (2, 1.0, 2.0), (3, 2.0, 4.0), (4, 4.0, 8.0), (5, 8.0, 16.0)],
    ids=["first", "second", "third", "fourth", "fifth"],
)
def test_the_back_off_doubles_and_stays_within_its_bounds(attempt: int, least: float, most: float) -> None:
    error = requests.ConnectionError()
    assert delay_s(attempt, error, LIMITS, LEAST) == least
    assert delay_s(attempt, error, LIMITS, MOST) == most


def test_the_wait_is_a_setting() -> None:
    limits = Limits(calls=60, period_s=60, parallel_calls=1, retry_wait_s=0.01)
    assert delay_s(3, Transient("HTTP 503", 503), limits, MOST) == 0.04


def test_the_longest_wait_is_a_setting() -> None:
    limits = Limits(calls=60, period_s=60, parallel_calls=1, retry_after_max_s=10)
    assert delay_s(1, Transient("HTTP 503", 503, "11"), limits, MOST) == 1.0


def test_a_date_without_the_answers_own_date_is_measured_by_this_machine() -> None:
    assert delay_s(1, Transient("HTTP 503", 503, "Thu, 01 Jan 1970 00:00:00 GMT"), LIMITS, MOST) == 1.0
