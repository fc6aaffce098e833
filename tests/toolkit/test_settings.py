"""The configuration is read whole: every fault named at once, no value shown."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from datetime import date, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fivetran_connector_sdk import Test, form_field

from toolkit import settings
from toolkit.errors import ConfigurationError
from toolkit.settings import Setting

SETTINGS = (
    Setting("base_url", "Where the API is.", settings.url, default="https://api.example.org"),
    Setting("password", "The login's password.", required=True, secret=True),
    Setting("list_ids", "Lists to sync.", settings.names),
    Setting("start_date", "The first day.", settings.day),
    Setting("include_events", "Events too.", settings.boolean, default="false"),
    Setting("parallel_calls", "Calls at once.", settings.whole(1, 8), default="4"),
)


def read(**configuration: Any) -> dict[str, Any]:
    return settings.values(SETTINGS, configuration, "ongage")


def test_defaults_fill_what_is_not_given() -> None:
    assert read(password="hunter2") == {
        "base_url": "https://api.example.org",
        "password": "hunter2",
        "list_ids": [],
        "start_date": None,
        "include_events": False,
        "parallel_calls": 4,
    }


@pytest.mark.parametrize("blank", ["", "  ", None], ids=["empty", "blank", "null"])
def test_an_empty_optional_value_is_the_default(blank: str | None) -> None:
    assert read(password="x", parallel_calls=blank, start_date=blank)["parallel_calls"] == 4


def test_values_are_read_without_the_blanks_around_them() -> None:
    found = read(password=" hunter2 ", list_ids=" 1, 2 ,,3", start_date=" 2026-01-31 ", parallel_calls=" 8 ")
    assert (found["password"], found["list_ids"]) == ("hunter2", ["1", "2", "3"])
    assert (found["start_date"], found["parallel_calls"]) == (date(2026, 1, 31), 8)


@pytest.mark.parametrize(
    ("configuration", "fault"),
    [
        ({}, "password (SFL_ONGAGE_PASSWORD) is missing: set it"),
        ({"password": None}, "password (SFL_ONGAGE_PASSWORD) is missing: set it"),
        ({"password": ""}, "password (SFL_ONGAGE_PASSWORD) is empty: set it"),
        ({"password": "  "}, "password (SFL_ONGAGE_PASSWORD) is empty: set it"),
        ({"password": 12}, "password (SFL_ONGAGE_PASSWORD) is of type int: write it as text, in quotes"),
        ({"password": "x", "list_ids": ["1"]}, "list_ids (SFL_ONGAGE_LIST_IDS) is of type list: write it as text"),
        ({"password": "x", "pasword": "y"}, "pasword is no key of ongage: the nearest is password"),
        (
            {"password": "x", "parallel_calls": "9"},
            "parallel_calls (SFL_ONGAGE_PARALLEL_CALLS) must be a whole number between 1 and",
        ),
    ],
    ids=["absent", "null", "empty", "blank", "number", "list", "unknown", "out-of-bounds"],
)
def test_a_fault_is_named_with_its_secret_and_what_to_do(configuration: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^ongage configuration: {re.escape(fault)}"):
        read(**configuration)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(start_dat="x", base_url="ftp://x", include_events="yes", parallel_calls="many", start_date="1.2.2026")
    assert re.findall(r"(\w+) (?:\(|is no key)", str(refused.value)) == [
        "start_dat",
        "base_url",
        "password",
        "start_date",
        "include_events",
        "parallel_calls",
    ]


def test_no_value_is_shown() -> None:
    wrong: dict[str, Any] = {
        key: f"hunter2-{key}" for key in ("base_url", "start_date", "include_events", "parallel_calls", "other")
    }
    wrong["password"] = ["hunter2"]
    with pytest.raises(ConfigurationError) as refused:
        read(**wrong)
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))


VALUES = [
    (settings.boolean, "true", True),
    (settings.boolean, "FALSE", False),
    (settings.number(), "1.5", 1.5),
    (settings.number(0.01, 2), "0.01", 0.01),
    (settings.number(0.01, 2), "2", 2.0),
    (settings.whole(), "0", 0),
    (settings.whole(-5, 5), "-5", -5),
    (settings.whole(1, 8), "8", 8),
    (settings.names, "a", ["a"]),
    (settings.names, " a ,b,, ", ["a", "b"]),
    (settings.names, ",", []),
    (settings.day, "2028-02-29", date(2028, 2, 29)),
    (settings.zone, "UTC", timezone.utc),
    (settings.zone, "gmt", timezone.utc),
    (settings.zone, "America/New_York", ZoneInfo("America/New_York")),
    (settings.url, "https://api.example.org/v4/", "https://api.example.org/v4"),
    (settings.url, "http://127.0.0.1:8900/ongage", "http://127.0.0.1:8900/ongage"),
]


@pytest.mark.parametrize(("reader", "text", "expected"), VALUES, ids=[repr(text) for _, text, _ in VALUES])
def test_a_value_is_read(reader: Callable[[str], Any], text: str, expected: Any) -> None:
    assert reader(text) == expected


WRONG = [
    (settings.boolean, "yes", 'must be "true" or "false"'),
    (settings.boolean, "1", 'must be "true" or "false"'),
    (settings.number(), "ten", "must be a number"),
    (settings.number(), "nan", "must be a number of 0 or more"),
    (settings.number(), "-0.1", "must be a number of 0 or more"),
    (settings.number(0.5, 2), "2.1", "must be a number between 0.5 and 2"),
    (settings.whole(), "1.5", "must be a whole number"),
    (settings.whole(), "-", "must be a whole number"),
    (settings.whole(), "1e3", "must be a whole number"),
    (settings.whole(1), "0", "must be a whole number of 1 or more"),
    (settings.whole(1, 8), "9", "must be a whole number between 1 and 8"),
    (settings.day, "31.01.2026", "must be a date like 2026-01-31"),
    (settings.day, "2026-02-30", "must be a date like 2026-01-31"),
    (settings.day, "20260131", "must be a date like 2026-01-31"),
    (settings.day, "2026-01-31T00:00:00", "must be a date like 2026-01-31"),
    (settings.zone, "New York", "must be a time zone like UTC or America/New_York"),
    (settings.zone, "America", "must be a time zone like UTC or America/New_York"),
    (settings.zone, "../../etc/passwd", "must be a time zone like UTC or America/New_York"),
    (settings.url, "api.example.org", "must be an address like"),
    (settings.url, "ftp://api.example.org", "must be an address like"),
    (settings.url, "https://", "must be an address like"),
    (settings.url, "https://api.example.org?key=1", "must be an address like"),
    (settings.url, "https://me:secret@api.example.org", "must be an address like"),
]


@pytest.mark.parametrize(("reader", "text", "reason"), WRONG, ids=[repr(text) for _, text, _ in WRONG])
def test_a_wrong_value_is_refused_with_what_it_should_be(reader: Callable[[str], Any], text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        reader(text)


def log_in(_: dict[str, str]) -> Any:
    """The connection test."""
    return Test().success()


def test_the_setup_form_has_every_key_once_with_its_default() -> None:
    form = settings.form(SETTINGS, log_in)
    assert [(field.name, field.label, field.required, field.placeholder) for field in form._fields] == [
        ("base_url", "Base url", False, "https://api.example.org"),
        ("password", "Password", True, None),
        ("list_ids", "List ids", False, None),
        ("start_date", "Start date", False, None),
        ("include_events", "Include events", False, "false"),
        ("parallel_calls", "Parallel calls", False, "4"),
    ]
    assert len(form._tests) == 1


def test_only_secrets_are_hidden_in_the_form_and_switches_are_chosen_from_two() -> None:
    plain, secret, switch = (SETTINGS[at].field() for at in (0, 1, 4))
    assert plain.text_field != secret.text_field == form_field.TextField.password
    assert [option.value for option in switch.dropdown_options] == ["true", "false"]


def test_the_name_of_a_secret() -> None:
    assert settings.secret_name("everyaction", "api_key") == "SFL_EVERYACTION_API_KEY"


def test_a_secret_is_not_in_what_is_shown_of_the_settings() -> None:
    """A crash report shows the values of every frame; the SDK masks those of the configuration as they came."""
    found = read(password="marked\n")
    assert found["password"] == "marked"
    assert "marked" not in repr(found)
