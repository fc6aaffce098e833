"""POST /api/reports/query: finds the facts, groups them, and writes rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.ongage import activity, esp, listdays, query, words
from sandbox.ongage.facts import COUNTERS, PLACE, Fact, facts
from sandbox.ongage.lists import MailingList
from sandbox.ongage.query import Query, Selected

SHOWN_COUNTERS = COUNTERS[:13]
ISP_NAMES = dict((*words.ISPS, words.UNCLASSIFIED_ISP))
# rate: counter and the counter it is a share of
RATES = {
    "ctr": ("clicks", "success"),
    "uctr": ("unique_clicks", "success"),
    "opens_rate": ("opens", "success"),
    "unique_opens_rate": ("unique_opens", "success"),
    "success_rate": ("success", "sent"),
    "unsubscribes_rate": ("unsubscribes", "success"),
    "complaints_rate": ("complaints", "success"),
}
UNIQUES = {"unique_opens": "first_opens", "unique_clicks": "first_clicks"}
DIMENSIONS: dict[str, Callable[[Fact], Any]] = {
    "list_id": lambda fact: fact.mailing.owner.id,
    "mailing_id": lambda fact: fact.mailing.id,
    "mailing_name": lambda fact: fact.mailing.name,
    "mailing_name_id": lambda fact: f"{fact.mailing.name} ({fact.mailing.id})",
    "mailing_type": lambda fact: fact.mailing.type,
    "type": lambda fact: fact.mailing.type,
    "split_type": lambda fact: "subject" if fact.mailing.type == "split" else None,
    "mailing_instance_id": lambda fact: fact.mailing.id,
    "event_id": lambda fact: None,
    "event_name": lambda fact: None,
    "is_test_campaign": lambda fact: int(fact.mailing.is_test),
    "schedule_date": lambda fact: fact.mailing.scheduled,
    "delivery_timestamp": lambda fact: fact.mailing.scheduled,
    "delivery_date": lambda fact: fact.mailing.scheduled,
    "email_message_id": lambda fact: fact.cell.email_message_id,
    "email_message_name": lambda fact: f"Message {fact.cell.email_message_id}",
    "email_message_subject": lambda fact: fact.mailing.name,
    "segment_id": lambda fact: fact.cell.segment_id,
    "segment_name": lambda fact: fact.cell.segment_id and f"Segment {fact.cell.segment_id}",
    "esp_name": lambda fact: esp.NAMES[str(fact.cell.esp_connection_id)][1],
    "esp_connection_id": lambda fact: fact.cell.esp_connection_id,
    "esp_connection_title": lambda fact: esp.NAMES[str(fact.cell.esp_connection_id)][0],
    "isp_id": lambda fact: fact.cell.isp_id,
    "isp_name": lambda fact: ISP_NAMES[fact.cell.isp_id],
    "country_iso": lambda fact: fact.cell.country_iso,
    "link_url": lambda fact: fact.cell.link_url,
    "stats_date": lambda fact: fact.day,
}
KNOWN = {
    "mailing": {*DIMENSIONS, *SHOWN_COUNTERS, *RATES},
    "list": {"list_id", "record_date", *listdays.COLUMNS},
}


@dataclass
class Group:
    """The facts of one row of the answer: their dimensions and the sums of their counters."""

    dimensions: dict[str, Any]
    counters: dict[str, int] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    facts: int = 0
    bounds: dict[str, tuple[Any, Any]] = field(default_factory=dict)


Record = tuple[dict[str, Any], dict[str, int], int]


def report(asked: Query, lists: Iterable[MailingList], now: int, rates: bool) -> list[dict[str, Any]]:
    """The rows of the report, in order, before offset and limit."""
    records = _mailing_records(asked, lists, now) if asked.source == "mailing" else _list_records(asked, lists, now)
    groups = _grouped(asked, records)
    for column, descending in reversed(asked.order):
        groups.sort(key=lambda group: _sortable(_value(group, Selected("", column, ""))), reverse=descending)
    return [_row(asked, group, rates) for group in groups]


def _days(asked: Query) -> Iterable[tuple[int, int]]:
    day, last = asked.days
    while day <= last:
        following = day + timedelta(days=1)
        yield query.midnight(day, asked.zone), query.midnight(following, asked.zone)
        day = following


def _mailing_records(asked: Query, lists: Iterable[MailingList], now: int) -> Iterable[Record]:
    senders = [one for mailing_list in lists for one in activity.senders(mailing_list, now)]
    columns = sorted(asked.columns() & set(DIMENSIONS))
    by_link = "link_url" in columns
    for start, end in _days(asked):
        for fact in facts(senders, start, end, now):
            dimensions = {column: DIMENSIONS[column](fact) for column in columns}
            if by_link and fact.cell.link_url is None:
                continue
            if all(one.holds(dimensions.get(one.column)) for one in asked.filters):
                yield dimensions, dict(zip(COUNTERS, fact.counters, strict=True)), start


def _list_records(asked: Query, lists: Iterable[MailingList], now: int) -> Iterable[Record]:
    for mailing_list in lists:
        for start, _ in _days(asked):
            counted = listdays.day(mailing_list, start, now) if start <= now else None
            dimensions = {"list_id": mailing_list.id, "record_date": start}
            if counted and all(one.holds({**dimensions, **counted}[one.column]) for one in asked.filters):
                yield dimensions, counted, start


def _grouped(asked: Query, records: Iterable[Record]) -> list[Group]:
    bare = [(one.column, "day") for one in asked.selected if not one.function and one.column not in COUNTERS]
    keys = asked.group or bare
    groups: dict[tuple[Any, ...], Group] = {}
    for dimensions, counters, day in records:
        kept = {column: _truncated(asked, column, unit, dimensions, counters) for column, unit in keys}
        key = tuple(kept.values())
        group = groups.get(key) or groups.setdefault(key, Group({**dimensions, **kept}))
        _add(group, dimensions, counters, day)
    return [groups[key] for key in sorted(groups, key=lambda key: [_sortable(part) for part in key])]


def _truncated(asked: Query, column: str, unit: str, dimensions: dict[str, Any], counters: dict[str, int]) -> Any:
    value = dimensions.get(column, counters.get(column))
    if column != asked.date_column or unit == "day":
        return value
    day = datetime.fromtimestamp(value or 0, asked.zone).date()
    first = {"week": day - timedelta(days=day.weekday()), "month": day.replace(day=1), "year": date(day.year, 1, 1)}
    return query.midnight(first[unit], asked.zone)


def _add(group: Group, dimensions: dict[str, Any], counters: dict[str, int], day: int) -> None:
    group.facts += 1
    group.days.add(day)
    for counter, value in counters.items():
        group.counters[counter] = group.counters.get(counter, 0) + value
    for name, value in {**dimensions, **counters}.items():
        low, high = group.bounds.get(name, (value, value))
        if value is not None:
            group.bounds[name] = (
                min(value, value if low is None else low),
                max(value, value if high is None else high),
            )


def _value(group: Group, selected: Selected) -> Any:
    column = selected.column
    if selected.function == "count":
        return group.facts
    if selected.function in ("min", "max"):
        return group.bounds.get(column, (None, None))[selected.function == "max"]
    if column in RATES:
        return _percent(*(group.counters.get(part, 0) for part in RATES[column]))
    if column in UNIQUES and len(group.days) > 1:
        # Who opened on two days is one opener in a total; who first opened before the window still counts once.
        return max(group.counters[UNIQUES[column]], group.bounds[column][1])
    return group.counters.get(column, group.dimensions.get(column))


def _row(asked: Query, group: Group, rates: bool) -> dict[str, Any]:
    row = {one.key: _text(_value(group, one)) for one in asked.selected}
    if rates:
        row |= {
            f"{one.column}_percent": _percent(group.counters.get(one.column, 0), group.counters.get("sent", 0)) + "%"
            for one in asked.selected
            if one.column in PLACE
        }
    return row


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "0.00"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _sortable(value: Any) -> tuple[int, float, str]:
    text = "" if value is None else str(value)
    return (0, float(text), "") if text.isdecimal() else (1, 0.0, text)
