"""Bad configuration is named before anything is read, all of it at once, without a value of a secret."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

import account
import connector
from api import login
from sandbox.server import Sandbox
from toolkit.errors import ConfigurationError
from warehouse import Warehouse

Configured = Callable[..., dict[str, str]]
GIVEN = {"application_name": "sandbox", "api_key": "sandbox"}
WRONG = [
    ({"api_key": "marked|2"}, "api_key (SFL_EVERYACTION_API_KEY) must be the key alone, or the key and |0 or |1"),
    ({"api_key": "|1"}, "api_key (SFL_EVERYACTION_API_KEY) must be the key alone"),
    ({"database_mode": "2"}, "database_mode (SFL_EVERYACTION_DATABASE_MODE) must be 0 (My Voters) or 1"),
    ({"resources": "contact,contcat_history"}, "names no table: contcat_history; the nearest: contact_history"),
    ({"requested_fields": "WorkEmail"}, 'must be all, or JSON like {"Contacts": ["WorkEmail"]}'),
    ({"requested_fields": '{"Contacts": "WorkEmail"}'}, "must be all, or JSON like"),
    ({"requested_fields": '{"People": []}'}, "names no resource: People; there are "),
    ({"custom_fields": "157,x"}, "must be none, all, or ids of custom fields"),
    ({"window_days": "91"}, "window_days (SFL_EVERYACTION_WINDOW_DAYS) must be a whole number between 1 and 90"),
    ({"csv_timezone": "Nowhere/Town"}, "must be a time zone like UTC or America/New_York"),
    ({"start_date": "01/02/2026"}, "must be a date like 2026-01-31"),
    ({"api_keys": "x"}, "api_keys is no key of everyaction: the nearest is api_key"),
]


@pytest.mark.parametrize(
    ("keys", "message"), WRONG, ids=[f"{next(iter(keys))}-{n}" for n, (keys, _) in enumerate(WRONG)]
)
def test_a_wrong_value_is_named(keys: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        account.read_settings({**GIVEN, **keys})
    assert message in str(caught.value)
    assert "marked" not in str(caught.value)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError, match=r"SFL_EVERYACTION_APPLICATION_NAME.*SFL_EVERYACTION_API_KEY"):
        account.read_settings({})


@pytest.mark.parametrize(
    ("key", "mode", "password"), [("k", "1", "k|1"), ("k", "0", "k|0"), ("k|0", "1", "k|0")], ids=["1", "0", "own"]
)
def test_the_mode_is_added_where_the_key_has_none(key: str, mode: str, password: str) -> None:
    header = login(account.read_settings({**GIVEN, "api_key": key, "database_mode": mode}))["Authorization"]
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == f"sandbox:{password}"


@pytest.mark.parametrize("key", ["sandbox", "sandbox|1", "sandbox|0"])
def test_a_key_is_taken_with_and_without_its_mode(configured: Configured, warehouse: Warehouse, key: str) -> None:
    warehouse.sync(configured(api_key=key, resources="designation"))
    assert len(warehouse.rows("designation")) == 2


def test_a_field_that_does_not_exist_is_named_with_those_that_do(configured: Configured) -> None:
    with pytest.raises(ConfigurationError, match=r"Contacts has no HomeFax; besides the core fields it has PhoneOptIn"):
        connector.schema(configured(requested_fields='{"contact": ["HomeFax"]}'))


def test_a_custom_field_that_does_not_exist_is_named(configured: Configured) -> None:
    with pytest.raises(ConfigurationError, match=r"custom_fields .* names 999, which do not exist; there are 157, 158"):
        connector.schema(configured(custom_fields="157,999"))


def test_fields_are_typed_by_what_the_source_says(configured: Configured) -> None:
    tables = {table["table"]: table["columns"] for table in connector.schema(configured())}
    money = {"type": "DECIMAL", "precision": 19, "scale": 4}
    assert tables["contribution_adjustment"] == {
        "contribution_adjustment_id": "LONG", "contribution_id": "LONG", "amount": money, "adjustment_type": "STRING",
        "date_adjusted": "STRING", "change_type_id": "LONG", "change_type_name": "STRING",
        "exported_at": "UTC_DATETIME",
    }  # fmt: skip
    assert tables["event_ticket_guest"]["check_in_rate"] == {"type": "DECIMAL", "precision": 38, "scale": 10}
    assert tables["contact"]["date_created"] == "NAIVE_DATE"
    assert tables["contact"]["work_email"] == "STRING"
    assert "error_message" not in tables["contact"]


def test_the_connection_test_says_what_the_key_may_export(
    configured: Configured, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    account.log.LOG_LEVEL = account.log.Level.INFO
    try:
        assert account.connection_test(configured()).success is True
    finally:
        account.log.LOG_LEVEL = account.log.Level.WARNING
    assert "The key AB12 reads Riverside Alliance" in capsys.readouterr().out
    assert "(401)" in account.connection_test(configured(api_key="marked")).failure
