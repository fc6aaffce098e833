"""The tables, as schema() declares them with every switch on."""

from __future__ import annotations

import re

from declared import Declared
from verdict import demand

TYPES = {
    "BOOLEAN", "INT", "LONG", "FLOAT", "DOUBLE", "DECIMAL", "STRING", "JSON", "UTC_DATETIME", "NAIVE_DATE",
    "NAIVE_DATETIME",
}  # fmt: skip


def test_every_table_has_a_primary_key_of_declared_columns(declared: Declared) -> None:
    tables = declared.tables.items()
    offences = [f"{declared.service}: {name} has no primary key" for name, table in tables if not table["primary_key"]]
    offences += [
        f"{declared.service}: {name} has the key {column}, which is no column"
        for name, table in tables
        for column in table["primary_key"]
        if column not in table["columns"]
    ]
    demand(
        offences, "Name the columns that tell its rows apart: without them Fivetran makes up a key, and rows double."
    )


def test_every_column_has_a_type_that_is_allowed(declared: Declared) -> None:
    demand(
        [
            f"{declared.service}: {name}.{column} is {kind}"
            for name, table in declared.tables.items()
            for column, kind in table["columns"].items()
            if not _is_allowed(kind)
        ],
        f'Declare one of {", ".join(sorted(TYPES))}; DECIMAL as {{"type": "DECIMAL", "precision": .., "scale": ..}}.',
    )


def test_a_key_is_of_a_type_that_compares(declared: Declared) -> None:
    demand(
        [
            f"{declared.service}: {name}.{column} is a key and {table['columns'][column]}"
            for name, table in declared.tables.items()
            for column in table["primary_key"]
            if table["columns"].get(column) in ("FLOAT", "DOUBLE", "JSON")
        ],
        "Declare it STRING, LONG or a date: two readings of the same number may differ in the last digit.",
    )


def test_tables_and_columns_keep_their_names_in_every_warehouse(declared: Declared) -> None:
    names = [*declared.tables, *(f"{name}.{column}" for name in declared.tables for column in _columns(declared, name))]
    demand(
        [f"{declared.service}: {name}" for name in names if not re.fullmatch(r"(?:\w+\.)?[a-z][a-z0-9_]*", name)],
        "Use small letters, digits and _: Fivetran renames everything else.",
    )


def _is_allowed(kind: object) -> bool:
    if isinstance(kind, dict):
        return kind.get("type") == "DECIMAL" and kind.keys() == {"type", "precision", "scale"}
    return kind in TYPES - {"DECIMAL"}


def _columns(declared: Declared, table: str) -> list[str]:
    return list(declared.tables[table]["columns"])
