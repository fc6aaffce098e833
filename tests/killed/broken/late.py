"""A connector's operations, broken: what is emitted comes out after the checkpoint that counts on it."""

from collections.abc import Callable
from typing import Any

from fivetran_connector_sdk import Operations

warning = Operations.warning
held: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []


def upsert(table: str, data: dict[str, Any]) -> None:
    held.append((Operations.upsert, (table, dict(data))))


def delete(table: str, keys: dict[str, Any]) -> None:
    held.append((Operations.delete, (table, dict(keys))))


def truncate(table: str) -> None:
    held.append((Operations.truncate, (table,)))


def checkpoint(state: dict[str, Any]) -> None:
    Operations.checkpoint(state)
    for operation, arguments in held:
        operation(*arguments)
    held.clear()
