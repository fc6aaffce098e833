"""Fivetran's REST API, as much of it as plan, deploy, rollback and fleet need. Shapes: Fivetran's API reference."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sfl import manifest
from sfl.errors import Refused
from sfl.rest import Rest, Unsure

SERVICE = "connector_sdk"
CONNECTED = "connected"
# Setup tests run the connector at Fivetran, which answers once they are through.
SETUP_TESTS_TIMEOUT_S = 300.0
FAILED = {"FAILED", "JOB_FAILED"}
PAGE = 100
CHANGE_ATTEMPTS = 3


@dataclass(frozen=True)
class Group:
    id: str
    name: str


@dataclass(frozen=True)
class Connection:
    """One connection as Fivetran has it; `keys` are those of its configuration, whose values it never gives."""

    id: str
    group_id: str
    name: str
    service: str
    package_id: str | None
    keys: tuple[str, ...]
    python: str | None
    networking: str
    proxy_agent_id: str | None
    proxy_host_key: str | None
    hybrid_agent_id: str | None
    schedule: str
    paused: bool
    setup_state: str
    sync_state: str
    succeeded_at: str | None
    failed_at: str | None
    problems: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Connection:
        config, status = data.get("config") or {}, data.get("status") or {}
        return cls(
            id=data["id"],
            group_id=data["group_id"],
            name=data["schema"],
            service=data["service"],
            package_id=config.get("package_id"),
            keys=tuple(sorted(secret["key"] for secret in config.get("secrets_list") or ())),
            python=config.get("python_version"),
            networking=data.get("networking_method") or "Directly",
            proxy_agent_id=data.get("proxy_agent_id"),
            proxy_host_key=config.get("proxy_host_config_key"),
            hybrid_agent_id=data.get("hybrid_deployment_agent_id"),
            schedule=_schedule(data),
            paused=bool(data.get("paused")),
            setup_state=status.get("setup_state") or "unknown",
            sync_state=status.get("sync_state") or "unknown",
            succeeded_at=data.get("succeeded_at"),
            failed_at=data.get("failed_at"),
            problems=tuple(_problem(task) for task in status.get("tasks") or ()),
        )


def _problem(task: Mapping[str, Any]) -> str:
    said = [task.get("message") or task.get("code"), task.get("details")]
    return ": ".join(" ".join(text.split()) for text in said if isinstance(text, str) and text)


def _schedule(data: Mapping[str, Any]) -> str:
    if data.get("schedule_type") == "manual":
        return "manual"
    return f"every {data.get('sync_frequency')} minutes"


@dataclass(frozen=True)
class Stored:
    """A package on the account, and what is in it."""

    id: str
    files: Mapping[str, bytes]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What `sfl package` wrote about it; empty where something else made it."""
        try:
            found = json.loads(self.files.get(manifest.NAME, b"{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Settings:
    """What of a connection is to change; None stays. `given` replaces the stored configuration whole."""

    package_id: str | None = None
    python: str | None = None
    given: Mapping[str, str] | None = None
    paused: bool | None = None

    def body(self) -> dict[str, Any]:
        """For a PATCH. The setup tests are asked for apart: they cannot keep a change from being applied."""
        secrets = [{"key": key, "value": value} for key, value in self.given.items()] if self.given else None
        config = {"package_id": self.package_id, "python_version": self.python, "secrets_list": secrets}
        config = {name: value for name, value in config.items() if value is not None}
        body = {"config": config or None, "paused": self.paused, "run_setup_tests": False}
        return {name: value for name, value in body.items() if value is not None}

    def seen_in(self, now: Connection) -> bool:
        """Whether all of it can be read back; values of the configuration never can."""
        pairs = ((self.package_id, now.package_id), (self.python, now.python), (self.paused, now.paused))
        return self.given is None and all(wanted in {None, found} for wanted, found in pairs)


class Fivetran:
    """The account that the key belongs to."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def groups(self) -> list[Group]:
        return [Group(item["id"], item["name"]) for item in self._items("/v1/groups")]

    def connection_named(self, group: Group, name: str) -> Connection | None:
        items = self._items(f"/v1/groups/{group.id}/connections", schema=name)
        found = next((item["id"] for item in items if item["schema"] == name), None)
        return self.connection(found) if found else None

    def connections(self, group: Group) -> list[tuple[str, str, str]]:
        """Id, name and service of each."""
        items = self._items(f"/v1/groups/{group.id}/connections")
        return [(item["id"], item["schema"], item["service"]) for item in items]

    def connection(self, identifier: str) -> Connection:
        return Connection.read(self._rest.ask("GET", f"/v1/connections/{identifier}"))

    def change(self, identifier: str, settings: Settings) -> None:
        """A lost answer is resolved by reading; what reading cannot tell is sent again, to the same effect."""
        path = f"/v1/connections/{identifier}"
        for attempt in range(1, CHANGE_ATTEMPTS + 1):
            try:
                self._rest.change("PATCH", path, settings.body())
            except Unsure:
                if not settings.seen_in(self.connection(identifier)):
                    if attempt == CHANGE_ATTEMPTS:
                        raise
                    continue
            return

    def failed_tests(self, identifier: str) -> list[str]:
        """Runs the setup tests; title and message of those that fail."""
        data = self._rest.ask("POST", f"/v1/connections/{identifier}/test", {}, timeout_s=SETUP_TESTS_TIMEOUT_S)
        tests = data.get("setup_tests") or ()
        return [f"{test.get('title')}: {test.get('message')}" for test in tests if test.get("status") in FAILED]

    def sync(self, identifier: str) -> None:
        """Begins a sync, and stops one that runs: it may be one of the code before."""
        self._rest.ask("POST", f"/v1/connections/{identifier}/sync", {"force": True})

    def packages(self) -> list[dict[str, Any]]:
        """Id, connection_id and created_at of every package of the account, bound or not."""
        return list(self._items("/v1/connector-sdk/packages"))

    def package(self, identifier: str) -> Stored:
        """Downloaded whole, and compared with the hash that Fivetran keeps of it."""
        path = f"/v1/connector-sdk/packages/{identifier}"
        known = self._rest.ask("GET", path).get("file_sha256_hash")
        content = self._rest.download(f"{path}/download")
        _check_hash(identifier, content, known)
        return Stored(identifier, _unzipped(identifier, content))

    def delete_package(self, identifier: str) -> None:
        self._rest.change("DELETE", f"/v1/connector-sdk/packages/{identifier}")

    def _items(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            page = self._rest.ask("GET", path, query={**query, "limit": PAGE, "cursor": cursor})
            yield from page.get("items") or ()
            after = page.get("next_cursor")
            if not after:
                return
            if after == cursor:
                raise Refused(f"Fivetran answered {path} with the same page twice: run it again later.")
            cursor = after


def _check_hash(identifier: str, content: bytes, known: str | None) -> None:
    if known and hashlib.sha256(content).hexdigest() != known.lower():
        raise Refused(f"package {identifier} is not what Fivetran says it stored: run it again, then ask Fivetran.")


def _unzipped(identifier: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            return {entry.filename: zipped.read(entry) for entry in zipped.infolist() if not entry.is_dir()}
    except zipfile.BadZipFile as error:
        raise Refused(f"package {identifier} is no zip: bind another one with `sfl rollback --to`.") from error
