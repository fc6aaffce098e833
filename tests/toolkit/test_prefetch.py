"""Reading ahead changes when things are read, never their order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count, islice

import pytest

from toolkit.prefetch import prefetch


def threads() -> list[str]:
    """The readers that still run."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("prefetch")]


@pytest.mark.parametrize("parallel", [1, 2, 5, 50])
def test_results_come_in_the_items_order(parallel: int) -> None:
    squares = prefetch(lambda number: number * number, range(20), parallel)
    assert list(islice(squares, 4)) == [(0, 0), (1, 1), (2, 4), (3, 9)]
    assert len(list(squares)) == 16


def test_nothing_to_read_gives_nothing() -> None:
    assert list(prefetch(str, [], 3)) == []


def test_a_slow_first_item_is_still_first() -> None:
    second_is_read = threading.Event()

    def slow() -> str:
        second_is_read.wait(10)
        return "SLOW"

    def fast() -> str:
        second_is_read.set()
        return "FAST"

    assert [result for _, result in prefetch(lambda read: read(), [slow, fast], 2)] == ["SLOW", "FAST"]


def test_no_more_than_the_bound_is_taken_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    reading = prefetch(str, items(), 3)
    assert taken == []
    assert [(next(reading)[0], len(taken)) for _ in range(3)] == [(0, 3), (1, 4), (2, 5)]
    reading.close()  # type: ignore[attr-defined]


def test_an_error_is_raised_at_its_items_turn() -> None:
    got: list[int] = []
    with pytest.raises(ZeroDivisionError):
        got.extend(result for _, result in prefetch(lambda number: 6 // number, [3, 2, 0, 1], 4))
    assert threads() == []


def test_everything_before_an_error_is_handed_on() -> None:
    reading = prefetch(lambda number: 6 // number, [3, 2, 0, 1], 4)
    assert [next(reading), next(reading)] == [(3, 2), (2, 3)]
    with pytest.raises(ZeroDivisionError):
        next(reading)


def test_readers_end_when_the_consumer_stops_early() -> None:
    reading = prefetch(str, count(), 3)
    next(reading)
    assert threads() != []
    reading.close()  # type: ignore[attr-defined]
    assert threads() == []
