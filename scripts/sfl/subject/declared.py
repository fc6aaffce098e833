"""What a connector declares: its form by the SDK, its tables with every switch on and with each one off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sfl.connector import Field


@dataclass(frozen=True)
class Table:
    name: str
    key: tuple[str, ...]
    columns: dict[str, Any]


@dataclass(frozen=True)
class Declared:
    """`tables` are all there are, in order; `without` names those that stay when a switch is off, by the switch."""

    form: list[Field]
    tables: list[Table]
    without: dict[str, list[str]]

    @classmethod
    def of(cls, form: list[Field], answers: dict[str, list[dict[str, Any]]]) -> Declared:
        """From what probe.py answers: schema() with all switches on under "", else by the switch that was off."""
        without = {switch: [str(table.get("table")) for table in found] for switch, found in answers.items() if switch}
        return cls(form, [_table(entry) for entry in answers[""]], without)

    def switched_by(self, table: str) -> str | None:
        """The key that switches a table, None for one that is always there."""
        return next((switch for switch, left in self.without.items() if table not in left), None)


def _table(entry: dict[str, Any]) -> Table:
    return Table(str(entry.get("table")), tuple(entry.get("primary_key") or ()), entry.get("columns") or {})
