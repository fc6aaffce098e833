"""One connector and where it goes: its configuration, the account, the destination, what is live there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sfl import account as accounts
from sfl import configuration, environment
from sfl.account import Account
from sfl.connector import Connector
from sfl.errors import UsageError
from sfl.fivetran import Fivetran
from sfl.masking import Mask
from sfl.package import Package
from sfl.plan import Live, Wanted
from sfl.repository import Repository
from sfl.resources import SERVICE, Connection, Group


@dataclass(frozen=True)
class Target:
    """`given` is the configuration to send; `mask` takes its secrets and the API key out of any text."""

    connector: Connector
    given: Mapping[str, str]
    account: Account
    mask: Mask
    fivetran: Fivetran
    group: Group

    @classmethod
    def of(cls, service: str, *, configured: bool = True) -> Target:
        """Asks Fivetran for nothing but the destination. Without `configured`, no configuration need be at hand."""
        repository = Repository.find()
        connector = Connector(repository.folder(service))
        variables = environment.deployment(repository.root)
        account = Account.of(variables)
        given = _configuration(connector, repository) if configured else _at_hand(connector, repository)
        mask = account.mask(secret_values(connector, given))
        fivetran = account.fivetran(mask)
        return cls(connector, given, account, mask, fivetran, accounts.destination(fivetran, service, variables))

    @property
    def service(self) -> str:
        return self.connector.service

    def connection(self) -> Connection | None:
        return self.fivetran.connection_named(self.group, self.service)

    def live(self) -> Live | None:
        connection = self.connection()
        if connection is None:
            return None
        own = connection.service == SERVICE and connection.package_id
        return Live(connection, self.fivetran.package(connection.package_id or "") if own else None)

    def wanted(self, package: Package) -> Wanted:
        return Wanted(
            service=self.service,
            destination=self.group.name,
            files=package.files,
            commit=package.manifest["commit"],
            modified=package.manifest["modified"],
            keys=frozenset(self.given),
        )


def secret_values(connector: Connector, given: Mapping[str, str]) -> list[str]:
    return [given[field.name] for field in connector.form() if field.secret and field.name in given]


def _at_hand(connector: Connector, repository: Repository) -> dict[str, str]:
    try:
        return _configuration(connector, repository)
    except UsageError:
        return {}


def _configuration(connector: Connector, repository: Repository) -> dict[str, str]:
    """configuration.json, else what the secrets make; the sandbox's is for a debug sync alone."""
    path = connector.folder / "configuration.json"
    if path.exists():
        given = configuration.read(path)
        connector.check(given)
        return given
    settings = environment.settings(repository.root)
    if not configuration.secrets(connector.service, settings):
        names = [configuration.secret_name(connector.service, field.name) for field in connector.form()]
        raise UsageError(
            f"{connector.service}: no configuration.json and no secret is set: set {', '.join(names)}, "
            f"or those of them that you need (`sfl config {connector.service} --list`)."
        )
    return configuration.accepted(connector, settings)
