"""List fields, which differ from list to list and change over time, and the values that contacts have in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.dice import Dice
from sandbox.ongage import words
from sandbox.ongage.lists import ACCOUNT_ID, MailingList

FIRST_FIELD_ID = 501
FIELD_REMOVED_AT = START_EPOCH_S + 4 * DAY_S
FIELD_ADDED_AT = START_EPOCH_S + 5 * DAY_S
DATES = ("yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "yyyy/mm/dd", "dd-mm-yyyy", "mm-dd-yyyy")
TIMES = ("", " hh24:mi", " hh24:mi:ss")
CODES = {"yyyy": "%Y", "hh24": "%H", "mi": "%M", "mm": "%m", "dd": "%d", "ss": "%S"}


@dataclass(frozen=True)
class Field:
    """A kind of field; `value` throws the dice for one contact."""

    name: str
    title: str
    type: str
    value: Callable[[Dice], Any]
    time: int = 0  # index in TIMES, for dates
    lists: tuple[int, ...] = ()  # the lists that have it, by number; empty: all
    since: int = 0
    until: int = 1 << 40
    is_sms: bool = False


def _date(first: int, days: int, percent: int) -> Callable[[Dice], Any]:
    def value(dice: Dice) -> int | None:
        at = first + dice.below(days) * DAY_S + dice.below(DAY_S)
        return at if dice.chance(percent) else None

    return value


def _gifts(dice: Dice) -> float | int | None:
    cents = dice.below(200_000)
    return dice.pick((0, None, cents / 100, cents // 100))


# The order is the order of the throws: new fields go to the end.
FIELDS = (
    Field("first_name", "First name", "string", lambda dice: dice.pick(words.FIRST_NAMES)),
    Field("last_name", "Last name", "string", lambda dice: dice.pick(words.LAST_NAMES)),
    Field("country", "País / Country", "string", lambda dice: dice.pick(words.COUNTRIES)),
    Field("birthday", "Birthday", "date", _date(-600_000_000, 18_000, 60)),
    Field("gift_total", "Gift total", "numeric", _gifts, lists=(0, 1, 3)),
    Field("notes", 'Notes, "internal"', "string", lambda dice: dice.pick(words.NOTES), lists=(0, 2)),
    Field("city", "City", "string", lambda dice: dice.pick(words.CITIES), lists=(0, 1, 2)),
    Field("last_gift_at", "Last gift", "date", _date(1_500_000_000, 3_300, 40), time=1, lists=(0, 3)),
    Field("pledged_at", "Pledged", "date", _date(1_600_000_000, 2_200, 30), time=2, lists=(0, 1)),
    Field("mobile", "Mobile", "string", lambda dice: f"+1555{dice.below(10**7):07d}", lists=(0,), is_sms=True),
    Field(
        "second_email", "Second address", "email", lambda dice: dice.pick(("", None, "home@example.net")), lists=(0,)
    ),
    Field("legacy_code", "Old code", "string", lambda dice: f"00{dice.below(999)}", lists=(0,), until=FIELD_REMOVED_AT),
    Field("language", "Language", "string", lambda dice: dice.pick(words.LANGUAGES), lists=(0,), since=FIELD_ADDED_AT),
)
EMAIL = Field("email", "Email", "email", lambda dice: None)


@lru_cache(maxsize=256)
def fields_of(mailing_list: MailingList, now: int, extra: str | None = None) -> tuple[tuple[int, Field], ...]:
    """(id, field) of the list at that instant; `extra` is the name of one that nobody expected."""
    if not mailing_list.sends:
        return ((_field_id(mailing_list, 0), EMAIL),)
    here = [
        (_field_id(mailing_list, place), field)
        for place, field in enumerate((EMAIL, *FIELDS))
        if (not field.lists or mailing_list.number in field.lists) and field.since <= now < field.until
    ]
    if extra:
        here.append((_field_id(mailing_list, 90), Field(extra, extra.title(), "string", lambda dice: "new")))
    return tuple(here)


def date_format(mailing_list: MailingList, field: Field) -> str:
    """The format in which this list writes this date field; empty for other types."""
    if field.type != "date":
        return ""
    return DATES[(mailing_list.number + len(field.name)) % len(DATES)] + TIMES[field.time]


@lru_cache(maxsize=64)
def _directives(format_: str) -> str:
    for code, directive in CODES.items():
        format_ = format_.replace(code, directive)
    return format_


def values(
    mailing_list: MailingList, number: int, edited: bool, fields: tuple[tuple[int, Field], ...]
) -> dict[str, Any]:
    """What a contact has in these fields; an edited one gave again and moved."""
    dice = mailing_list.dice("fields", number)
    thrown = {field.name: field.value(dice) for field in FIELDS}
    if edited:
        thrown["notes"] = "Gave by phone; moved to Łódź"
        thrown["gift_total"] = (thrown["gift_total"] or 0) + 25
        thrown["country"] = "Polska"
    return {field.name: _written(mailing_list, field, thrown.get(field.name, "new")) for _, field in fields[1:]}


def rows(mailing_list: MailingList, now: int, extra: str | None) -> list[dict[str, Any]]:
    return [
        {
            "id": field_id,
            "account_id": ACCOUNT_ID,
            "list_id": mailing_list.id,
            "name": field.name,
            "title": field.title,
            "type": field.type,
            "format": date_format(mailing_list, field),
            "default": None if place == 0 else "",
            "mandatory": place == 0,
            "position": place,
            "created": max(mailing_list.created, field.since),
            "modified": max(mailing_list.created, field.since),
            "deleted": None,
            "is_sms": field.is_sms,
        }
        for place, (field_id, field) in enumerate(fields_of(mailing_list, now, extra))
    ]


def _field_id(mailing_list: MailingList, place: int) -> int:
    return FIRST_FIELD_ID + 100 * mailing_list.number + place


def _written(mailing_list: MailingList, field: Field, value: Any) -> Any:
    if field.type == "date" and value is not None:
        written = datetime.fromtimestamp(value, timezone.utc)
        return written.strftime(_directives(date_format(mailing_list, field)))
    return value
