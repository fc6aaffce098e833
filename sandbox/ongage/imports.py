"""Imports: queued, validating, processing, done; one of the first list's is always running."""

from __future__ import annotations

from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.ongage.lists import ACCOUNT_ID, MailingList

FIRST_IMPORT_ID = 5_500_000
ACTIONS = ("add", "add", "add", "unsubscribe", "remove", "resubscribe", "bounce", "complaint")
# seconds after the upload, status, text
STEPS = (
    (0, 40001, "Queued"),
    (600, 40010, "Validating"),
    (1_800, 40002, "Processing"),
    (72_000, 40004, "Updating list stats"),
    (75_600, 40003, "Completed"),
)
FAILURES = {7: (90001, "Error"), 12: (90008, "Invalid")}
IMPORTED_PERCENT = 30


def import_of(mailing_list: MailingList, number: int, created: int) -> int | None:
    """The import that brought a contact, for the part of them that came by one."""
    place = (created - _first(mailing_list)) // _period(mailing_list)
    imported = mailing_list.sends and place >= 0 and number * 31 % 100 < IMPORTED_PERCENT
    return _id(mailing_list, place) if imported else None


def rows(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    """The imports begun so far, oldest first."""
    first, period = _first(mailing_list), _period(mailing_list)
    ends = first + 300 * DAY_S if mailing_list.archived else now
    count = (min(now, ends) - first) // period + 1 if mailing_list.sends else 0
    return [_row(mailing_list, place, first + place * period, now) for place in range(count)]


def _period(mailing_list: MailingList) -> int:
    return (4 if mailing_list.number == 0 else 30) * DAY_S


def _first(mailing_list: MailingList) -> int:
    if mailing_list.archived:
        return mailing_list.created + DAY_S
    # Eight hours before the start of the clock one is under way.
    return (
        START_EPOCH_S - 8 * 3_600 - 60 * _period(mailing_list)
        if mailing_list.number == 0
        else (START_EPOCH_S - 12 * 30 * DAY_S + 3 * DAY_S)
    )


# What every import says alike.
ALIKE = {
    "type": "import",
    "file_url": None,
    "is_override": 1,
    "csv_delimiter": ",",
    "encoding": "UTF-8",
    "fields": '["email","first_name"]',
    "status_info": "",
    "deleted": 0,
}


def _id(mailing_list: MailingList, place: int) -> int:
    return FIRST_IMPORT_ID + 10_000 * mailing_list.number + place


def _row(mailing_list: MailingList, place: int, began: int, now: int) -> dict[str, Any]:
    dice = mailing_list.dice("import", place)
    since, status, text = max(step for step in STEPS if step[0] <= now - began)
    if status == 40003 and place % 17 in FAILURES:
        status, text = FAILURES[place % 17]
    progress = min(100, max(0, (now - began - 1_800) * 100 // 70_200))
    action, total = ACTIONS[place % len(ACTIONS)], dice.between(20, 900)
    done = total * progress // 100 if status < 90000 else 0
    failed, duplicate = done // 50, done // 20
    ended = began + 75_600 if status in (40003, 90001, 90008) else None
    return {
        **ALIKE,
        "id": _id(mailing_list, place),
        "account_id": ACCOUNT_ID,
        "list_id": mailing_list.id,
        "action": action,
        "name": f'{action} {place + 1}, part "A".csv',
        "file": f"import_{place}.csv",
        "imported_by": 12 + place % 2,
        "progress": progress,
        "size": total * 64,
        "total": total,
        "success": done - failed - duplicate,
        "failed": failed,
        "duplicate": duplicate,
        "existing": done // 4,
        "not_existing": done // 10,
        "incomplete": failed // 2,
        "invalid": failed - failed // 2,
        "status": status,
        "status_desc": f"{text} ({progress}%)" if status == 40002 else text,
        "remaining": total - done,
        "import_process_start_time": began + 1_800 if since >= 1_800 else 0,
        "import_process_end_time": ended,
        "can_be_aborted": 1 if ended is None else 0,
        "created": began,
        "modified": min(now, began + (75_600 if ended else since)),
    }
