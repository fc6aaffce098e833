"""One call of the API: its parameters, its body, and the faults ordered for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from sandbox.fivetran.account import Account
from sandbox.fivetran.connection import Connection
from sandbox.fivetran.envelope import Refused
from sandbox.fivetran.runs import Runs


@dataclass
class Call:
    account: Account
    runs: Runs
    request: Request
    raw: bytes

    def body(self) -> dict[str, Any]:
        """What was sent as JSON; nothing is an empty object."""
        try:
            body = json.loads(self.raw) if self.raw else {}
        except ValueError as problem:
            raise Refused(400, "The request body is not valid JSON") from problem
        if not isinstance(body, dict):
            raise Refused(400, "The request body must be a JSON object")
        return body

    def parameter(self, name: str) -> str | None:
        return self.request.query_params.get(name)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def fault(self, name: str, **facts: Any) -> dict[str, Any] | None:
        """The parameters of the fault if it fires now."""
        return self.account.faults.take(name, self.request.method, self.request.scope["sandbox.path"], **facts)

    def group(self, group_id: str) -> str:
        """The id, if there is such a group."""
        if group_id not in self.account.groups or self.fault("group_missing") is not None:
            raise Refused(404, f"Group with id '{group_id}' does not exist.", "Group")
        return group_id

    def connection(self) -> Connection:
        """The connection that the path names."""
        found = self.account.connections.get(self.path("connection_id"))
        if found is None:
            raise Refused(404, f"Connection with id '{self.path('connection_id')}' does not exist.", "Connection")
        return found
