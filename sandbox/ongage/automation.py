"""Transactional campaigns, events and email tags: small resources whose fields the reference assumes."""

from __future__ import annotations

from typing import Any

from sandbox.clock import DAY_S
from sandbox.ongage.lists import MailingList
from sandbox.ongage.mailings import mailings, transactional


def transactional_rows(mailing_list: MailingList) -> list[dict[str, Any]]:
    return [
        {
            "id": str(mailing.id),
            "name": mailing.name,
            "description": "",
            "list_id": str(mailing_list.id),
            "type": "transactional",
            "status": "60003" if mailing.place == 0 else "60001",
            "created": str(mailing.created),
            "modified": str(mailing.created + DAY_S),
            "deleted": "0",
            "message_type": "email_message",
        }
        for mailing in transactional(mailing_list)
    ]


def event_rows(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    if not mailing_list.sends or mailing_list.archived:
        return []
    mailing_id = str(mailings(mailing_list, now)[0].id)
    return [
        {
            "id": str(660_001 + 10 * mailing_list.number + place),
            "list_id": str(mailing_list.id),
            "name": title,
            "description": None,
            "based_on": based_on,
            "mailing_id": mailing_id if based_on == "mailing" else None,
            "date_field_name": "birthday" if based_on == "date_field" else None,
            "annually_event": str(int(based_on == "date_field")),
            "ongoing_event": "1",
            "start_date": str(mailing_list.created + DAY_S),
            "end_date": "0",
            "status": based_on != "recurring",
            "segments": [],
            "segments_excluded": [],
            "triggers": [{"delay": 86_400, "type": "email"}],
            "created": str(mailing_list.created + DAY_S),
            "modified": str(mailing_list.created + 2 * DAY_S),
            "deleted": "0",
        }
        for place, (title, based_on) in enumerate(
            (("Happy birthday 🎂", "date_field"), ("Follow-up, opened", "mailing"), ("Every month", "recurring"))
        )
    ]


def tag_rows(mailing_list: MailingList) -> list[dict[str, Any]]:
    """Two global tags, which every list shows, and one of its own."""
    return [
        {
            "id": str(tag_id),
            "title": title,
            "list_id": list_id,
            "created": str(mailing_list.created),
            "modified": str(mailing_list.created),
            "deleted": "0",
        }
        for tag_id, title, list_id in (
            (91, "fundraising", None),
            (92, "Öffentlich", None),
            (100 + mailing_list.number, "list only", str(mailing_list.id)),
        )
    ]
