"""A table is declared once; a row is a pure function of a record."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from toolkit import tables
from toolkit.tables import Table

MAILINGS = Table(
    "mailings",
    key=("id", "list_id"),
    columns=(
        *tables.key("id", list_id="list"),
        *tables.string("name"),
        *tables.identifier("campaign_id"),
        *tables.boolean("archived"),
        *tables.integer("opens"),
        *tables.long("size"),
        *tables.real("rate"),
        *tables.utc(sent_at="sent_ts"),
        *tables.day("day"),
        *tables.json("targets"),
    ),
)
PEOPLE = Table("people", key=("van_id",), columns=(*tables.long("van_id"), *tables.integer("age"), *tables.utc("born")))


def test_a_table_is_declared_with_key_and_types() -> None:
    assert MAILINGS.declaration() == {
        "table": "mailings",
        "primary_key": ["id", "list_id"],
        "columns": {
            "id": "STRING",
            "list_id": "STRING",
            "name": "STRING",
            "campaign_id": "STRING",
            "archived": "BOOLEAN",
            "opens": "INT",
            "size": "LONG",
            "rate": "FLOAT",
            "sent_at": "UTC_DATETIME",
            "day": "NAIVE_DATE",
            "targets": "JSON",
        },
    }


def test_a_row_holds_every_column_and_no_other_field() -> None:
    record = {"id": 7, "list": "0", "opens": "3", "sent_ts": "1793620800", "targets": [{"a": 1}], "unknown": "x"}
    assert MAILINGS.row(record) == {
        "id": "7",
        "list_id": "0",
        "name": None,
        "campaign_id": None,
        "archived": None,
        "opens": 3,
        "size": None,
        "rate": None,
        "sent_at": "2026-11-02T12:00:00Z",
        "day": None,
        "targets": [{"a": 1}],
    }


def test_the_key_of_a_row_is_in_the_keys_order() -> None:
    assert MAILINGS.identity({"list_id": "1", "id": "7", "name": "x"}) == ("7", "1")


@pytest.mark.parametrize("record", [{}, {"van_id": None}, {"van_id": ""}], ids=["absent", "null", "empty"])
def test_a_row_without_its_key_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="people: a row without its key van_id"):
        PEOPLE.row(record)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("age", "jane@example.org", "people.age: a str of 16 characters is no INT"),
        ("age", "1.jane", "people.age: a str of 6 characters is no INT"),
        ("age", {"name": "jane"}, "people.age: a dict of 16 characters is no INT"),
        ("age", 2147483648, "people.age: a int of 10 characters is no INT"),
        ("age", "1e999", "people.age: a str of 5 characters is no INT"),
        ("born", "jane", "people.born: a str of 4 characters is no UTC_DATETIME"),
        ("born", 1e300, "people.born: a float of 6 characters is no UTC_DATETIME"),
    ],
    ids=["text", "number-and-text", "object", "too-large", "infinite", "date", "far-date"],
)
def test_an_unreadable_value_is_named_by_table_column_kind_and_size(field: str, value: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        PEOPLE.row({"van_id": 1, field: value})


@pytest.mark.parametrize("field", ["age", "born", "van_id"])
def test_an_unreadable_value_is_not_shown_as_it_may_be_personal(field: str) -> None:
    record = {"van_id": 1, field: "jane@example.org"}
    with pytest.raises(ValueError, match=f"people.{field}") as refused:
        PEOPLE.row(record)
    assert "jane" not in "".join(traceback.format_exception(refused.value))
