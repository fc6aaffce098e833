"""Values at the edge of every declared type come through models and the SDK's own encoding, or are refused by name.

Never a value that is silently another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

from fivetran_connector_sdk import Operations
from fivetran_connector_sdk_cli import operations, runtime, schema_processing

import subject
from warehouse import Nowhere

NULL, REFUSED = "NULL", "refused"
ENCODE = operations.encode_row_data
NAN, LONE = float("nan"), "cut \ud83d"
BLANK = [("", NULL), (" ", NULL), (None, NULL)]
NO_NUMBER = [(value, REFUSED) for value in ("soon", "true", "1,5", "NaN", NAN, float("inf"), {"a": 1}, ["1"], LONE)]

# A value, and what it may become: the text that is encoded. To be refused by name is always right.
EDGES: dict[str, list[tuple[Any, ...]]] = {
    "BOOLEAN": [
        (True, "true"), (False, "false"), ("true", "true"), ("FALSE", "false"), (1, "true"), ("0", "false"),
        (2, REFUSED), ("maybe", REFUSED), (NAN, REFUSED), ({"a": 1}, REFUSED), (LONE, REFUSED),
    ],
    "INT": [
        (2**31 - 1, "2147483647"), (-(2**31), "-2147483648"), (2**31, REFUSED), ("2147483648", REFUSED),
        ("12.0", "12"), (12.5, "12", "13"), *NO_NUMBER,
    ],
    "LONG": [
        (2**31, "2147483648"), (2**63 - 1, "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        (2**63, REFUSED), ("9223372036854775808", REFUSED), ("1e3", "1000"), (12.5, REFUSED), *NO_NUMBER,
    ],
    "FLOAT": [(0.1, "0.1"), ("12.5", "12.5"), (1e39, REFUSED), ("1e400", REFUSED), *NO_NUMBER],
    "DOUBLE": [(0.1, "0.1"), ("42.4184", "42.4184"), (1e300, "1e+300"), ("1e400", REFUSED), *NO_NUMBER],
    "DECIMAL": [
        (12.34, "12.34"), ("$1,234.50", "1234.50"), ("(3.50)", "-3.50"), ("123456789012345.1", "123456789012345.1"),
        ("0.1", "0.1"), ("1e3", "1000"), ("0.12345678912", "0.1235", "0.1234567891"),
        ("1234567890123456789012345678.12345678912", "1234567890123456789012345678.1234567891"), *NO_NUMBER,
    ],
    "UTC_DATETIME": [
        ("2026-01-31T12:00:00.1234567Z", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456Z"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"), (1_769_860_800, "2026-01-31T12:00:00Z"),
        ("0001-01-01T00:00:00", NULL), ("2026-02-30T00:00:00Z", REFUSED), (1_769_860_800_000, REFUSED),
        ("9999-12-31T23:59:59-05:00", REFUSED), ("soon", REFUSED), (True, REFUSED), (NAN, REFUSED), ({"a": 1}, REFUSED),
        (LONE, REFUSED),
    ],
    "NAIVE_DATE": [
        ("2026-01-31", "2026-01-31"), ("2026-01-31T23:59:59", "2026-01-31"), ("0001-01-01", NULL),
        ("2026-02-30", REFUSED), ("31/01/2026", REFUSED), (20_260_131, REFUSED), (True, REFUSED), ({"a": 1}, REFUSED),
        (LONE, REFUSED),
    ],
    "STRING": [
        ("Zoë 🐎", "Zoë 🐎"), ("true", "true"), (True, "true", "True"), (2**63, "9223372036854775808"), (12.5, "12.5"),
        ("2026-01-31", "2026-01-31"), ('{"a": 1}', '{"a": 1}'), ({"a": "é"}, '{"a":"é"}', '{"a": "é"}'),
        ([1, "x"], '[1,"x"]', '[1, "x"]'), ("a\r\nb\tc", "a\r\nb\tc"), ("a\x00b", "a\x00b"), (LONE, REFUSED),
    ],
    "JSON": [
        ({"a": [1, None, "é"]}, '{"a": [1, null, "\\u00e9"]}'), ("Zoë", '"Zo\\u00eb"'), (2**70, str(2**70)),
        ('{"a": 1}', '"{\\"a\\": 1}"', '{"a": 1}'), ({"a": NAN}, REFUSED), ([float("inf")], REFUSED),
        ({"a": LONE}, REFUSED),
    ],
}  # fmt: skip
PLAIN = {"BOOLEAN": True, "UTC_DATETIME": "2026-01-31T12:00:00Z", "NAIVE_DATE": "2026-01-31"}


def declared(configuration: dict[str, str]) -> list[Any]:
    """The tables of which schema() asks for the declaration."""
    found: list[Any] = []
    tables = subject.module("toolkit.tables")
    original = tables.Table.declaration
    with mock.patch.object(tables.Table, "declaration", lambda table: (found.append(table), original(table))[1]):
        subject.module("connector").schema(configuration)
    return found


def values_come_through(tables: Iterable[Any]) -> None:
    """Raises AssertionError that names every column and value that became something else, or failed without a name."""
    wrong: dict[str, list[str]] = {}
    for table in tables:
        for column, finding in _findings(table):
            wrong.setdefault(finding, []).append(column)
    told = [f"{finding} in {len(columns)} columns, such as {columns[0]}" for finding, columns in wrong.items()]
    assert not told, "values at the edge of declared types are lost:\n" + "\n".join(told)


def _findings(table: Any) -> Iterator[tuple[str, str]]:
    """Each column with a value that it loses, and what becomes of that."""
    schema_processing.reset()
    schema_processing.process_tables([table.declaration()], {})
    for column in table.columns:
        for value, *accepted in [*EDGES[_kind(column.type)], *BLANK]:
            became = _became(table, column, value)
            if became != REFUSED and not _is_one_of(accepted, became, column, table):
                yield f"{table.name}.{column.name}", f"{_kind(column.type)}: {value!r} became {became}"


def _became(table: Any, column: Any, value: Any) -> str:
    """What the SDK encodes, NULL, or REFUSED where the error names table and column."""
    keys = {one.source: PLAIN.get(_kind(one.type), "7") for one in table.columns if one.name in table.key}
    try:
        row = table.row({**keys, column.source: value})
    except ValueError as error:
        named = table.name in str(error) and column.name in str(error)
        return REFUSED if named else f"an error without its table and column: {error!r}"
    except ArithmeticError as error:
        return f"an error without its table and column: {error!r}"
    with _encoded() as cells:
        try:
            Operations.upsert(table.name, row)
        except (ValueError, TypeError) as error:
            return f"refused by the SDK alone: {error!r}"
    cell = cells[column.name]
    return NULL if len(cell) == 1 and cell == cells["null"] else cell[1:].decode()


@contextmanager
def _encoded() -> Iterator[dict[str, bytes]]:
    """The cells that the SDK makes of the next row, and under "null" what it makes of None."""
    cells = ENCODE({}, {"null": None})

    def encode(columns: dict[str, Any], data: dict[str, Any]) -> dict[str, bytes]:
        cells.update(ENCODE(columns, data))
        return {name: cell for name, cell in cells.items() if name in data}

    runtime.install(Nowhere())
    with mock.patch.object(operations, "encode_row_data", encode):
        yield cells


def _is_one_of(accepted: list[str], became: str, column: Any, table: Any) -> bool:
    if became in accepted:
        return True
    if became == "0" and NULL in accepted:
        return column.name in table.key  # an id that a key needs, where the source has none
    if _kind(column.type) == "JSON":
        return became.strip('" ') == "" and NULL in accepted
    return isinstance(column.type, dict) and _is_number(accepted, became)


def _is_number(accepted: list[str], became: str) -> bool:
    return any(one not in (NULL, REFUSED) and Decimal(one) == Decimal(became) for one in accepted)


def _kind(type_: Any) -> str:
    return type_ if isinstance(type_, str) else str(type_["type"])
