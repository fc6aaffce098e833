"""A destination in memory: rows count once a checkpoint has saved them, a crash loses the rest."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import connector
import sync

Key = tuple[Any, ...]
Row = dict[str, Any]


class Crash(BaseException):
    """The machine went away: nothing of the connector may catch it."""


class Warehouse:
    """Tables as `{name: {key: row}}`, the saved state, and what the last sync emitted.

    `crash` is asked before each operation, with its name and table, whether the machine goes away now.
    """

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, Row]] = {}
        self.state: dict[str, Any] = {}
        self.configuration: dict[str, str] = {}
        self.emitted: list[tuple[str, str, Row]] = []
        self.warnings: list[str] = []
        self.operations = self.checkpoints = 0
        self.crash: Callable[[str, str], bool] = lambda operation, table: False
        self._pending: list[tuple[str, str, Row]] = []
        self._keys: dict[str, list[str]] = {}

    def sync(self, configuration: dict[str, str]) -> Warehouse:
        """One whole sync, as Fivetran would run it; raises what the connector raises."""
        self.configuration = configuration
        self._keys = {table["table"]: table["primary_key"] for table in connector.schema(configuration)}
        self._pending, self.emitted, self.warnings = [], [], []
        self.operations = self.checkpoints = 0
        for _ in connector.update(configuration, copy.deepcopy(self.state)):
            pass
        return self

    def again(self) -> Warehouse:
        """The next sync of the same configuration."""
        return self.sync(self.configuration)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, by key."""
        return [row for _, row in sorted(self.tables.get(table, {}).items())]

    def of(self, table: str, what: str = "upsert") -> list[Row]:
        """What the last sync emitted for a table."""
        return [row for name, operation, row in self.emitted if (name, operation) == (table, what)]

    @contextmanager
    def receiving(self) -> Iterator[Warehouse]:
        """Stands in for the SDK's operations within the block."""
        with mock.patch.object(sync, "op", self):
            yield self

    def upsert(self, table: str, data: Row) -> None:
        self._take(table, "upsert", data)

    def delete(self, table: str, keys: Row) -> None:
        self._take(table, "delete", keys)

    def truncate(self, table: str) -> None:
        self._take(table, "truncate", {})

    def warning(self, message: str) -> None:
        self.warnings.append(message)

    def checkpoint(self, state: dict[str, Any]) -> None:
        self._count("checkpoint", "")
        for table, operation, row in self._pending:
            self._apply(table, operation, row)
        self._pending = []
        self.state = json.loads(json.dumps(state))
        self.checkpoints += 1

    def _take(self, table: str, operation: str, row: Row) -> None:
        self._count(operation, table)
        self.emitted.append((table, operation, row))
        self._pending.append((table, operation, dict(row)))

    def _count(self, operation: str, table: str) -> None:
        if self.crash(operation, table):
            raise Crash
        self.operations += 1

    def _apply(self, table: str, operation: str, row: Row) -> None:
        rows = self.tables.setdefault(table, {})
        if operation == "truncate":
            rows.clear()
            return
        key = tuple(row[name] for name in self._keys[table])
        if operation == "upsert":
            rows[key] = row
        else:
            rows.pop(key, None)
