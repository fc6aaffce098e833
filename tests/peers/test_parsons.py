"""The sandbox of EveryAction as a public client sees it: parsons, in a tox environment of its own (`peers`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from parsons.ngpvan import changed_entities, van_connector

from sandbox.app import Settings
from sandbox.server import Sandbox, running

SERVICE = "everyaction"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(Settings(everyaction_contacts=200)) as started:
        yield started


@pytest.fixture(scope="module")
def van(sandbox: Sandbox) -> Any:
    """The client, pointed at the sandbox before it is made."""
    van_connector.URI = f"{sandbox.url}/{SERVICE}/v4/"
    changed_entities.RETRY_RATE = 0
    from parsons.ngpvan.van import VAN  # noqa: PLC0415

    return VAN(api_key="sandbox", db="EveryAction")


def test_it_knows_its_key(van: Any) -> None:
    assert van.connection.api_key_profile["committeeName"] == "Riverside Alliance"


@pytest.mark.parametrize(
    ("read", "column", "rows"),
    [
        ("get_activist_codes", "activistCodeId", 6),
        ("get_codes", "codeId", 56),
        ("get_survey_questions", "surveyQuestionId", 4),
        ("get_supporter_groups", "id", 2),
        ("get_saved_lists", "savedListId", 12),
        ("get_custom_fields", "customFieldId", 4),
        ("get_events", "eventId", 24),
    ],
)
def test_it_reads_a_collection(van: Any, read: str, column: str, rows: int) -> None:
    table = getattr(van, read)()
    assert len({row[column] for row in table}) == table.num_rows == rows


def test_it_reads_who_signed_up(van: Any) -> None:
    event = next(iter(van.get_events()))["eventId"]
    signups = van.get_event_signups(event)
    assert {row["eventSignupId"] // 100 for row in signups} == {event}


def test_it_reads_changed_entities(van: Any) -> None:
    contacts = van.get_changed_entities("Contacts", "2026-08-10")
    assert contacts.num_rows > 50
    assert {"VanID", "FirstName", "ChangeTypeID"} <= set(contacts.columns)


def test_it_reads_statistics_of_e_mails(van: Any) -> None:
    mails = van.get_email_stats()
    assert mails.num_rows > 20
    assert {"recipientCount", "openCount"} <= set(mails.columns)
