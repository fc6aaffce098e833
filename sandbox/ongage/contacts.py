"""Contacts: a pure function of list, number and instant. What happens to them in time is in lives.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.ongage import fields, imports, words
from sandbox.ongage.lists import MailingList, World, mailing_lists
from sandbox.ongage.lives import Timeline, timeline

PEOPLE_PER_LIST = 100_000_000
SHARED_WITH_FIRST_LIST = 7  # every seventh contact of another list is also in the first one
LATE_NUMBER = 900_000_000  # contacts of the fault late_rows are numbered from here
SYSTEM_FIELDS = (
    "ocx_status",
    "ocx_created_date",
    "ocx_unsubscribe_date",
    "ocx_resubscribe_date",
    "ocx_bounce_date",
    "ocx_complaint_date",
    "ocx_import_id",
)
DATE_FIELDS = SYSTEM_FIELDS[1:6]


class Contact:
    """One contact as it is at an instant; what is not asked for is not thrown."""

    def __init__(
        self, mailing_list: MailingList, number: int, now: int, life: Timeline, extra_field: str | None
    ) -> None:
        self.list, self.number, self.now, self.life = mailing_list, number, now, life
        self._extra_field = extra_field

    @property
    def id(self) -> str:
        return f"{self.life.created:08x}{self.list.dice('id', self.number).hexadecimal(16)}"

    @property
    def email(self) -> str:
        return address(self.list, self.number)

    @property
    def status(self) -> str:
        return self.life.status(self.now)

    def fields(self) -> dict[str, Any]:
        """The list's own fields but for the address."""
        here = fields.fields_of(self.list, self.now, self._extra_field)
        return fields.values(self.list, self.number, 0 < self.life.edited <= self.now, here)

    def system(self) -> dict[str, Any]:
        """The ocx_ fields; dates are epoch seconds or None."""
        life = self.life
        dates = (life.created, life.unsubscribed, life.resubscribed, life.bounced, life.complained)
        seen = (at if 0 < at <= self.now else None for at in dates)
        return {
            "ocx_status": self.status,
            **dict(zip(DATE_FIELDS, seen, strict=True)),
            "ocx_import_id": imports.import_of(self.list, self.number, life.created),
        }

    def record(self) -> dict[str, Any]:
        """Everything, as by_id shows it."""
        return {"email": self.email, **self.fields(), "id": self.id, **self.system()}


def contact(mailing_list: MailingList, number: int, now: int, extra_field: str | None = None) -> Contact | None:
    """The contact, or None where it does not exist (yet, or any more)."""
    life = timeline(mailing_list, number)
    return Contact(mailing_list, number, now, life, extra_field) if life.exists(now) else None


def contacts(
    mailing_list: MailingList, now: int, created_from: int, created_to: int, extra_field: str | None = None
) -> Iterator[Contact]:
    """The contacts that exist now and were created in [created_from, created_to], oldest first."""
    growth = mailing_list.growth
    for number in range(growth.count_at(created_from - 1), growth.count_at(min(now, created_to))):
        found = contact(mailing_list, number, now, extra_field)
        if found:
            yield found


def late_contacts(
    mailing_list: MailingList, now: int, count: int, days_ago: int, extra_field: str | None = None
) -> Iterator[Contact]:
    """Contacts that turn up with a creation date long past: the fault late_rows."""
    for place in range(count):
        life = Timeline(START_EPOCH_S - days_ago * DAY_S + place)
        yield Contact(mailing_list, LATE_NUMBER + place, now, life, extra_field)


def address(mailing_list: MailingList, number: int) -> str:
    """The e-mail address, which holds the person's number; wildcards among suppression entries."""
    person = _person(mailing_list, number)
    dice = mailing_lists(mailing_list.world)[0].dice("address", person)
    mailbox, domain = dice.pick(words.MAILBOXES), dice.pick(words.DOMAINS)
    if not mailing_list.sends and number % 6 == 5:
        return f"*@spam{person % PEOPLE_PER_LIST}.{domain}"
    text = f"{mailbox}.{person}@{domain}"
    return text.title() if dice.chance(2) else text


def by_address(mailing_list: MailingList, email: str, now: int) -> Contact | None:
    """The contact with that address, in any spelling."""
    digits = email.partition("@")[0].rpartition(".")[2]
    if not digits.isdecimal():
        return None
    owner, number = divmod(int(digits), PEOPLE_PER_LIST)
    if owner not in (0, mailing_list.number) or number >= mailing_list.growth.count_at(now):
        return None
    found = contact(mailing_list, number, now)
    return found if found and found.email.lower() == email.lower() else None


def by_id(mailing_list: MailingList, contact_id: str, now: int) -> Contact | None:
    """The contact with that id, whose first eight digits are its creation time."""
    try:
        created = int(contact_id[:8], 16)
    except ValueError:
        return None
    return next((found for found in contacts(mailing_list, now, created, created) if found.id == contact_id), None)


def lists_with(world: World, email: str, now: int) -> list[Contact]:
    """The address in every list that holds it."""
    found = (by_address(mailing_list, email, now) for mailing_list in mailing_lists(world) if mailing_list.sends)
    return [one for one in found if one]


def _person(mailing_list: MailingList, number: int) -> int:
    if number % SHARED_WITH_FIRST_LIST == 0 and number < mailing_lists(mailing_list.world)[0].size:
        return number
    return mailing_list.number * PEOPLE_PER_LIST + number
