"""The fleet as a table, as JSON and as one HTML page that stands alone."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import jinja2
from rich.console import Console
from rich.table import Table

from sfl.resources import CONNECTED

TEMPLATES = Path(__file__).with_name("templates")
HEADINGS = ("connection", "destination", "live commit", "in step", "last sync", "state", "paused", "reason")


@dataclass(frozen=True)
class Row:
    """One connection. `in_step`: with this checkout; None where that cannot be told, and `drift` says why not."""

    service: str
    destination: str
    connection: str
    package: str | None
    commit: str | None
    modified: bool
    in_step: bool | None
    drift: str
    last_sync: str | None
    last_sync_succeeded: bool | None
    setup_state: str
    sync_state: str
    paused: bool
    reason: str

    @property
    def well(self) -> bool:
        return self.setup_state == CONNECTED and self.last_sync_succeeded is not False

    def cells(self) -> tuple[str, ...]:
        commit = f"{(self.commit or 'unknown')[:12]}{' and more' * self.modified}"
        step = "yes" if self.in_step else self.drift
        synced = {True: f"{self.last_sync}", False: f"{self.last_sync} failed", None: "never"}[self.last_sync_succeeded]
        state = f"{self.setup_state}, {self.sync_state}"
        return self.service, self.destination, commit, step, synced, state, "yes" if self.paused else "no", self.reason


def show(rows: list[Row], missing: list[str]) -> None:
    table = Table(*HEADINGS, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row.cells())
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, 150)
    console.print(table)
    print(f"{len(rows)} connections; not deployed: {', '.join(missing) or 'none'}.")


def show_json(rows: list[Row], missing: list[str]) -> None:
    print(json.dumps({"connections": [dataclasses.asdict(row) for row in rows], "not_deployed": missing}, indent=2))


def page(rows: list[Row], missing: list[str]) -> str:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    template = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    now = datetime.now(timezone.utc).isoformat(" ", "minutes")
    return template.get_template("fleet.html").render(rows=rows, headings=HEADINGS, missing=missing, now=now)
