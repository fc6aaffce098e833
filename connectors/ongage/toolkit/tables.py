"""A table as a value: name, key, columns; a row is a pure function of it.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit import casts

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its Fivetran type, the field of the raw record it comes from, and how the value is read."""

    name: str
    type: str
    source: str
    cast: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """A destination table. `option` names the setting that switches it on; without one it is always there."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    option: str | None = None

    def declaration(self) -> dict[str, Any]:
        """The table as `schema()` hands it to Fivetran."""
        columns = {column.name: column.type for column in self.columns}
        return {"table": self.name, "primary_key": list(self.key), "columns": columns}

    def row(self, record: Mapping[str, Any]) -> Row:
        """The row of a raw record, absent fields null. Raises ValueError for a missing key or an unreadable value."""
        row = {column.name: self._value(column, record.get(column.source)) for column in self.columns}
        for name in self.key:
            if row[name] is None:
                raise ValueError(f"{self.name}: a row without its key {name}: the source left it out")
        return row

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """The primary key's values, in order."""
        return tuple(row[name] for name in self.key)

    def _value(self, column: Column, value: Any) -> Any:
        try:
            return column.cast(value)
        except (ValueError, TypeError, OverflowError):
            # the value may be personal data, and the error quotes it: kind and size tell enough to find it
            shape = f"{type(value).__name__} of {len(str(value))} characters"
            raise ValueError(f"{self.name}.{column.name}: a {shape} is no {column.type}") from None


def _columns(type_: str, cast: Callable[[Any], Any]) -> Callable[..., tuple[Column, ...]]:
    def build(*names: str, **renamed: str) -> tuple[Column, ...]:
        """Columns named as in the source, then `column="source field"` for those named otherwise."""
        pairs = {**{name: name for name in names}, **renamed}
        return tuple(Column(name, type_, source, cast) for name, source in pairs.items())

    return build


string = _columns("STRING", casts.text)
identifier = _columns("STRING", casts.identifier)
key = _columns("STRING", casts.key)
boolean = _columns("BOOLEAN", casts.boolean)
integer = _columns("INT", casts.integer)
rounded = _columns("INT", casts.rounded)
long = _columns("LONG", casts.long)
real = _columns("FLOAT", casts.real)
utc = _columns("UTC_DATETIME", casts.utc)
day = _columns("NAIVE_DATE", casts.day)
json = _columns("JSON", lambda value: value)
