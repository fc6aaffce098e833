"""What every connector's rows are: of declared tables and columns, of the declared types, keyed, each once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import subject
from warehouse import Row, Warehouse

PYTHON_TYPES: dict[str, type] = {
    "STRING": str, "INT": int, "LONG": int, "BOOLEAN": bool, "FLOAT": float, "UTC_DATETIME": str, "NAIVE_DATE": str,
    "DOUBLE": float, "NAIVE_DATETIME": str,
}  # fmt: skip


def all_tables_are_filled(warehouse: Warehouse) -> None:
    """Each declared table has rows, and no other one."""
    filled = {name for name, rows in warehouse.tables.items() if rows}
    empty, unknown = sorted(warehouse.declared.keys() - filled), sorted(filled - warehouse.declared.keys())
    assert not empty, f"tables without a row: {', '.join(empty)}; is what yields them driven?"
    assert not unknown, f"tables that schema() does not declare: {', '.join(unknown)}"


def values_fit(warehouse: Warehouse) -> None:
    """Each value has the type of its column; a column that is not declared is named in source.py, and holds text."""
    for table, row in _upserted(warehouse):
        columns = warehouse.declared[table]["columns"]
        others = sorted(row.keys() - columns.keys() - set(subject.UNDECLARED.get(table, ())))
        assert not others, f"{table}: {', '.join(others)}: neither declared nor in source.py's UNDECLARED"
        for name, value in row.items():
            kind = columns.get(name, "STRING")
            assert _fits(kind, value), f"{table}.{name}: {type(value).__name__} where {kind} is declared"


def keys_are_whole(warehouse: Warehouse) -> None:
    """No key is null, and no two different rows of one sync have the same."""
    seen: dict[tuple[Any, ...], Row] = {}
    for table, row in _upserted(warehouse):
        key = (table, *(row.get(name) for name in warehouse.declared[table]["primary_key"]))
        assert None not in key, f"{table}: a row whose key has a null: {key[1:]}"
        assert seen.setdefault(key, row) == row, f"{table}: two different rows have the key {key[1:]}"


def _upserted(warehouse: Warehouse) -> list[tuple[str, Row]]:
    return [(table, row) for table, what, row in warehouse.emitted if what == "upsert"]


def _fits(kind: Any, value: Any) -> bool:
    if value is None or kind == "JSON":
        return True
    if isinstance(kind, dict):  # an exact number, as text
        return isinstance(value, str) and _digits_fit(kind, Decimal(value))
    return type(value) is PYTHON_TYPES[kind]


def _digits_fit(kind: dict[str, Any], number: Decimal) -> bool:
    exponent = int(number.as_tuple().exponent)
    return -exponent <= kind["scale"] and number.adjusted() < kind["precision"] - kind["scale"]
