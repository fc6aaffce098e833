"""Breaks the connector that measured.py has imported: it says every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fivetran_connector_sdk import Logging as log

from toolkit import flow

EACH = flow._each


def _said(table: str, what: str, rows: Iterable[Any], operation: Callable[[str, Any], Any], checkpoints: Any) -> None:
    def emit(name: str, row: Any) -> None:
        log.info(f"{name}: {sorted(row)}")
        operation(name, row)

    EACH(table, what, rows, emit, checkpoints)


flow._each = _said
