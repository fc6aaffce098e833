"""`sfl config`: configuration.json of a connector, built from its secrets."""

from __future__ import annotations

from sfl import configuration, environment
from sfl.connector import Connector
from sfl.repository import Repository


def config(service: str) -> None:
    """Writes nothing unless the connector accepts what the secrets make."""
    repository = Repository.find()
    connector = Connector(repository.folder(service))
    built = configuration.from_secrets(service, environment.settings(repository.root), connector.form())
    connector.check(built)
    path = connector.folder / "configuration.json"
    configuration.write(path, built)
    print(f"{repository.shown(path)} written, readable by you alone: {', '.join(built)}")
