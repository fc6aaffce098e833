"""A value at the edge of its column's type arrives as it is, or is refused with table and column."""

from __future__ import annotations

from collections.abc import Callable

from checks import declarations
from subject import ALL_KEYS


def test_every_declared_type_holds_for_values_at_its_edge(configured: Callable[..., dict[str, str]]) -> None:
    declarations.values_come_through(declarations.declared(configured(**ALL_KEYS)))
