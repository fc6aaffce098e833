"""Reads the body of POST /api/reports/query: select, group, filter and order, in their several spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.ongage.envelope import Refused

AGGREGATE = re.compile(r"^\s*(sum|count|min|max)\s*\(\s*`?(\w+)`?\s*\)\s*$", re.IGNORECASE)
COLUMN = re.compile(r"^\s*`?(\w+)`?\s*$")
OPERATORS = ("=", "!=", ">=", "<=", ">", "<", "IN", "NOT IN")
UNITS = ("day", "week", "month", "year")
DEFAULT_DAYS = 30


@dataclass(frozen=True)
class Selected:
    """One column of the answer; `function` is empty for a bare column."""

    key: str
    column: str
    function: str


@dataclass(frozen=True)
class Filter:
    column: str
    operator: str
    value: Any

    def holds(self, value: Any) -> bool:
        wanted = self.value if isinstance(self.value, list) else [self.value]
        if self.operator in ("=", "IN"):
            return any(_text(value) == _text(one) for one in wanted)
        if self.operator in ("!=", "NOT IN"):
            return all(_text(value) != _text(one) for one in wanted)
        left, right = _comparable(value, wanted[0])
        return bool({">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[self.operator])


@dataclass(frozen=True)
class Query:
    """A report that was asked for; `days` bounds its date column, both days included."""

    source: str
    selected: list[Selected]
    group: list[tuple[str, str]]  # column, unit of time
    order: list[tuple[str, bool]]  # column, descending
    filters: list[Filter]
    days: tuple[date, date]
    zone: tzinfo

    @property
    def date_column(self) -> str:
        return "stats_date" if self.source == "mailing" else "record_date"

    def columns(self) -> set[str]:
        selected, filtered = {one.column for one in self.selected}, {one.column for one in self.filters}
        return selected | filtered | {column for column, _ in self.group}


def read(body: Mapping[str, Any], known: Mapping[str, set[str]], today: date) -> Query:
    """The query; `known` has the columns of each source. Raises Refused (412) for what cannot be read."""
    source = body.get("from") or "mailing"
    if source not in known:
        raise Refused(412, errors={"from": f"unknown source {source}"})
    if not body.get("select"):
        raise Refused(412, errors={"select": "required"})
    filters = [_filter(item) for item in body.get("filter") or []]
    date_column = "stats_date" if source == "mailing" else "record_date"
    query = Query(
        source,
        [_selected(item) for item in body["select"]],
        [_grouped(item) for item in body.get("group") or []],
        [_ordered(item) for item in body.get("order") or []],
        [one for one in filters if one.column != date_column],
        _days([one for one in filters if one.column == date_column], today),
        zone(body.get("time_zone") or "UTC"),
    )
    if unknown := sorted(query.columns() - known[source]):
        raise Refused(412, errors=dict.fromkeys(unknown, "unknown field"))
    return query


def zone(name: str) -> tzinfo:
    if name in ("UTC", "GMT"):
        return timezone.utc
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(412, errors={"time_zone": f"unknown time zone {name}"}) from error


def midnight(day: date, where: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=where).timestamp())


def _selected(item: Any) -> Selected:
    expression, alias = item if isinstance(item, list) and len(item) == 2 else (item, None)
    aggregate, column = AGGREGATE.match(str(expression)), COLUMN.match(str(expression))
    if aggregate:
        return Selected(alias or aggregate[2], aggregate[2], aggregate[1].lower())
    if column:
        return Selected(alias or column[1], column[1], "")
    raise Refused(412, errors={"select": f"cannot read {expression}"})


def _grouped(item: Any) -> tuple[str, str]:
    column, unit = item if isinstance(item, list) and len(item) == 2 else (item, "day")
    if not isinstance(column, str) or unit not in UNITS:
        raise Refused(412, errors={"group": f"cannot read {item}"})
    return column.strip("`"), unit


def _ordered(item: Any) -> tuple[str, bool]:
    column, direction = item if isinstance(item, list) and len(item) == 2 else (item, "ASC")
    return str(column).strip("`"), str(direction).upper() == "DESC"


def _filter(item: Any) -> Filter:
    if not isinstance(item, list) or len(item) != 3 or str(item[1]).upper() not in OPERATORS:
        raise Refused(412, errors={"filter": f"cannot read {item}"})
    return Filter(str(item[0]).strip("`"), str(item[1]).upper(), item[2])


def _days(filters: list[Filter], today: date) -> tuple[date, date]:
    first, last = today - timedelta(days=DEFAULT_DAYS), today
    if any(one.operator in ("=", ">", ">=") for one in filters):
        first = max(_first(one) for one in filters if one.operator in ("=", ">", ">="))
    if any(one.operator in ("=", "<", "<=") for one in filters):
        last = min(today, *(_last(one) for one in filters if one.operator in ("=", "<", "<=")))
    return first, last


def _first(one: Filter) -> date:
    return _date(one) + timedelta(days=one.operator == ">")


def _last(one: Filter) -> date:
    return _date(one) - timedelta(days=one.operator == "<")


def _date(one: Filter) -> date:
    try:
        return date.fromisoformat(str(one.value)[:10])
    except ValueError as error:
        raise Refused(412, errors={one.column: f"not a date: {one.value}"}) from error


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _comparable(left: Any, right: Any) -> tuple[Any, Any]:
    try:
        return float(left), float(right)
    except (TypeError, ValueError):
        return _text(left), _text(right)
