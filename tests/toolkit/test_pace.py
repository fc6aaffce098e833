"""The source's own limits are kept before it has to refuse a call."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from toolkit.pace import Pace


class Clock:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s, self.waits = 0.0, list[float]()

    def sleep(self, wait_s: float) -> None:
        self.waits.append(wait_s)
        self.now_s += wait_s

    def read(self) -> float:
        return self.now_s


def test_only_so_many_calls_start_in_a_minute() -> None:
    clock = Clock()
    pace = Pace(2, 60, 1, clock.sleep, clock.read)
    started = []
    for _ in range(6):
        with pace:
            started.append(clock.now_s)
    assert started == [0, 0, 60, 60, 120, 120]
    assert clock.waits == [60, 60]


def test_the_minute_slides() -> None:
    """Calls at 0 and 50 s: the third may start at 60 s, the fourth only at 110 s."""
    clock = Clock()
    pace, started = Pace(2, 60, 1, clock.sleep, clock.read), []
    for pause in (0, 50, 0, 0):
        clock.now_s += pause
        with pace:
            started.append(clock.now_s)
    assert started == [0, 50, 60, 110]


def test_slow_calls_are_not_held_up() -> None:
    clock = Clock()
    pace = Pace(1, 60, 1, clock.sleep, clock.read)
    for _ in range(3):
        with pace:
            clock.now_s += 61
    assert clock.waits == []


def test_callers_that_come_at_once_are_given_different_starts() -> None:
    waits: list[float] = []
    pace = Pace(2, 60, 6, waits.append, lambda: 0.0)

    def call(_: int) -> None:
        with pace:
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(call, range(6)))
    assert sorted(waits) == [60, 60, 120, 120]


def test_no_more_run_at_once_than_allowed() -> None:
    pace, entered = Pace(100, 60, 2, lambda _: None), threading.Event()

    def call() -> None:
        with pace:
            entered.set()

    third = threading.Thread(target=call)
    with pace:
        with pace:
            third.start()
            third.join(0.05)
            assert not entered.is_set()
        third.join(10)
        assert entered.is_set()


def test_a_call_that_fails_makes_room_for_the_next() -> None:
    pace = Pace(100, 60, 1, lambda _: None)
    with pytest.raises(OSError, match="broken"), pace:
        raise OSError("broken")
    with pace:
        assert True
