"""Sorting and paging of collections, and the faults that pages can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sandbox.ongage.call import Call
from sandbox.ongage.envelope import collection

DEFAULT_LIMIT = 50
MAX_LIMIT = 1000
Part = Callable[[int, int], list[dict[str, Any]]]


def paged(call: Call, rows: list[dict[str, Any]], total_as_text: bool = True) -> Response:
    """The page that offset and limit ask for."""
    return page(call, len(rows), _part(_sorted(call, rows)), *asked(call), total_as_text)


def numbered(call: Call, rows: list[dict[str, Any]]) -> Response:
    """The page that page (from 1) and page_size ask for."""
    size = min(call.number("page_size", DEFAULT_LIMIT), MAX_LIMIT)
    number = max(1, call.number("page", 1))
    return page(call, len(rows), _part(_sorted(call, rows)), (number - 1) * size, size, True)


def page(call: Call, total: int, part: Part, offset: int, limit: int, total_as_text: bool) -> Response:
    """`limit` rows from `offset`, which `part` fetches."""
    offset = call.moved(offset)
    if fault := call.fault("total_wrong"):
        total = fault["total"]
    return collection(part(offset, offset + limit), total, total_as_text)


def asked(call: Call) -> tuple[int, int]:
    """Offset and limit of the query."""
    return call.number("offset", 0), min(call.number("limit", DEFAULT_LIMIT), MAX_LIMIT)


def _part(rows: list[dict[str, Any]]) -> Part:
    return lambda first, end: rows[first:end]


def _sorted(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    column = call.parameter("sort")
    if not rows or column not in rows[0]:
        return rows
    descending = (call.parameter("order") or "").upper() == "DESC"
    return sorted(rows, key=lambda row: _sortable(row[column]), reverse=descending)


def _sortable(value: Any) -> tuple[int, str]:
    text = "" if value is None else str(value)
    return (int(text), "") if text.isdecimal() else (-1, text)
