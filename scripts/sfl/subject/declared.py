"""What a connector declares: its form by the SDK, its tables with every switch on and with each one off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sfl.connector import Field
from sfl.errors import CheckFailed


@dataclass(frozen=True)
class Table:
    name: str
    key: tuple[str, ...]
    columns: dict[str, Any]


@dataclass(frozen=True)
class Declared:
    """`tests` are the labels of the form's tests; `tables` are all there are, in order; `without` names those that stay
    when a switch is off, by the switch."""

    form: list[Field]
    tests: list[str]
    tables: list[Table]
    without: dict[str, list[str]]

    @classmethod
    def of(cls, form: list[Field], tests: list[str], answers: dict[str, Any]) -> Declared:
        """From what probe.py answers: schema() with all switches on under "", else by the switch that was off."""
        tables = {switch: _tables(answer) for switch, answer in answers.items()}
        everything = tables.pop("")
        return cls(form, tests, everything, {switch: [table.name for table in left] for switch, left in tables.items()})

    def switched_by(self, table: str) -> str | None:
        """The key that switches a table, None for one that is always there."""
        return next((switch for switch, left in self.without.items() if table not in left), None)


def _tables(answer: Any) -> list[Table]:
    try:
        return [Table(entry["table"], tuple(entry.get("primary_key", ())), {**entry["columns"]}) for entry in answer]
    except (AttributeError, KeyError, TypeError):
        raise CheckFailed("schema() must return a list of dicts with table, primary_key and columns") from None
