"""The files of an export, whatever their dialect, and the jobs that make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import api
import fields
from crash import fresh
from sandbox.server import Sandbox
from toolkit.errors import SourceUnavailable
from warehouse import Row, Warehouse

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]

CONTACTS = {"resources": "contact", "requested_fields": "all", "custom_fields": "all"}
DIALECTS = (
    "header_everywhere", "csv_bom", "csv_tab", "csv_lf", "csv_cp1252", "csv_header_case",
)  # fmt: skip
FILES = "/files/"


def row_by_name(warehouse: Warehouse, name: str) -> Row:
    return next(row for row in warehouse.rows("contact") if row["last_name"] == name)


def named(row: Row) -> dict[str, Any]:
    """A row without when it was exported, its undeclared columns in one spelling."""
    return {fields.plain(name): value for name, value in row.items() if name != "exported_at"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_rows(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, dialect: str
) -> None:
    expected = {key: named(row) for key, row in fresh(configured(**CONTACTS)).tables["contact"].items()}
    sandbox.fault("everyaction", dialect)
    warehouse.sync(configured(**CONTACTS))
    assert sandbox.faults("everyaction")[0]["fired"] > 0
    assert {key: named(row) for key, row in warehouse.tables["contact"].items()} == expected


def test_text_comes_whole(synced: Synced) -> None:
    warehouse = synced(**CONTACTS)
    names = {row["first_name"] for row in warehouse.rows("contact")}
    assert {"Zoë", "Björn", "Ana María"} <= names
    assert row_by_name(warehouse, "O'Hara, Jr.")["date_created"].startswith("202")
    assert row_by_name(warehouse, 'Smith "Red"')["van_id"] > 204_000_000
    memos = {row["memo"] for row in synced(resources="contribution", requested_fields="all").rows("contribution")}
    assert memos == {None, 'in memory of\r\n"Ada"'}


def test_empty_cells_are_null_and_a_date_stays_a_date(synced: Synced) -> None:
    rows = synced(**CONTACTS).rows("contact")
    assert None in {row["email"] for row in rows}
    assert [row for row in rows if "" in row.values()] == []
    assert {len(row["date_created"]) for row in rows} == {10}


def test_money_is_exact_and_a_day_is_midnight_in_the_csv_timezone(synced: Synced, configured: Configured) -> None:
    rows = synced(resources="contribution").rows("contribution")
    assert [row["amount"] for row in rows if not row["amount"].replace(".", "").isdecimal()] == []
    assert {row["date_received"][11:] for row in rows} & {"04:00:00Z", "05:00:00Z"} != set()
    berlin = fresh(configured(resources="contribution", csv_timezone="Europe/Berlin")).rows("contribution")
    assert {row["date_received"][11:] for row in berlin} & {"22:00:00Z", "23:00:00Z"} != set()


def test_times_with_seven_digits_and_booleans_in_any_case_are_read(synced: Synced) -> None:
    history = synced(resources="contact_history").rows("contact_history")
    assert {len(row["date_canvassed"]) for row in history} == {20}
    codes = synced(resources="contact_activist_code").rows("contact_activist_code")
    assert {row["is_deleted"] for row in codes} == {False}


def test_what_nobody_declared_is_kept_as_text(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    configuration = configured(resources="contact", custom_fields="157,158,159")
    sandbox.fault("everyaction", "new_field", name="Größe / Size", path="/v4/changedEntityExportJobs/2")
    warehouse.sync(configuration)
    row = next(row for row in warehouse.rows("contact") if row["email"])
    # the last one is a custom field that is called like a core field
    found = {name: row[name][:4] for name in ("groe_size", "education_level", "t_shirt_size", "email", "email_2")}
    assert found == {
        "groe_size": "new", "education_level": "157-", "t_shirt_size": "158-", "email": "pers", "email_2": "159-",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["VanID", "ZipOrPostal", "ChangeTypeId"], ["van_id", "zip_or_postal", "change_type_id"]),
        (["Email", "EMAIL", "e-mail"], ["email", "email_2", "e_mail_3"]),
        (["T-shirt size", "2nd gift", "Größe", "!"], ["t_shirt_size", "field_2nd_gift", "groe", "field"]),
    ],
    ids=["names", "twice", "signs"],
)
def test_every_header_has_a_column_of_its_own(header: list[str], columns: list[str]) -> None:
    assert fields.columns_of(header) == columns


@pytest.mark.parametrize("dialect", ["csv_lf", "csv_header_case"])
def test_rows_that_came_with_an_error_are_counted_named_and_not_written(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, dialect: str
) -> None:
    whole = fresh(configured(resources="contact"))
    sandbox.fault("everyaction", dialect)
    sandbox.fault("everyaction", "csv_error_rows", rows=2)
    warehouse.sync(configured(resources="contact"))
    missing = sorted(key for (key,) in whole.tables["contact"].keys() - warehouse.tables["contact"].keys())
    assert len(missing) == 2
    told = ", ".join(map(str, missing))
    assert warehouse.warnings == [f"contact: 2 rows came with an error instead of data, keys {told}"]


@pytest.mark.parametrize("faults", [[], ["no_file"]], ids=["header-only", "no-file"])
def test_an_export_of_nothing_moves_the_cursor(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, faults: list[str]
) -> None:
    for fault in faults:
        sandbox.fault("everyaction", fault)
    warehouse.sync(configured(resources="contact", start_date="2026-11-02"))
    assert (warehouse.emitted, warehouse.warnings) == ([], [])
    assert warehouse.state["cursors"]["contact"]["until"] == 1_793_620_740  # the clock, less a minute


def test_a_large_export_comes_in_several_files(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fresh(configured(**CONTACTS)).tables["contact"]
    monkeypatch.setattr("sandbox.everyaction.exports.BYTES_PER_KB", 0.05)
    warehouse.sync(configured(**CONTACTS))
    asked = [call["path"] for call in sandbox.requests("everyaction") if call["path"].startswith(FILES)]
    assert len([path for path in asked if "/2/" in path]) >= 1
    assert warehouse.tables["contact"] == expected


def test_the_host_of_the_files_never_sees_the_login(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    """The sandbox's refuses a call with an Authorization header, as the real one does."""
    warehouse.sync(configured(**CONTACTS))
    asked = [call for call in sandbox.requests("everyaction") if call["path"].startswith(FILES)]
    assert [call["status"] for call in asked] == [200]


def test_a_link_that_expired_is_asked_for_again(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    sandbox.fault("everyaction", "link_expired")
    warehouse.sync(configured(resources="contact"))
    files = [call["status"] for call in sandbox.requests("everyaction") if call["path"].startswith(FILES)]
    assert files[:2] == [403, 200]
    assert warehouse.tables["contact"] != {}


def test_links_that_stay_expired_make_the_export_again(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "link_expired", times=2)
    warehouse.sync(configured(resources="contact"))
    orders = [call for call in sandbox.requests("everyaction") if call["method"] == "POST"]
    assert len(orders) == 2
    assert warehouse.tables["contact"] != {}


@pytest.mark.parametrize("fault", ["csv_cut", "csv_short", "csv_not"])
def test_a_file_that_is_not_whole_is_not_taken_for_one(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, fault: str
) -> None:
    whole = fresh(configured(resources="contact"))
    sandbox.fault("everyaction", fault)
    warehouse.sync(configured(resources="contact"))
    assert sandbox.faults("everyaction")[0]["fired"] == 1
    assert set(warehouse.tables["contact"]) == set(whole.tables["contact"])


@pytest.mark.parametrize("fault", ["csv_cut", "csv_not"])
def test_files_that_are_never_whole_stop_the_sync_and_lose_no_row(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, fault: str
) -> None:
    sandbox.fault("everyaction", fault, times=None)
    with pytest.raises(SourceUnavailable):
        warehouse.sync(configured(resources="contact", start_date="2026-10-01"))
    sandbox.clear_faults("everyaction")
    warehouse.again()
    assert set(warehouse.tables["contact"]) == set(fresh(warehouse.configuration).tables["contact"])


def test_a_count_that_two_exports_agree_on_is_believed_and_told(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "count_wrong", count=1_000)
    warehouse.sync(configured(resources="contact", start_date="2026-11-01"))
    assert [w for w in warehouse.warnings if "where it announced 1000" in w] != []
    assert "until" in warehouse.state["cursors"]["contact"]


@pytest.mark.parametrize("property_", ["requestedFields", "includeInactive"])
def test_what_an_export_did_not_accept_is_told(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, property_: str
) -> None:
    sandbox.fault("everyaction", "echo_drops", property=property_)
    warehouse.sync(configured(resources="contact", requested_fields='{"Contacts": ["WorkEmail"]}'))
    assert warehouse.warnings == [
        f"contact: EveryAction did not accept {property_}: what it asks for is missing from the rows"
    ]


@pytest.mark.parametrize(
    ("asked", "echoed", "accepted"),
    [
        (["a"], ["a", "b"], True), (["a", "b"], ["a"], False), (["a"], None, False), ([], None, True),
        (True, "true", True), (True, "false", False), (False, None, False),
    ],
)  # fmt: skip
def test_an_echo_is_compared_with_the_order(asked: Any, echoed: Any, accepted: bool) -> None:
    assert api._accepted(asked, echoed) is accepted


def test_an_export_that_is_too_large_is_halved(configured: Configured, warehouse: Warehouse, sandbox: Sandbox) -> None:
    whole = fresh(configured(resources="contact"))
    sandbox.clear_requests("everyaction")
    sandbox.fault("everyaction", "job_too_large", max_rows=20)
    warehouse.sync(configured(resources="contact"))
    orders = [call for call in sandbox.requests("everyaction") if call["method"] == "POST"]
    assert len(orders) > 4
    assert set(warehouse.tables["contact"]) == set(whole.tables["contact"])


def test_an_export_that_always_fails_ends_with_its_bounds_message_and_code(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox
) -> None:
    sandbox.fault("everyaction", "job_fails", times=None)
    with pytest.raises(
        SourceUnavailable, match=r"2026-11-02T00:00:00Z..2026-11-02T01:00:00Z .*code E-7F3A: The export"
    ):
        warehouse.sync(configured(resources="contact", start_date="2026-11-02"))


@pytest.mark.parametrize("status", ["Requested", "Queued"])
def test_a_status_that_nobody_knows_is_waited_for(
    configured: Configured, warehouse: Warehouse, sandbox: Sandbox, status: str
) -> None:
    sandbox.fault("everyaction", "job_status", status=status)
    warehouse.sync(configured(resources="contact"))
    assert warehouse.tables["contact"] != {}


def test_the_files_of_an_export_are_gone_after_the_sync(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Any] = []
    close = api.Scratch.close
    monkeypatch.setattr(api.Scratch, "close", lambda self: (folders.append(self._folder), close(self)))
    synced(resources="contact", window_days="89")
    assert [folder for folder in folders if folder.exists()] == []
    assert len(folders) >= 2
