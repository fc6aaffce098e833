"""What is in a warehouse.db, to be compared with another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

Tables = dict[str, list[dict[str, Any]]]
NAMES = """
    SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name <> 'main' ORDER BY ALL
"""


def tables(warehouse: Path, told_at_reading: dict[str, tuple[str, ...]]) -> Tables:
    """All rows of all tables, deleted ones too and as such; without what says when a row was read."""
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return {
            table: _rows(database, f'"{schema}"."{table}"', ("_fivetran_synced", *told_at_reading.get(table, ())))
            for schema, table in database.execute(NAMES).fetchall()
        }


def _rows(database: duckdb.DuckDBPyConnection, table: str, left_out: tuple[str, ...]) -> list[dict[str, Any]]:
    """Values as text: DuckDB needs one package more for those with a time zone."""
    found = database.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {table}")  # noqa: S608 - a name of its own catalogue
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


def differences(found: Tables, expected: Tables) -> list[str]:
    """A line for each table that differs, with a row that shows it."""
    return [
        f"{name}: {len(mine)} rows, not {len(theirs)}; missing {_one(theirs, mine)}, unexpected {_one(mine, theirs)}"
        for name in sorted({*found, *expected})
        if (mine := _sorted(found.get(name))) != (theirs := _sorted(expected.get(name)))
    ]


def _sorted(rows: list[dict[str, Any]] | None) -> list[str]:
    return ["no table"] if rows is None else sorted(repr(sorted(row.items())) for row in rows)


def _one(rows: list[str], others: list[str]) -> str:
    return next((row for row in rows if row not in others), "none")
