"""One connection: its settings, its configuration with the values of secrets hidden, its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.fivetran.envelope import MASK, USER_ID

SDK_SERVICE = "connector_sdk"
# What a request may set besides `config`.
SETTINGS = (
    "paused",
    "sync_frequency",
    "schedule_type",
    "daily_sync_time",
    "networking_method",
    "proxy_agent_id",
    "private_link_id",
    "hybrid_deployment_agent_id",
)


@dataclass
class Connection:
    """`config` is what the requests gave, secrets included; `began_s` is when its latest sync began, or it."""

    id: str
    group_id: str
    service: str
    schema: str
    created_at: str
    began_s: int
    destination_schema_names: str = "FIVETRAN_NAMING"
    config: dict[str, Any] = field(default_factory=dict)
    paused: bool = False
    sync_frequency: int = 360
    schedule_type: str = "auto"
    daily_sync_time: str | None = None
    networking_method: str = "Directly"
    proxy_agent_id: str | None = None
    private_link_id: str | None = None
    hybrid_deployment_agent_id: str | None = None
    setup_state: str = "incomplete"
    syncing: bool = False
    is_historical_sync: bool = True
    succeeded_at: str | None = None
    failed_at: str | None = None
    tasks: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def configuration(self) -> dict[str, str]:
        """What the connector's code is given."""
        return {secret["key"]: secret["value"] for secret in self.config.get("secrets_list", [])}

    def change(self, request: dict[str, Any]) -> None:
        """Applies a request: keys of `config` one by one, `secrets_list` as a whole, null takes a key away."""
        for name in SETTINGS:
            if name in request:
                setattr(self, name, int(request[name]) if name == "sync_frequency" else request[name])
        given = {name: value for name, value in (request.get("config") or {}).items() if name != "schema"}
        self.config = {name: value for name, value in {**self.config, **given}.items() if value is not None}

    def due(self, now_s: int) -> bool:
        """Whether its schedule begins a sync now."""
        waiting = not (self.paused or self.syncing) and self.schedule_type == "auto"
        return waiting and now_s - self.began_s >= self.sync_frequency * 60

    def tested(self, passed: bool) -> None:
        """Takes over what the setup tests say: one that never passed them is incomplete, not broken."""
        if passed:
            self.setup_state = "connected"
        elif self.setup_state == "connected":
            self.setup_state = "broken"

    def ended(self, now: str, found: dict[str, Any]) -> None:
        """Takes over what a sync left: its state, its failure as a task, its warnings."""
        failure = found["failure"]
        self.syncing = False
        self.state = found.get("state") or self.state
        self.tasks = [_condition("connector_error", failure)] if failure else []
        self.warnings = [_condition("connector_warning", text) for text in found.get("warnings", [])]
        if failure:
            self.failed_at = now
        else:
            self.succeeded_at, self.is_historical_sync = now, False

    def summary(self) -> dict[str, Any]:
        """As lists show a connection: without `config`."""
        return {
            "id": self.id,
            "group_id": self.group_id,
            "service": self.service,
            "service_version": 0,
            "schema": self.schema,
            "destination_schema_names": self.destination_schema_names,
            "connected_by": USER_ID,
            "created_at": self.created_at,
            "succeeded_at": self.succeeded_at,
            "failed_at": self.failed_at,
            "pause_after_trial": False,
            "data_delay_sensitivity": "NORMAL",
            "data_delay_threshold": 0,
            **{name: getattr(self, name) for name in SETTINGS},
            "status": self._status(),
        }

    def details(self) -> dict[str, Any]:
        secrets = [{"key": secret["key"], "value": MASK} for secret in self.config.get("secrets_list", [])]
        return {**self.summary(), "config": {**self.config, **({"secrets_list": secrets} if secrets else {})}}

    def _status(self) -> dict[str, Any]:
        waiting = "paused" if self.paused else "scheduled"
        return {
            "setup_state": self.setup_state,
            "schema_status": "ready",
            "sync_state": "syncing" if self.syncing else waiting,
            "update_state": "delayed"
            if self.failed_at and self.failed_at > (self.succeeded_at or "")
            else "on_schedule",
            "is_historical_sync": self.is_historical_sync,
            "tasks": self.tasks,
            "warnings": self.warnings,
        }


def _condition(code: str, details: str) -> dict[str, str]:
    return {"code": code, "message": code.replace("_", " ").capitalize(), "details": details}
