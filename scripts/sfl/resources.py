"""What Fivetran's API tells of an account: groups, connections, packages; and what of a connection may be changed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sfl import manifest
from sfl.errors import Refused

SERVICE = "connector_sdk"
CONNECTED = "connected"


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


def unzipped(identifier: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            return {entry.filename: zipped.read(entry) for entry in zipped.infolist() if not entry.is_dir()}
    except zipfile.BadZipFile as error:
        raise Refused(f"package {identifier} is no zip: bind another one with `sfl rollback --to`.") from error
