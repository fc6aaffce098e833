"""What other files say of a connector, rendered from its form and its tables: the README's two tables."""

from __future__ import annotations

from declared import Declared
from sfl.configuration import secret_name


def configuration_rows(declared: Declared) -> list[str]:
    """Key, secret, default: the README's table under `### <service>: configuration`."""
    return [
        _row(f"`{field.name}`", secret_name(declared.service, field.name), field.default or "")
        for field in declared.form
    ]


def table_rows(declared: Declared) -> list[str]:
    """Table, primary key, switch: the README's table under `### <service>: tables`."""
    return [
        _row(f"`{name}`", ", ".join(table["primary_key"]), declared.switched_by(name) or "")
        for name, table in declared.tables.items()
    ]


def rows_under(heading: str, text: str, columns: int) -> list[str]:
    """The first columns of the table's rows below a heading of a Markdown text, spaced as `_row` does."""
    lines = iter(text.splitlines())
    section = []
    for line in lines:
        if line.strip() == heading:
            break
    for line in lines:
        if line.startswith("#"):
            break
        section.append(line.strip())
    table = [line for line in section if line.startswith("|")][2:]  # after its head and the line below that
    return [_row(*(cell.strip() for cell in line.strip("|").split("|")[:columns])) for line in table]


def _row(name: str, *cells: str) -> str:
    """A row whose name is quoted; whether other cells are is left to the README."""
    return f"| {' | '.join([name, *(cell.replace('`', '') for cell in cells)])} |"
