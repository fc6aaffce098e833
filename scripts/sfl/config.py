"""`sfl config`: configuration.json of a connector, built from its secrets."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from sfl import configuration, environment
from sfl.connector import Connector, Field
from sfl.repository import Repository


def config(service: str, *, check: bool, listed: bool) -> None:
    """Writes nothing unless the connector accepts what the secrets make. No option shows a value."""
    repository = Repository.find()
    connector = Connector(repository.folder(service))
    if listed:
        _show(connector, environment.in_process(), environment.in_file(repository.root))
    if check or not listed:
        built = configuration.accepted(connector, environment.settings(repository.root))
        names = ", ".join(built)
    if check:
        print(f"{service}: complete and accepted: {names}")
    elif not listed:
        path = connector.folder / "configuration.json"
        configuration.write(path, built)
        print(f"{repository.shown(path)} written, readable by you alone: {names}")


def _show(connector: Connector, process: Mapping[str, str], file: Mapping[str, str]) -> None:
    table = Table("variable", "required", "secret", "set by", "default", box=None, pad_edge=False, header_style="bold")
    for column in table.columns:
        column.no_wrap = True
    for field in connector.form():
        table.add_row(*_row(connector.service, field, process, file))
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, 120)
    console.print(table)


def _row(service: str, field: Field, process: Mapping[str, str], file: Mapping[str, str]) -> tuple[str, ...]:
    name = configuration.secret_name(service, field.name)
    origin = "environment" if name in process else ".env" if name in file else "-"
    return name, _word(field.required), _word(field.secret), origin, field.default or "-"


def _word(yes: bool) -> str:
    return "yes" if yes else "-"
