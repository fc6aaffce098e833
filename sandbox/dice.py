"""Repeatable chance: the same key always throws the same numbers, so data need not be stored to stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of throws that follows from its key alone; 512 bits, enough for some thirty throws."""

    __slots__ = ("_left",)

    def __init__(self, *key: object) -> None:
        self._left = int.from_bytes(blake2b(repr(key).encode(), digest_size=64).digest(), "big")

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1."""
        self._left, thrown = divmod(self._left, bound)
        return thrown

    def between(self, low: int, high: int) -> int:
        """A number from low to high - 1; low where the span is empty."""
        return low + self.below(max(1, high - low))

    def chance(self, percent: float) -> bool:
        """True in `percent` of a hundred throws."""
        return self.below(10_000) < percent * 100

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def hexadecimal(self, digits: int) -> str:
        """A hexadecimal number of that many digits."""
        return f"{self.below(16**digits):0{digits}x}"
