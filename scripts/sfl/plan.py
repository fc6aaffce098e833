"""What a deploy would change: facts in, plan out. Nothing here asks anybody or shows a value of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sfl import manifest
from sfl.resources import CONNECTED, SERVICE, Connection, Stored

DIRECTLY, PROXY_AGENT = "Directly", "ProxyAgent"
# What `fivetran deploy` 3.0.0 gives a connection that it makes.
NEW_SCHEDULE, NEW_PAUSED = "every 360 minutes", True


class Action(str, Enum):
    """What the deploy does: `create` and `update` upload code, `configure` sends settings alone."""

    NOTHING = "nothing"
    CREATE = "create"
    UPDATE = "update"
    CONFIGURE = "configure"


@dataclass(frozen=True)
class Wanted:
    """What is to be live."""

    service: str
    destination: str
    files: Mapping[str, bytes]
    commit: str | None
    modified: bool
    keys: frozenset[str]
    python: str = manifest.PYTHON


@dataclass(frozen=True)
class Live:
    """What is live."""

    connection: Connection
    package: Stored | None

    @property
    def commit(self) -> str | None:
        return self.package.manifest.get("commit") if self.package else None


@dataclass(frozen=True)
class Options:
    """`drop_keys` lets stored keys be deleted, `rotate` sends the values again, `sync` starts a paused connection."""

    drop_keys: bool = False
    rotate: bool = False
    sync: bool = False


@dataclass(frozen=True)
class Setting:
    live: Any
    planned: Any

    @property
    def changes(self) -> bool:
        return bool(self.live != self.planned)


@dataclass(frozen=True)
class Plan:
    """`files` are (path, "added", "changed" or "removed"); a live value of None means that there is none."""

    service: str
    destination: str
    connection: str | None
    action: Action
    commit: Setting
    modified: bool
    files: tuple[tuple[str, str], ...]
    keys_added: tuple[str, ...]
    keys_removed: tuple[str, ...]
    values_sent: bool
    python: Setting
    networking: Setting
    schedule: Setting
    paused: Setting
    setup_state: str | None
    refusals: tuple[str, ...]

    @property
    def changes(self) -> bool:
        return self.action is not Action.NOTHING


def plan(wanted: Wanted, live: Live | None, options: Options) -> Plan:
    if live is None:
        return _creation(wanted, options)
    connection = live.connection
    files = tuple(manifest.differences(live.package.files if live.package else {}, wanted.files))
    added, removed = wanted.keys - {*connection.keys}, {*connection.keys} - wanted.keys
    python = Setting(connection.python, wanted.python)
    paused = Setting(connection.paused, connection.paused and not options.sync)
    retested = connection.setup_state != CONNECTED
    values_sent = bool(files or added or removed or options.rotate or retested)
    settled = not (values_sent or python.changes or paused.changes)
    return Plan(
        service=wanted.service,
        destination=wanted.destination,
        connection=connection.id,
        action=Action.UPDATE if files else Action.NOTHING if settled else Action.CONFIGURE,
        commit=Setting(live.commit, wanted.commit if files else live.commit),
        modified=wanted.modified,
        files=files,
        keys_added=tuple(sorted(added)),
        keys_removed=tuple(sorted(removed)),
        values_sent=values_sent,
        python=python,
        networking=Setting(connection.networking, connection.networking),
        schedule=Setting(connection.schedule, connection.schedule),
        paused=paused,
        setup_state=connection.setup_state,
        refusals=tuple(_refusals(wanted, connection, sorted(removed), options, uploads=bool(files))),
    )


def _creation(wanted: Wanted, options: Options) -> Plan:
    return Plan(
        service=wanted.service,
        destination=wanted.destination,
        connection=None,
        action=Action.CREATE,
        commit=Setting(None, wanted.commit),
        modified=wanted.modified,
        files=tuple(manifest.differences({}, wanted.files)),
        keys_added=tuple(sorted(wanted.keys)),
        keys_removed=(),
        values_sent=True,
        python=Setting(None, wanted.python),
        networking=Setting(None, DIRECTLY),
        schedule=Setting(None, NEW_SCHEDULE),
        paused=Setting(None, NEW_PAUSED and not options.sync),
        setup_state=None,
        refusals=(),
    )


def _refusals(
    wanted: Wanted, connection: Connection, removed: list[str], options: Options, *, uploads: bool
) -> list[str]:
    name, found = wanted.service, []
    if connection.service != SERVICE:
        return [
            f"the connection {name} is one of {connection.service}, not of the Connector SDK: rename one of the two"
        ]
    if removed and not options.drop_keys:
        found.append(
            f"the stored keys {', '.join(removed)} would be deleted: set their secrets, or say so with --drop-keys"
        )
    if uploads and connection.networking not in {DIRECTLY, PROXY_AGENT}:
        found.append(
            f"networking is {connection.networking}, and `fivetran deploy` would reset it to {DIRECTLY}: "
            "bring the package there by Fivetran's API"
        )
    return found
