"""`sfl fleet`: every connection of the account that this repository owns, and whether it is what is here."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import jinja2
from rich.console import Console
from rich.table import Table

from sfl import configuration, environment, manifest
from sfl.account import Account
from sfl.connector import Connector
from sfl.errors import CheckFailed, SflError, UsageError
from sfl.fivetran import CONNECTED, SERVICE, Connection, Fivetran, Group, Stored
from sfl.masking import Mask
from sfl.package import staged
from sfl.repository import Repository
from sfl.target import secret_values

TEMPLATES = Path(__file__).with_name("templates")
HEADINGS = ("connection", "destination", "live commit", "in step", "last sync", "state", "paused", "reason")
Files = Mapping[str, bytes]


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


def fleet(form: str, html: Path | None) -> None:
    """Reads, and changes nothing."""
    repository = Repository.find()
    account = Account.of(environment.deployment(repository.root))
    mask = account.mask(_secrets(repository))
    fivetran = account.fivetran(mask)
    rows = list(_rows(fivetran, mask, repository))
    if html:
        _write(html, _page(rows, _missing(rows, repository)))
    FORMATS[form](rows, _missing(rows, repository))


def _secrets(repository: Repository) -> Iterator[str]:
    """Those at hand: what Fivetran says of a failure is shown."""
    settings = environment.settings(repository.root)
    for service in repository.services():
        connector = Connector(repository.folder(service))
        path = connector.folder / "configuration.json"
        given = configuration.read(path) if path.exists() else configuration.secrets(service, settings)
        yield from secret_values(connector, given)


def _rows(fivetran: Fivetran, mask: Mask, repository: Repository) -> Iterator[Row]:
    services, here = repository.services(), _Here(repository)
    for group in fivetran.groups():
        for identifier, name, service in fivetran.connections(group):
            if service == SERVICE and name in services:
                yield _row(fivetran, group, fivetran.connection(identifier), here, mask)


def _row(fivetran: Fivetran, group: Group, connection: Connection, here: _Here, mask: Mask) -> Row:
    package, drift = _package(fivetran, connection), "no package is bound"
    if isinstance(package, Stored):
        drift = here.drift(connection.name, package.files)
    elif package:
        drift = package
    described = package.manifest if isinstance(package, Stored) else {}
    at, succeeded = _last_sync(connection)
    return Row(
        service=connection.name,
        destination=group.name,
        connection=connection.id,
        package=connection.package_id,
        commit=described.get("commit"),
        modified=bool(described.get("modified")),
        in_step=not drift if isinstance(package, Stored) else None,
        drift=drift,
        last_sync=at,
        last_sync_succeeded=succeeded,
        setup_state=connection.setup_state,
        sync_state=connection.sync_state,
        paused=connection.paused,
        reason=mask("; ".join(connection.problems)),
    )


def _package(fivetran: Fivetran, connection: Connection) -> Stored | str | None:
    """What is bound; a text where it cannot be read: one broken package must not hide the others."""
    try:
        return fivetran.package(connection.package_id) if connection.package_id else None
    except SflError as error:
        return str(error)


def _last_sync(connection: Connection) -> tuple[str | None, bool | None]:
    """When the last sync ended, and whether well; ISO times of one zone sort as text."""
    ends = [(at, well) for at, well in ((connection.succeeded_at, True), (connection.failed_at, False)) if at]
    return max(ends) if ends else (None, None)


class _Here:
    """What `sfl package` makes of this checkout, each connector once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._packages: dict[str, Files | str] = {}

    def drift(self, service: str, live: Files) -> str:
        """How the files differ from what is here; empty where they do not."""
        if service not in self._packages:
            self._packages[service] = self._package(service)
        package = self._packages[service]
        if isinstance(package, str):
            return package
        count = len(manifest.differences(live, package))
        return f"{count} file{'s differ' if count > 1 else ' differs'}" if count else ""

    def _package(self, service: str) -> Files | str:
        try:
            with staged(Connector(self._repository.folder(service))) as package:
                return package.files
        except CheckFailed as error:
            return str(error)


def _missing(rows: list[Row], repository: Repository) -> list[str]:
    return sorted({*repository.services()} - {row.service for row in rows})


def _show(rows: list[Row], missing: list[str]) -> None:
    table = Table(*HEADINGS, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row.cells())
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, 150)
    console.print(table)
    print(f"{len(rows)} connections; not deployed: {', '.join(missing) or 'none'}.")


def _json(rows: list[Row], missing: list[str]) -> None:
    print(json.dumps({"connections": [dataclasses.asdict(row) for row in rows], "not_deployed": missing}, indent=2))


FORMATS: dict[str, Callable[[list[Row], list[str]], None]] = {"table": _show, "json": _json}


def _page(rows: list[Row], missing: list[str]) -> str:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    template = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    now = datetime.now(timezone.utc).isoformat(" ", "minutes")
    return template.get_template("fleet.html").render(rows=rows, headings=HEADINGS, missing=missing, now=now)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
