"""Syncs that are cut off, and syncs that nobody disturbs."""

from __future__ import annotations

from collections.abc import Callable

import subject
from warehouse import Crash, Row, Warehouse


def crashed(warehouse: Warehouse, configuration: dict[str, str], crash: Callable[[str, str], bool]) -> bool:
    """Whether a sync with this crash was cut off by it."""
    warehouse.crash = crash
    try:
        warehouse.sync(configuration)
    except Crash:
        return True
    return False


def never(operation: str, table: str) -> bool:
    """No crash at all."""
    return False


def fresh(configuration: dict[str, str]) -> Warehouse:
    """The warehouse of a first sync made now."""
    return Warehouse().sync(configuration)


def told(warehouse: Warehouse) -> dict[str, list[Row]]:
    """The tables that have rows, without what says when a row was read."""
    return {
        name: [{c: v for c, v in row.items() if c not in subject.TOLD_AT_READING.get(name, ())} for row in rows]
        for name in sorted(warehouse.tables)
        if (rows := warehouse.rows(name))
    }
