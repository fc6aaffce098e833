"""Custom list fields: the values that people typed, and the columns that chosen fields get. Pure functions."""

from __future__ import annotations

import difflib
import hmac
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from toolkit import casts
from toolkit.tables import Column

Field = dict[str, Any]

# D: dates are dd/mm/yyyy, mm/dd/yyyy or yyyy/mm/dd, also with dashes, alone or with hh24:mi or hh24:mi:ss
DATE_WORDS = (("hh24", "%H"), ("mi", "%M"), ("ss", "%S"), ("dd", "%d"), ("mm", "%m"), ("yyyy", "%Y"))


def mask(address: str | None, hash_key: str | None) -> str | None:
    """The address, or its keyed hash where the configuration asks for it. A pattern of a whole domain stays."""
    if not address or not hash_key or address.startswith("*@"):
        return address
    return hmac.new(hash_key.encode(), address.strip().lower().encode(), "sha256").hexdigest()


def value(field: Field, raw: Any, hash_key: str | None) -> Any:
    """A field's value: dates as ISO text, numbers as numbers, the raw text where that cannot be."""
    found = casts.text(raw)
    if found is None:
        return None
    if field["type"] == "email":
        return mask(found, hash_key)
    try:
        if field["type"] == "numeric":
            return casts.long(found) if found.lstrip("-").isdecimal() else casts.real(found)
        return iso_date(field["format"], found) if field["type"] == "date" else found
    except ValueError:
        return found


def iso_date(form: str | None, text: str) -> str:
    """A date in Ongage's notation (`dd/mm/yyyy hh24:mi`) as ISO text; one that is ISO already is taken too (U)."""
    pattern = form or "yyyy-mm-dd"
    for word, code in DATE_WORDS:
        pattern = pattern.replace(word, code)
    try:
        found = datetime.strptime(text, pattern)  # noqa: DTZ007 (people type local times, without a zone)
    except ValueError:
        found = datetime.fromisoformat(text)
    return found.isoformat() if "%H" in pattern else found.date().isoformat()


def flat_columns(names: Iterable[str], fields: Iterable[Field]) -> list[Column]:
    """A column for each chosen field, typed by Ongage's field type; STRING where lists disagree.

    Raises ValueError with the nearest name for a field that no list has.
    """
    types: dict[str, set[str]] = {}
    for field in fields:
        types.setdefault(field["name"], set()).add(flat_type(field))
    columns = []
    for name in names:
        if name not in types:
            near = difflib.get_close_matches(name, types, n=1, cutoff=0)
            raise ValueError(f"no list has a custom field {name}: the nearest is {near[0] if near else 'none'}")
        found = next(iter(types[name])) if len(types[name]) == 1 else "STRING"
        columns.append(Column(f"field_{name}", found, f"field_{name}", CASTS[found]))
    return columns


def flat_type(field: Field) -> str:
    """The column type of a field."""
    if field["type"] == "date":
        return "NAIVE_DATETIME" if "hh24" in (field["format"] or "") else "NAIVE_DATE"
    return "DOUBLE" if field["type"] == "numeric" else "STRING"


def _or_null(cast: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What cannot be read is null in a typed column; the `fields` column keeps it as it is."""

    def read(raw: Any) -> Any:
        try:
            return cast(raw)
        except ValueError:
            return None

    return read


CASTS = {
    "STRING": casts.text,
    "DOUBLE": _or_null(casts.real),
    "NAIVE_DATE": _or_null(casts.day),
    "NAIVE_DATETIME": _or_null(lambda raw: raw and datetime.fromisoformat(raw).isoformat()),
}
