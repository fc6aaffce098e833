"""A destination in memory: rows count once a checkpoint has saved them, a crash loses the rest.

It stands behind the SDK's own operations, so that what they refuse is refused here too.
"""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from fivetran_connector_sdk import Operations
from fivetran_connector_sdk_cli import runtime, schema_processing

Key = tuple[Any, ...]
Row = dict[str, Any]
Operation = tuple[str, str, Row]
UPSERT, DELETE, TRUNCATE = Operations.upsert, Operations.delete, Operations.truncate
WARNING, CHECKPOINT = Operations.warning, Operations.checkpoint


class Crash(BaseException):
    """The machine went away: nothing of the connector may catch it."""


class Nowhere:
    """Where the SDK's operations lead: what they were given has been encoded by then."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


class Warehouse:
    """Tables as `{name: {key: row}}`, the saved state, and what the last sync emitted.

    `crash` is asked before each operation, with its name and table, whether to raise `crash_with` instead.
    """

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, Row]] = {}
        self.state: dict[str, Any] = {}
        self.configuration: dict[str, str] = {}
        self.declared: dict[str, dict[str, Any]] = {}
        self.emitted: list[Operation] = []
        self.warnings: list[str] = []
        self.operations = self.checkpoints = 0
        self.crash: Callable[[str, str], bool] = lambda operation, table: False
        self.crash_with: BaseException = Crash()
        self._pending: list[Operation] = []

    def sync(self, configuration: dict[str, str]) -> Warehouse:
        """One whole sync, as Fivetran would run it; raises what the connector raises."""
        connector = importlib.import_module("connector")
        self.configuration = configuration
        self.declared = {table["table"]: table for table in connector.schema(configuration)}
        self._pending, self.emitted, self.warnings = [], [], []
        self.operations = self.checkpoints = 0
        with self._receiving():
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
    def _receiving(self) -> Iterator[None]:
        schema_processing.reset()
        schema_processing.process_tables(self.declared.values(), {})
        runtime.install(Nowhere())
        with mock.patch.multiple(
            Operations,
            upsert=self.upsert,
            delete=self.delete,
            truncate=self.truncate,
            warning=self.warning,
            checkpoint=self.checkpoint,
        ):
            yield

    def upsert(self, table: str, data: Row) -> None:
        UPSERT(table, data)
        self._take(table, "upsert", data)

    def delete(self, table: str, keys: Row) -> None:
        DELETE(table, keys)
        self._take(table, "delete", keys)

    def truncate(self, table: str) -> None:
        TRUNCATE(table)
        self._take(table, "truncate", {})

    def warning(self, message: str) -> None:
        WARNING(message)
        self.warnings.append(message)

    def checkpoint(self, state: dict[str, Any]) -> None:
        CHECKPOINT(state)
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
            raise self.crash_with
        self.operations += 1

    def _apply(self, table: str, operation: str, row: Row) -> None:
        rows = self.tables.setdefault(table, {})
        if operation == "truncate":
            rows.clear()
            return
        key = tuple(row[name] for name in self.declared[table]["primary_key"])
        if operation == "upsert":
            rows[key] = row
        else:
            rows.pop(key, None)
