"""Syncs that are cut off, and syncs that nobody disturbs."""

from __future__ import annotations

from collections.abc import Callable

from warehouse import Crash, Warehouse, fresh

__all__ = ["crashed", "fresh", "never"]


def crashed(warehouse: Warehouse, configuration: dict[str, str], crash: Callable[[str, str], bool]) -> bool:
    """Whether a sync with this crash was cut off by it."""
    warehouse.crash = crash
    try:
        warehouse.sync(configuration)
    except Crash:
        return True
    return False


def never(operation: str, table: str) -> bool:
    return False
