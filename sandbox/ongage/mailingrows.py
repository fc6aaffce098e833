"""Mailings as GET mailings and GET mailings/<id> show them: text throughout."""

from __future__ import annotations

from typing import Any

from sandbox.ongage import audience, esp, messages, segments, words
from sandbox.ongage.lists import ACCOUNT_ID, MailingList
from sandbox.ongage.mailings import NEW, STATUS_TEXTS, Mailing, mailings

# What every mailing says alike.
ALIKE = {
    "has_quota": "0",
    "split_subject_content_email_id": None,
    "deleted": "0",
    "cannot_resume": "0",
    "cannot_resume_reason": "",
    "ox_data": None,
    "estimated_sending_end_date": "0",
    "emails_limit": "0",
    "test": 0,
    "cancel": 0,
    "comment": "",
}


def rows(mailing_list: MailingList, now: int) -> list[dict[str, Any]]:
    return [row(mailing, now) for mailing in mailings(mailing_list, now)]


def row(mailing: Mailing, now: int) -> dict[str, Any]:
    """A row of the collection."""
    status, since = mailing.status(now)
    progress, scheduled = mailing.progress(now), mailing.scheduled
    started = scheduled is not None and mailing.sends and now >= scheduled
    return {
        **ALIKE,
        "id": str(mailing.id),
        "name": mailing.name,
        "schedule_date": str(scheduled) if scheduled else None,
        "type": "campaign" if mailing.is_test else mailing.type,
        "split_type": "subject" if mailing.type == "split" else None,
        "status": str(status),
        "list_id": str(mailing.owner.id),
        "status_desc": STATUS_TEXTS[status],
        "status_date": str(since),
        "scheduled_by": None if status == NEW else "12",
        "created_by": "12",
        "favorite": str(int(mailing.place % 5 == 0)),
        "created": str(mailing.created),
        "modified": str(since),
        "is_test": str(int(mailing.is_test)),
        "progress": str(progress),
        "manager": words.MANAGERS[mailing.place % 3],
        "targeted": str(audience.size(mailing) if started else 0),
        "original_email_message_id": str(mailing.message_ids[0]),
        "sending_start_date": str(scheduled + 5) if scheduled and started else "0",
        "sending_end_date": str(since) if started and progress == 100 else "0",
        "report": int(started),
        "schedule": "delivered" if progress == 100 else "",
        "esps": ", ".join(esp.name(connection) for connection in esp.connections(mailing)),
        "email_name": messages.name(mailing, 0, now),
    }


def detail(mailing: Mailing, now: int) -> dict[str, Any]:
    """The single item: what it went to, over which connections, with which messages."""
    return {
        **row(mailing, now),
        "account_id": str(ACCOUNT_ID),
        "description": "" if mailing.place % 3 else "Für alle; <b>please read</b>",
        "segments": _segments(mailing, now),
        "distribution": esp.distribution(mailing),
        "email_message": [messages.summary(mailing, index, now) for index in range(len(mailing.message_ids))],
    }


def _segments(mailing: Mailing, now: int) -> list[dict[str, Any]]:
    return [
        _segment(mailing, segment)
        for segment in segments.rows(mailing.owner, now)
        if int(segment["id"]) in mailing.segment_ids or segment["type"] == "Test"
    ]


def _segment(mailing: Mailing, segment: dict[str, Any]) -> dict[str, Any]:
    return {
        "segment_id": segment["id"],
        "type": segment["type"],
        "name": segment["name"],
        "last_count": segment["last_count"],
        "exclude": str(int(int(segment["id"]) not in mailing.segment_ids)),
    }
