"""One call of the API: its parameters, its body, and the faults ordered for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.clock import Clock
from sandbox.everyaction.envelope import Refused
from sandbox.everyaction.jobs import Jobs
from sandbox.everyaction.world import World
from sandbox.faults import FaultBoard


@dataclass
class Account:
    """What every call shares. `files_port` is the file host's."""

    world: World
    clock: Clock
    faults: FaultBoard
    jobs: Jobs
    files_port: int = 0


@dataclass
class Call:
    account: Account
    request: Request
    body: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def read(cls, account: Account, request: Request) -> Call:
        raw = await request.body()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError as error:
            raise Refused(400, "The body is not JSON.") from error
        return cls(account, request, body)

    @property
    def now(self) -> int:
        return self.account.clock.now_epoch_s

    @property
    def world(self) -> World:
        return self.account.world

    def parameter(self, name: str) -> str | None:
        return self.request.query_params.get(name)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def fault(self, name: str, **facts: Any) -> dict[str, Any] | None:
        """The parameters of the fault if it fires now."""
        return self.account.faults.take(name, self.request.method, self.request.scope["sandbox.path"], **facts)

    @property
    def host(self) -> str:
        """The name that this call came to, without the port."""
        return self.request.headers["host"].rpartition(":")[0] or self.request.headers["host"]

    @property
    def files_url(self) -> str:
        return f"http://{self.host}:{self.account.files_port}"

    def link(self, query: str) -> str:
        """An absolute link to this very path with another query; it names the port, whatever that is."""
        port = self.request.headers["host"].removeprefix(self.host).removeprefix(":") or "80"
        return f"http://{self.host}:{port}/everyaction{self.request.scope['sandbox.path']}?{query}"
