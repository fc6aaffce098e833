"""`sfl debug`: one sync on this machine, by the real `fivetran debug`, into the connector's folder `files/`."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sfl import configuration, environment, runner, source
from sfl.connector import Connector
from sfl.output import Output, read_connector_state
from sfl.repository import Repository
from sfl.staging import staged
from sfl.warehouse import TableChange, Warehouse

# What the image has, and what a deploy names.
PYTHON = (3, 12)


def debug(service: str, *, fresh: bool, state: Path | None) -> None:
    """Nothing is written before the configuration, the login and the output folder have passed."""
    repository = Repository.find()
    connector = Connector(repository.folder(service))
    path = connector.folder / "configuration.json"
    origin = source.choose(connector, path, environment.settings(repository.root))
    _announce(origin.announcement)
    _warn_of_open_file(path, repository)
    output = Output(connector.folder / "files", f"`sfl debug {service} --fresh`")
    output.check(fresh=fresh)
    advice = f"Give --state a file that a run left as state.json, or start over: `sfl debug {service} --fresh`."
    start = read_connector_state(state, advice) if state else None
    with origin.configuration() as given:
        connector.test(given)
        name = origin.name(given)
        if not fresh:
            output.check_continues(name)
        output.prepare(source=name, fresh=fresh, state=start)
        changes = _sync(connector, output, given)
    _report(changes, repository.shown(output.warehouse))


def _announce(line: str) -> None:
    print(line, flush=True)
    if sys.version_info[:2] != PYTHON:
        wanted = ".".join(map(str, PYTHON))
        print(f"Python {platform.python_version()} runs it; the image and Fivetran have {wanted}.", flush=True)


def _warn_of_open_file(path: Path, repository: Repository) -> None:
    if path.is_file() and configuration.readable_by_others(path):
        shown = repository.shown(path)
        print(f"sfl: warning: others may read the secrets in {shown}: chmod 600 {shown}", file=sys.stderr, flush=True)


def _sync(connector: Connector, output: Output, given: dict[str, str]) -> list[TableChange]:
    warehouse = Warehouse(output.warehouse)
    warehouse.remember()
    try:
        with staged(connector.folder, output, given) as stage:
            warnings = runner.run(connector.service, stage)
    finally:
        output.tidy()
    for warning in warnings:
        print(f"Warning: {warning}")
    return warehouse.changes()


def _report(changes: list[TableChange], shown: str) -> None:
    table = Table("table", box=None, pad_edge=False, header_style="bold")
    for heading in ("rows", "added", "changed", "deleted"):
        table.add_column(heading, justify="right", no_wrap=True)
    for change in [*changes, _total(changes)]:
        table.add_row(change.table, *(f"{n:,}" for n in (change.rows, change.added, change.changed, change.deleted)))
    console = Console(highlight=False)
    console.width = max(console.width, 100)
    print()
    console.print(table)
    if not any(change.added or change.changed or change.deleted for change in changes):
        print("Nothing new at the source: no row was added, changed or deleted.")
    print(f"Rows: {shown} (DuckDB). The next run goes on from state.json beside it.")


def _total(changes: list[TableChange]) -> TableChange:
    return TableChange(
        "total",
        sum(change.rows for change in changes),
        sum(change.added for change in changes),
        sum(change.changed for change in changes),
        sum(change.deleted for change in changes),
    )
