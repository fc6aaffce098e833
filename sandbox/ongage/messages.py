"""Email messages: those of the mailings, templates that are modified ever again, and a folder."""

from __future__ import annotations

from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.ongage import words
from sandbox.ongage.lists import ACCOUNT_ID, MailingList
from sandbox.ongage.mailings import FIRST_MESSAGE_ID, HOUR_S, Mailing, mailings

TEMPLATES = 3
TEMPLATE_EDIT_DAYS = 3
HTML = """<!DOCTYPE html>
<html><body style="font-family: 'Arial', sans-serif">
<h1>{name}</h1>\t<p>Dear [[first_name]], &amp; all of "you",</p>
<a href="https://www.example.org/donate?src=mail&amp;amount=25">Donate – jetzt, 今</a>
</body></html>
"""


def rows(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    """Every message of the list, by id, without its content."""
    if not mailing_list.sends:
        return []
    sent = [
        _row(mailing_list, message_id, name(mailing, index, now), mailing.created - HOUR_S, _modified(mailing, now))
        | {"mailing_id": str(mailing.id), "subject": _subject(mailing, index)}
        for mailing in mailings(mailing_list, now)
        for index, message_id in enumerate(mailing.message_ids)
    ]
    return [*sent, *_templates(mailing_list, now)]


def name(mailing: Mailing, index: int, now: int) -> str:
    edited = mailing.scheduled is not None and now >= mailing.scheduled - 2 * HOUR_S
    return f"{mailing.name} {'AB'[index]}{' (final)' if edited else ''}"


def summary(mailing: Mailing, index: int, now: int) -> dict[str, Any]:
    """As in the detail of a mailing."""
    return {
        "type": "email_message",
        "email_message_id": str(mailing.message_ids[index]),
        "name": name(mailing, index, now),
        "description": "",
        "subject": _subject(mailing, index),
    }


def detail(row: dict[str, Any]) -> dict[str, Any]:
    """The single item: with its content."""
    return {
        **row,
        "content_html": HTML.format(name=row["name"]),
        "content_text": f"{row['name']}\n\nDear [[first_name]],\n",
        "unsubscribe_default_link": "1",
        "unsubscribe_success_html": None,
    }


def _subject(mailing: Mailing, index: int) -> str:
    topic = words.TOPICS[mailing.place % len(words.TOPICS)]
    return f"{topic}, [[first_name]]?" if index else topic


def _modified(mailing: Mailing, now: int) -> int:
    edits = [mailing.created, (mailing.scheduled or mailing.created) - 2 * HOUR_S]
    return max(at for at in edits if at <= now)


def _templates(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    first = FIRST_MESSAGE_ID + 80_000 + 100 * mailing_list.number
    folder = _row(mailing_list, first, "Vorlagen", mailing_list.created, mailing_list.created) | {"type": "folder"}
    return [folder, *(_template(mailing_list, first, place, now) for place in range(1, TEMPLATES + 1))]


def _template(mailing_list: MailingList, folder: int, place: int, now: int) -> dict[str, Any]:
    """Archived lists keep theirs; elsewhere each is edited every nine days, one of them every three."""
    every = TEMPLATES * TEMPLATE_EDIT_DAYS * DAY_S
    edited = START_EPOCH_S - 40 * DAY_S + place * TEMPLATE_EDIT_DAYS * DAY_S
    edited = mailing_list.created if mailing_list.archived else edited + (now - edited) // every * every
    title = f"Template {place}, edited {edited % 997}"
    row = _row(mailing_list, folder + place, title, mailing_list.created, edited)
    return row | {"type": "template", "parent_id": str(folder)}


def _row(mailing_list: MailingList, message_id: int, title: str, created: int, modified: int) -> dict[str, Any]:
    return {
        "id": str(message_id),
        "type": "email_message",
        "account_id": str(ACCOUNT_ID),
        "list_id": str(mailing_list.id),
        "name": title,
        "description": "",
        "subject": "",
        "created": str(created),
        "modified": str(modified),
        "deleted": "0",
        "favorite": str(int(message_id % 7 == 0)),
        "parent_id": "0",
        "created_by": "12",
        "mailing_id": "0",
    }
