"""EveryAction (NGP VAN) to Fivetran: the functions that the SDK calls. What is read, and when, is in sync.py."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fivetran_connector_sdk import ConfigurationForm, Connector

from account import SETTINGS, connection_test, declared_tables, read_settings
from sync import sync
from toolkit.settings import form


def schema(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    """Every table that this configuration names, its columns as EveryAction answers today."""
    return [table.declaration() for table in declared_tables(read_settings(configuration))]


def update(configuration: dict[str, Any], state: dict[str, Any]) -> Iterator[None]:
    """Fetches what is new since `state`; a checkpoint follows every window."""
    yield from sync(read_settings(configuration), state)


def configuration_form() -> ConfigurationForm:
    """Every configuration key, and the test of the login."""
    return form(SETTINGS, connection_test)


connector = Connector(update=update, schema=schema, configuration_form=configuration_form)

if __name__ == "__main__":
    connector.debug(configuration=json.loads(Path(__file__).with_name("configuration.json").read_text()))
