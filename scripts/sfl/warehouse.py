"""Reads the warehouse of a connector before and after a run, and tells what the run changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from sfl.errors import CheckFailed

BOOKKEEPING = ("_fivetran_synced", "_fivetran_deleted")


@dataclass(frozen=True)
class TableChange:
    """`rows` that are there now, and how many of them this run added or changed; `deleted` were there before it."""

    table: str
    rows: int
    added: int
    changed: int
    deleted: int


class Warehouse:
    """Keeps two hashes for every row of before; the file itself is open only while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._memory = duckdb.connect()
        self._memory.execute("CREATE TABLE before (tbl VARCHAR, id UBIGINT, content UBIGINT)")
        self._memory.execute("CREATE TABLE now (tbl VARCHAR, id UBIGINT, content UBIGINT)")

    def remember(self) -> None:
        self._read("before")

    def changes(self) -> list[TableChange]:
        tables = self._read("now")
        found = {row[0]: TableChange(*row) for row in self._memory.execute(COMPARISON).fetchall()}
        return [found.get(table, TableChange(table, 0, 0, 0, 0)) for table in tables]

    def _read(self, into: str) -> list[str]:
        """Hashes every living row into `into`; returns the names of all tables."""
        if not self.path.exists():
            return []
        try:
            self._memory.execute(f"ATTACH {_text(str(self.path))} AS warehouse (READ_ONLY)")
        except duckdb.Error as error:
            raise CheckFailed(f"{self.path} cannot be read: {str(error).splitlines()[0]}") from error
        try:
            tables = self._memory.execute(TABLES).fetchall()
            for schema, table in tables:
                self._memory.execute(f"INSERT INTO {into} {self._hashes(schema, table)}")
        finally:
            self._memory.execute("DETACH warehouse")
        return [table for _, table in tables]

    def _hashes(self, schema: str, table: str) -> str:
        origin = f"warehouse.{_name(schema)}.{_name(table)}"
        described = self._memory.execute(f"DESCRIBE {origin}").fetchall()
        names = [row[0] for row in described]
        columns = [name for name in names if name not in BOOKKEEPING]
        key = [row[0] for row in described if row[3] == "PRI"] or columns
        # A table that never had a row has no such column.
        alive = "NOT coalesce(_fivetran_deleted, false)" if "_fivetran_deleted" in names else "true"
        return f"SELECT {_text(table)}, {_hash(key)}, {_hash(columns)} FROM {origin} WHERE {alive}"  # noqa: S608 - quoted


TABLES = """
    SELECT schema_name, table_name FROM duckdb_tables()
    WHERE database_name = 'warehouse' AND schema_name <> 'main' ORDER BY table_name
"""
COMPARISON = """
    SELECT tbl, count(now.id), count(now.id) FILTER (before.id IS NULL),
           count(now.id) FILTER (before.content <> now.content), count(before.id) FILTER (now.id IS NULL)
    FROM now FULL JOIN before USING (tbl, id) GROUP BY tbl
"""


def _hash(columns: list[str]) -> str:
    """A hash of the named values. One without a value counts for nothing, so a new column alone changes no row."""
    named = [f"{_text(column + '=')} || {_name(column)}::VARCHAR" for column in columns]
    return f"hash(concat_ws(chr(31), {', '.join(named)}))"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
