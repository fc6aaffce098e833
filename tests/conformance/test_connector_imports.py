"""Who imports whom: connector, then sync and account, then streams, then api, models and fields, then the toolkit."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from parsed import SDK, Import, Module, connector_modules, installed, own_modules, toolkit_modules
from tracked import text_of
from verdict import demand

LAYERS = {
    "connector": {"account", "api", "models", "sync", "toolkit"},
    "sync": {"account", "api", "fields", "models", "streams", "toolkit"},
    "streams": {"account", "api", "fields", "models", "streams", "toolkit"},
    "account": {"api", "fields", "models", "toolkit"},
    "api": {"toolkit"},
    "models": {"fields", "toolkit"},
    "fields": {"toolkit"},
}
# What asks a source; `urllib.parse` only reads addresses.
HTTP = {"requests", "tenacity", "urllib3", "http", "urllib.request", "socket", "httpx", "aiohttp", "toolkit.session"}
ALWAYS_THERE = {"requests", SDK}  # Fivetran has both


def test_every_module_has_a_place(service: str) -> None:
    strange = [found for found in own_modules(service) if found.layer not in LAYERS]
    demand(
        [f"{found.at(found.tree)}: {found.name} has no place in the order of imports" for found in strange],
        f"Its content belongs into one of {', '.join(LAYERS)}; a new kind of module needs a line in LAYERS "
        "(tests/conformance/test_connector_imports.py).",
    )


def test_imports_go_one_way(service: str) -> None:
    demand(
        [
            f"{line.where}: {found.name} imports {line.module}"
            for found in own_modules(service)
            for line in found.imports()
            if _top(line) in LAYERS and _top(line) not in LAYERS.get(found.layer, LAYERS)
        ],
        "Pass it in as an argument, or move the code: connector -> {sync, account} -> streams -> "
        "{api, models, fields} -> toolkit.",
    )


def test_imports_are_absolute(service: str) -> None:
    demand(
        [f"{line.where}: a relative import" for line in _imports(connector_modules(service)) if line.level],
        "Write `from api import ...`: Fivetran runs connector.py as no part of a package.",
    )


def test_api_knows_no_table(service: str) -> None:
    demand(
        [
            f"{line.where}: api imports {line.module}"
            for line in _imports(own_modules(service), "api")
            if {"models", "toolkit.tables"} & _named(line)
        ],
        "Return raw records: models.py makes rows of them.",
    )


def test_only_api_speaks_http(service: str) -> None:
    speaking = [line for line in _imports(own_modules(service), *(LAYERS.keys() - {"api"})) if HTTP & _named(line)]
    demand(
        [f"{line.where}: imports {line.module}" for line in speaking],
        "Move the call into api.py, through toolkit.session: timeouts, retries and redaction are there.",
    )


def test_a_connector_imports_only_what_fivetran_will_have(service: str) -> None:
    own = {found.layer for found in connector_modules(service)}
    known = {*sys.stdlib_module_names, *own, *ALWAYS_THERE, *_installed_by(f"connectors/{service}/requirements.txt")}
    demand(
        [
            f"{line.where}: imports {line.module}"
            for line in _imports(connector_modules(service))
            if _top(line) not in known
        ],
        f"Pin its package in connectors/{service}/requirements.txt, as docker/requirements.txt does; what lies beside "
        "the connector's folder is not shipped.",
    )


def test_the_toolkit_knows_no_connector() -> None:
    known = {*sys.stdlib_module_names, *ALWAYS_THERE, "tenacity", "toolkit"}
    demand(
        [f"{line.where}: imports {line.module}" for line in _imports(toolkit_modules()) if _top(line) not in known],
        "Pass it in as an argument, or move the code into the connector: the toolkit is copied into every one.",
    )


def _imports(modules: Iterable[Module], *layers: str) -> list[Import]:
    return [line for found in modules if not layers or found.layer in layers for line in found.imports()]


def _top(line: Import) -> str:
    return line.module.partition(".")[0]


def _named(line: Import) -> set[str]:
    """All modules that an import may mean: `from toolkit import session` means toolkit.session."""
    return {_top(line), line.module, *(f"{line.module}.{name}" for name in line.names)}


def _installed_by(requirements: str) -> set[str]:
    """The modules that the packages of a requirements.txt bring."""
    lines = text_of(requirements).splitlines()
    wanted = {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in lines}
    return {
        name
        for name, packages in installed().items()
        if wanted & {package.lower().replace("_", "-") for package in packages}
    }
