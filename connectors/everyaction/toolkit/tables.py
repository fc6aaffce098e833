"""A table as a value: name, key, columns; a row is a pure function of it.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit import casts

Row = dict[str, Any]
Type = str | dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its Fivetran type, the field of the raw record it comes from, and how the value is read."""

    name: str
    type: Type
    source: str
    cast: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """A destination table.

    `option` names the setting that switches it on; without one it is always there. `parent` names the columns, outside
    the key, of the record that a row came with. `volatile` columns say when a row was read: a row that differs in
    nothing else has not changed.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    option: str | None = None
    parent: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()

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

    def identity(self, row: Row) -> tuple[Any, ...]:
        """What is remembered of a row: its parent and its key."""
        return tuple(row[name] for name in (*self.parent, *self.key))

    def key_of(self, identity: tuple[Any, ...]) -> Row:
        """The primary key of a row that is remembered."""
        return dict(zip(self.key, identity[len(self.parent) :], strict=True))

    def lasting(self, row: Row) -> Row:
        """The row without its volatile columns."""
        return {name: value for name, value in row.items() if name not in self.volatile}

    def _value(self, column: Column, value: Any) -> Any:
        try:
            return column.cast(value)
        except (ValueError, TypeError, OverflowError):
            # the value may be personal data, and the error quotes it: kind and size tell enough to find it
            shape = f"{type(value).__name__} of {len(str(value))} characters"
            raise ValueError(f"{self.name}.{column.name}: a {shape} is no {kind(column.type)}") from None


def table(name: str, keys: str, *columns: tuple[Column, ...], **more: Any) -> Table:
    """A table from groups of columns; `keys` are names divided by spaces, `more` the table's other fields."""
    return Table(name, tuple(keys.split()), tuple(column for group in columns for column in group), **more)


def kind(type_: Type) -> str:
    """The name of a type, without precision and scale."""
    return type_ if isinstance(type_, str) else str(type_["type"])


def columns(type_: Type, cast: Callable[[Any], Any]) -> Callable[..., tuple[Column, ...]]:
    """What makes columns of this type."""

    def build(*names: str, **renamed: str) -> tuple[Column, ...]:
        """Columns named as in the source, then `column="source field"` for those named otherwise."""
        pairs = {**{name: name for name in names}, **renamed}
        return tuple(Column(name, type_, source, cast) for name, source in pairs.items())

    return build


string = columns("STRING", casts.text)
identifier = columns("STRING", casts.identifier)
key = columns("STRING", casts.key)
boolean = columns("BOOLEAN", casts.boolean)
integer = columns("INT", casts.integer)
rounded = columns("INT", casts.rounded)
long = columns("LONG", casts.long)
real = columns("FLOAT", casts.single)
double = columns("DOUBLE", casts.real)
money = columns({"type": "DECIMAL", "precision": 19, "scale": 4}, partial(casts.decimal, precision=19, scale=4))
utc = columns("UTC_DATETIME", casts.utc)
day = columns("NAIVE_DATE", casts.day)
json = columns("JSON", casts.document)
