"""Every cast, as tables: raw value in, column value out, wrong values refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from toolkit import casts

NUMBERS = (casts.long, casts.integer, casts.real, casts.decimal)
ALL = (casts.text, casts.identifier, casts.boolean, casts.utc, casts.day, *NUMBERS)


@pytest.mark.parametrize("cast", ALL, ids=lambda cast: cast.__name__)
@pytest.mark.parametrize("nothing", [None, "", " ", "\t\n"], ids=["none", "empty", "blank", "white-space"])
def test_nothing_is_null(cast: Callable[[Any], Any], nothing: Any) -> None:
    assert cast(nothing) is None


READ = [
    (casts.text, "Zoë ", "Zoë "),
    (casts.text, 12, "12"),
    (casts.text, "0", "0"),
    (casts.text, False, "False"),
    (casts.identifier, 17, "17"),
    (casts.identifier, " 17 ", "17"),
    (casts.identifier, "abc-1", "abc-1"),
    (casts.identifier, "0", None),
    (casts.identifier, 0, None),
    (casts.key, 17, "17"),
    (casts.key, None, "0"),
    (casts.key, "", "0"),
    (casts.key, 0, "0"),
    (casts.long, 12, 12),
    (casts.long, "12", 12),
    (casts.long, " 12 ", 12),
    (casts.long, "-12", -12),
    (casts.long, "12.0", 12),
    (casts.long, 12.0, 12),
    (casts.long, "1.2e3", 1200),
    (casts.long, 0, 0),
    (casts.long, "9223372036854775807", 9223372036854775807),
    (casts.long, 9007199254740993, 9007199254740993),
    (casts.integer, "2147483647", 2147483647),
    (casts.integer, -2147483648, -2147483648),
    (casts.integer, "3.0", 3),
    (casts.real, "1.5", 1.5),
    (casts.real, 2, 2.0),
    (casts.real, "-1e-3", -0.001),
    (casts.real, 0, 0.0),
    (casts.decimal, "12.34", "12.34"),
    (casts.decimal, "$1,234.50", "1234.50"),
    (casts.decimal, "-$3.50", "-3.50"),
    (casts.decimal, "($3.50)", "-3.50"),
    (casts.decimal, 0.1, "0.1"),
    (casts.decimal, 3, "3"),
    (casts.decimal, "1e3", "1000"),
    (casts.boolean, True, True),
    (casts.boolean, 1, True),
    (casts.boolean, "1", True),
    (casts.boolean, "Yes", True),
    (casts.boolean, "TRUE", True),
    (casts.boolean, " t ", True),
    (casts.boolean, "y", True),
    (casts.boolean, False, False),
    (casts.boolean, 0, False),
    (casts.boolean, "0", False),
    (casts.boolean, "no", False),
    (casts.boolean, "False", False),
    (casts.boolean, "f", False),
    (casts.boolean, "n", False),
    (casts.utc, 1793620800, "2026-11-02T12:00:00Z"),
    (casts.utc, "1793620800", "2026-11-02T12:00:00Z"),
    (casts.utc, 1793620800.9, "2026-11-02T12:00:00Z"),
    (casts.utc, "-1", "1969-12-31T23:59:59Z"),
    (casts.utc, "2026-11-02 12:00:00", "2026-11-02T12:00:00Z"),
    (casts.utc, "2026-11-02", "2026-11-02T00:00:00Z"),
    (casts.utc, "2026-11-02T12:00:00Z", "2026-11-02T12:00:00Z"),
    (casts.utc, "2026-11-02T07:00:00-05:00", "2026-11-02T12:00:00Z"),
    (casts.utc, "2026-11-02T12:00:00.123Z", "2026-11-02T12:00:00Z"),
    (casts.utc, " 2026-11-02T12:00:00.123456+00:00 ", "2026-11-02T12:00:00Z"),
    (casts.utc, "2026-11-02T12:00:00.5Z", "2026-11-02T12:00:00Z"),
    (casts.utc, "2026-11-02T12:00:00.1234567Z", "2026-11-02T12:00:00Z"),
    (casts.utc, "0001-01-01T00:00:00", None),
    (casts.utc, datetime(2026, 11, 2, 12, tzinfo=timezone.utc), "2026-11-02T12:00:00Z"),
    (casts.utc, 0, None),
    (casts.utc, "0", None),
    (casts.utc, "0000-00-00 00:00:00", None),
    (casts.day, "2026-11-02", "2026-11-02"),
    (casts.day, " 2026-11-02 ", "2026-11-02"),
    (casts.day, "2026-11-02 23:59:59", "2026-11-02"),
    (casts.day, "2026-11-02T23:59:59-05:00", "2026-11-02"),
    (casts.day, date(2026, 11, 2), "2026-11-02"),
    (casts.day, "0000-00-00", None),
]


@pytest.mark.parametrize(("cast", "raw", "expected"), READ, ids=[f"{cast.__name__}-{raw!r}" for cast, raw, _ in READ])
def test_a_value_is_read(cast: Callable[[Any], Any], raw: Any, expected: Any) -> None:
    found = cast(raw)
    assert found == expected
    assert type(found) is type(expected)


WRONG = [
    (casts.long, "twelve"),
    (casts.long, "12.5"),
    (casts.long, 12.5),
    (casts.long, True),
    (casts.long, "12,000"),
    (casts.long, []),
    (casts.long, "inf"),
    (casts.long, "nan"),
    (casts.long, float("nan")),
    (casts.text, "cut \ud83d"),
    (casts.text, ["cut \ud83d"]),
    (casts.document, {"a": float("nan")}),
    (casts.document, ["cut \ud83d"]),
    (casts.single, 3.5e38),
    (casts.single, "-1e39"),
    (casts.integer, 2147483648),
    (casts.integer, "-2147483649"),
    (casts.integer, "x"),
    (casts.real, "1,5"),
    (casts.decimal, "twelve"),
    (casts.decimal, "1,5"),
    (casts.decimal, "1$2"),
    (casts.decimal, "(3.50"),
    (casts.decimal, "$"),
    (casts.decimal, "."),
    (casts.decimal, "nan"),
    (casts.real, "nan"),
    (casts.real, "inf"),
    (casts.real, "-Infinity"),
    (casts.boolean, "maybe"),
    (casts.boolean, 2),
    (casts.boolean, "-1"),
    (casts.utc, "yesterday"),
    (casts.utc, "2026-13-01"),
    (casts.utc, "2026-02-30 00:00:00"),
    (casts.utc, "nan"),
    (casts.utc, 1793620800000),
    (casts.day, "02/11/2026"),
    (casts.day, "2026-02-30"),
    (casts.day, "2026-1-1"),
]


@pytest.mark.parametrize(("cast", "raw"), WRONG, ids=[f"{cast.__name__}-{raw!r}" for cast, raw in WRONG])
def test_a_wrong_value_is_refused(cast: Callable[[Any], Any], raw: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cast(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-01-05", "2026-01-05T05:00:00Z"),
        ("2026-07-05 12:00:00", "2026-07-05T16:00:00Z"),
        ("2026-07-05T12:00:00.1234567", "2026-07-05T16:00:00Z"),
        ("2026-07-05T12:00:00Z", "2026-07-05T12:00:00Z"),
        ("2026-07-05T12:00:00+02:00", "2026-07-05T10:00:00Z"),
    ],
    ids=["day", "summer", "seven-digits", "utc", "offset"],
)
def test_a_time_that_names_no_zone_is_one_of_the_zone_given(raw: str, expected: str) -> None:
    assert casts.utc(raw, ZoneInfo("America/New_York")) == expected


@pytest.mark.parametrize(
    ("raw", "rounded"),
    [(300.29999999999995, "300.3000"), ("12.3", "12.3"), ("0.00005", "0.0000"), ("-1.00015", "-1.0002")],
    ids=["float", "short", "half-to-even", "negative"],
)
def test_a_number_is_rounded_to_its_scale(raw: Any, rounded: str) -> None:
    assert casts.decimal(raw, precision=19, scale=4) == rounded


@pytest.mark.parametrize("raw", ["1000000000000000", "-1e400", "999999999999999.99996", "9" * 200 + ".12345"])
def test_a_number_of_too_many_digits_is_refused(raw: str) -> None:
    assert casts.decimal("-999999999999999.9999", precision=19, scale=4) == "-999999999999999.9999"
    with pytest.raises(ValueError, match="too many digits"):
        casts.decimal(raw, precision=19, scale=4)


def test_a_structure_in_a_text_is_json() -> None:
    assert casts.text({"name": "Zoë", "ids": [1, None]}) == '{"name":"Zoë","ids":[1,null]}'


def test_a_document_stays_as_it_is() -> None:
    found = {"a": [1, "Zoë", None]}
    assert casts.document(found) is found


def test_a_digest_is_stable_and_keeps_its_parts_apart() -> None:
    assert casts.sha256("ab", "c") == "9617c506357d3d46bb660dbde5253de2da791e361df51c47ba4aaa18091bc693"
    assert casts.sha256("ab", "c") != casts.sha256("a", "bc")


@pytest.mark.parametrize("iso", ["2026-11-02T12:00:00Z", "2026-11-02T07:00:00-05:00"], ids=["utc", "offset"])
def test_the_second_of_an_instant(iso: str) -> None:
    assert casts.epoch_s(iso) == 1793620800
