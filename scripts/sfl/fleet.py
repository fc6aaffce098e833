"""`sfl fleet`: every connection of the account that this repository owns, and whether it is what is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sfl import configuration, environment, fleetview, manifest
from sfl.account import Account
from sfl.connector import Connector
from sfl.errors import CheckFailed, SflError, UsageError
from sfl.fivetran import Fivetran
from sfl.fleetview import Row
from sfl.masking import Mask
from sfl.package import staged
from sfl.repository import Repository
from sfl.resources import SERVICE, Connection, Group, Stored
from sfl.target import secret_values

Files = Mapping[str, bytes]


def fleet(form: str, html: Path | None) -> None:
    """Reads, and changes nothing."""
    repository = Repository.find()
    account = Account.of(environment.deployment(repository.root))
    mask = account.mask(_secrets(repository))
    fivetran = account.fivetran(mask)
    rows = list(_rows(fivetran, mask, repository))
    if html:
        _write(html, fleetview.page(rows, _missing(rows, repository)))
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


FORMATS: dict[str, Callable[[list[Row], list[str]], None]] = {"table": fleetview.show, "json": fleetview.show_json}


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
