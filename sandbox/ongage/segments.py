"""Segments: four of the first list, fewer of the others; which contacts are in them; one is renamed."""

from __future__ import annotations

from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.ongage.lists import MailingList

FIRST_SEGMENT_ID = 3_300_001
RENAMED_AT = START_EPOCH_S + 3 * DAY_S
# name, type, the quarters of the contacts (number modulo 4) that are in it
SEGMENTS = (
    ("All list members", "Active", (0, 1, 2, 3)),
    ("Opened in 90 days", "Active", (0, 1)),
    ("Größere Städte, ohne Zürich", "Active", (2,)),
    ("Staff – test", "Test", (3,)),
)
COUNTS = (4, 3, 2, 1)


def segment_id(mailing_list: MailingList, place: int) -> int:
    return FIRST_SEGMENT_ID + 10 * mailing_list.number + place


def holds(segment: int, number: int) -> bool:
    """Whether contact `number` is in the segment."""
    return number % 4 in SEGMENTS[(segment - FIRST_SEGMENT_ID) % 10 % len(SEGMENTS)][2]


def name(mailing_list: MailingList, place: int, now: int) -> str:
    renamed = mailing_list.number == 0 and place == 1 and now >= RENAMED_AT
    return "Opened in the last quarter" if renamed else SEGMENTS[place][0]


def rows(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    if not mailing_list.sends:
        return []
    count = COUNTS[mailing_list.number] if mailing_list.number < len(COUNTS) else 1
    return [_row(mailing_list, place, now) for place in range(count)]


def detail(row: dict[str, Any], mailing_ids: list[str]) -> dict[str, Any]:
    """The single item: with its rules and the mailings that use it."""
    rule = {
        "id": f"{row['id']}1",
        "segment_id": row["id"],
        "position": "0",
        "left_parenthesis": "0",
        "field_id": None,
        "field_name": "email",
        "operator": "notempty",
        "operand": '[""]',
        "is_external_operand": "0",
        "right_parenthesis": "0",
        "condition": "and",
        "case_sensitive": "0",
        "type": "email",
        "group": "0",
    }
    return {**row, "rules": [rule], "mailings": mailing_ids}


def _row(mailing_list: MailingList, place: int, now: int) -> dict[str, Any]:
    counted_at = now - now % DAY_S
    created = mailing_list.created + place * 30 * DAY_S
    renamed = name(mailing_list, place, now) != SEGMENTS[place][0]
    edited = RENAMED_AT if renamed else created
    return {
        "id": str(segment_id(mailing_list, place)),
        "list_id": str(mailing_list.id),
        "name": name(mailing_list, place, now),
        "type": SEGMENTS[place][1],
        "description": "" if place else None,
        "favorite": str(int(place == 1)),
        "last_count": str(mailing_list.growth.count_at(counted_at) * len(SEGMENTS[place][2]) // 5),
        "last_count_date": str(counted_at),
        "last_count_request_date": None,
        "isp_breakdown": None,
        "last_sent": str(counted_at - 3 * DAY_S) if place < 3 else "0",
        "segment_quota": "0",
        "is_quota_percent": "0",
        "created_by": "12",
        "created": str(created),
        "modified_by": "13" if renamed else "12",
        "modified": str(counted_at),
        "user_modified": str(edited),
        "deleted": "0",
        "included_segment_cache": None,
        "excluded_segment_cache": None,
        "default_include_segment": "0",
        "default_exclude_segment": "0",
        "is_external": "0",
        "external_url": None,
        "external_insert_missing": "0",
        "external_include_unsubscribes": "0",
    }
