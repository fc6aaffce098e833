"""The README's two tables of a connector, rendered from its form and its tables, and as they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from sfl.configuration import secret_name
from sfl.subject import Finding, Subject
from sfl.subject.declared import Declared

README = "README.md"


def configuration_rows(service: str, declared: Declared) -> list[str]:
    """Key, secret, default: the table under `### <service>: configuration`."""
    return [_row(f"`{field.name}`", secret_name(service, field.name), field.default or "") for field in declared.form]


def table_rows(declared: Declared) -> list[str]:
    """Table, primary key, switch: the table under `### <service>: tables`."""
    return [
        _row(f"`{table.name}`", ", ".join(table.key), declared.switched_by(table.name) or "")
        for table in declared.tables
    ]


def differing_rows(subject: Subject, heading: str, wanted: list[str]) -> Iterator[Finding]:
    """What the table under this heading lacks of the rows wanted, or has besides, or in another order."""
    lines = subject.lines(README)
    start = next((number for number, line in lines if line.strip() == heading), None)
    advice = "\n".join([f"Under `{heading}` the first three columns of the table's rows are:", *wanted])
    if start is None:
        yield Finding(README, 1, f"no section `{heading}`", advice)
        return
    found = _rows(lines[start:])
    for row in [row for row in wanted if row not in found.values()]:
        yield Finding(README, start, f"no row {row}", advice)
    for number, row in found.items():
        if row not in wanted:
            yield Finding(README, number, f"the row {row} is of nothing that is declared", advice)
    if sorted(found.values()) == sorted(wanted) and list(found.values()) != wanted:
        yield Finding(README, start, "the rows have another order", advice)


def _rows(lines: list[tuple[int, str]]) -> dict[int, str]:
    """The rows of the table before the next heading, by their lines, spaced as `_row` does."""
    section = takewhile(lambda line: not line[1].startswith("#"), lines)
    table = [(number, line.strip()) for number, line in section if line.lstrip().startswith("|")]
    rows = table[2:]  # after its head and the line below that
    return {number: _row(*(cell.strip() for cell in line.strip("|").split("|")[:3])) for number, line in rows}


def _row(name: str, *cells: str) -> str:
    """A row whose name is quoted; whether other cells are is left to the README."""
    return f"| {' | '.join([name, *(cell.replace('`', '') for cell in cells)])} |"
