"""What every connector's rows are, and that a sync with nothing new emits none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from source import ALL_KEYS

import connector
from warehouse import Warehouse

Synced = Callable[..., Warehouse]
PYTHON_TYPES: dict[str, type] = {
    "STRING": str, "INT": int, "LONG": int, "BOOLEAN": bool, "FLOAT": float, "UTC_DATETIME": str, "NAIVE_DATE": str,
    "DOUBLE": float, "NAIVE_DATETIME": str,
}  # fmt: skip


def test_every_declared_table_is_filled(synced: Synced) -> None:
    warehouse = synced(**ALL_KEYS)
    declared = {table["table"] for table in connector.schema(warehouse.configuration)}
    assert {name for name, rows in warehouse.tables.items() if rows} == declared


def test_every_value_has_the_declared_type_and_no_key_is_null(synced: Synced) -> None:
    warehouse = synced(**ALL_KEYS)
    declared = {table["table"]: table for table in connector.schema(warehouse.configuration)}
    emitted = [(table, row) for table, what, row in warehouse.emitted if what == "upsert"]
    wrong = [
        (table, name, value)
        for table, row in emitted
        for name, value in row.items()
        if not _fits(declared[table]["columns"].get(name, "STRING"), value)
    ]
    assert wrong == []
    assert all(row[name] is not None for table, row in emitted for name in declared[table]["primary_key"])


def _fits(column: Any, value: Any) -> bool:
    if value is None or column == "JSON":
        return True
    if isinstance(column, dict):  # an exact number, as text
        return isinstance(value, str) and -Decimal(value).as_tuple().exponent <= column["scale"]  # type: ignore[operator]
    return type(value) is PYTHON_TYPES[column]


def test_a_second_sync_with_nothing_new_emits_nothing(synced: Synced) -> None:
    warehouse = synced(**ALL_KEYS)
    assert warehouse.again().emitted == []
    second = warehouse.state
    assert warehouse.again().state == second
