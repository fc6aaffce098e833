"""One raw value to one column value; nothing (None, "", blank) is None.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import date, datetime, timezone, tzinfo
from decimal import Context, Decimal, InvalidOperation
from typing import Any

TRUE = {"1", "true", "yes", "t", "y"}
FALSE = {"0", "false", "no", "f", "n"}
NO_ID = {"0"}
NO_DATE = ("0000-", "0001-01-01")
INT_RANGE = range(-(2**31), 2**31)
LARGEST_SINGLE = 3.4028234663852886e38
ALL_DIGITS = Context(prec=100)  # more than any DECIMAL has

FRACTION = re.compile(r"(?<=:\d\d)\.\d+")
# "12.34", "$1,234.50", "-$3.50", "($3.50)", "1e3"; a comma divides thousands only, so that "1,5" is no fifteen
AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-+]?)\$?"
    r"(?P<number>(?=\.?\d)(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?)(?(open)\))"
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def text(value: Any) -> str | None:
    """Text as the source gave it, a structure as JSON; empty or blank text is None.

    Raises ValueError for half a pair of surrogates (of an emoji that was cut): no UTF-8 holds it.
    """
    if value is None:
        return None
    found = value if isinstance(value, str) else _written(value)
    if not found.isascii():
        found.encode()
    return found if found.strip() else None


def _written(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return str(value)


def document(value: Any) -> Any:
    """A value of JSON as it came. Raises ValueError for what JSON or UTF-8 cannot hold: NaN, half a surrogate pair."""
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


def identifier(value: Any) -> str | None:
    """An id as text; the ids that sources use for "none" (0, "0") are None."""
    found = text(value)
    return None if found is None or found.strip() in NO_ID else found.strip()


def key(value: Any) -> str:
    """An id as part of a primary key, which must not be null: none is "0"."""
    return identifier(value) or "0"


def long(value: Any) -> int | None:
    """A whole number of 64 bits, from a number or numeric text ("12", "12.0")."""
    found = text(value)
    if found is None:
        return None
    try:
        number = Decimal(found.strip())
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not (number.is_finite() and -(2**63) <= number < 2**63):
        raise ValueError("does not fit in 64 bits")
    if number != int(number):
        raise ValueError("not a whole number")
    return int(number)


def integer(value: Any) -> int | None:
    """A whole number of 32 bits: the SDK refuses a larger one in an INT column."""
    found = long(value)
    if found is not None and found not in INT_RANGE:
        raise ValueError("does not fit in 32 bits")
    return found


def rounded(value: Any) -> int | None:
    """The nearest whole number of 32 bits, of what may come with a fraction."""
    found = real(value)
    return None if found is None else integer(round(found))


def real(value: Any) -> float | None:
    """A finite number."""
    found = text(value)
    if found is None:
        return None
    number = float(found)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def single(value: Any) -> float | None:
    """A number of the size that 32 bits hold."""
    found = real(value)
    if found is not None and abs(found) > LARGEST_SINGLE:
        raise ValueError("does not fit in 32 bits")
    return found


def decimal(value: Any, precision: int | None = None, scale: int = 0) -> str | None:
    """An exact number as text without an exponent, from a number or text, with or without `$` and thousands' commas;
    with a precision, rounded to `scale` digits behind the point. Raises ValueError where it has too many before it.

    Text, since the SDK refuses a float where a DECIMAL is declared. Parentheses mean a negative amount.
    """
    found = text(value)
    if found is None:
        return None
    amount = AMOUNT.fullmatch(found.strip())
    if amount is None:
        raise ValueError("not a number")
    number = Decimal(amount["number"].replace(",", ""))
    signed = -number if amount["open"] or amount["sign"] == "-" else number
    if precision is not None:
        if -int(signed.as_tuple().exponent) > scale and signed.adjusted() < precision:
            signed = signed.quantize(Decimal(1).scaleb(-scale), context=ALL_DIGITS)
        if signed and signed.adjusted() >= precision - scale:
            raise ValueError("has too many digits")
    return f"{signed:f}"


def boolean(value: Any) -> bool | None:
    """True and false as the sources write them (true, 1, "1", "yes", ...)."""
    found = text(value)
    if found is None:
        return None
    if found.strip().lower() in TRUE:
        return True
    if found.strip().lower() in FALSE:
        return False
    raise ValueError("neither true nor false")


def utc(value: Any, zone: tzinfo = timezone.utc) -> str | None:
    """An instant as ISO text in UTC, from Unix seconds (0 is none), `YYYY-MM-DD HH:MM:SS` or ISO text, or a day.

    `zone` is that of a value that names none; a day alone is its first second there.
    """
    found = (text(value) or "").strip()
    if not found.strip("0.") or found.startswith(NO_DATE):
        return None
    # fractions are dropped, since Python 3.10 reads those of 3 or 6 digits only
    moment = _epoch(found) or datetime.fromisoformat(FRACTION.sub("", found).replace("Z", "+00:00"))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def day(value: Any) -> str | None:
    """A calendar day as `YYYY-MM-DD`, from such text (a time behind it is dropped) or a date."""
    found = (text(value) or "").strip()[:10]
    if not found or found.startswith(NO_DATE):
        return None
    if not DAY.fullmatch(found):
        raise ValueError("not like 2026-01-31")
    return date.fromisoformat(found).isoformat()


def sha256(*parts: str) -> str:
    """A stable key of 64 hex digits for values that have none of their own."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def epoch_s(iso: str) -> int:
    """The Unix second of an instant as `utc` writes it."""
    return int(datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp())


def _epoch(found: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(found), timezone.utc)
    except ValueError:
        return None
