"""One call of the API: its list, its parameters, its body, and the faults ordered for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.clock import Clock
from sandbox.faults import FaultBoard
from sandbox.ongage.envelope import Refused
from sandbox.ongage.jobs import Jobs
from sandbox.ongage.lists import MailingList, World, mailing_lists


@dataclass
class Account:
    """What every call shares."""

    world: World
    clock: Clock
    faults: FaultBoard
    jobs: Jobs


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
            raise Refused(400, "Malformed JSON") from error
        if not isinstance(body, dict):
            raise Refused(400, "Malformed JSON")
        return cls(account, request, body)

    @property
    def now(self) -> int:
        return self.account.clock.now_epoch_s

    @property
    def world(self) -> World:
        return self.account.world

    @property
    def list(self) -> MailingList:
        """Of the body, else the query, else the path, else the default list."""
        places = (self.body, self.request.query_params, self.request.scope["ongage.path"])
        asked = next((place["list_id"] for place in places if place.get("list_id")), None)
        return self.list_called(asked) if asked is not None else mailing_lists(self.world)[0]

    def list_called(self, list_id: Any) -> MailingList:
        """The list with that id; refuses one that does not exist or may not be read."""
        found = next((one for one in mailing_lists(self.world) if str(one.id) == str(list_id)), None)
        if found is None:
            raise Refused(404, "List not found")
        if self.fault("forbidden_list", list_id=found.id) is not None:
            raise Refused(403, "You have no permission to this list")
        return found

    def parameter(self, name: str) -> str | None:
        return self.request.query_params.get(name)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def fault(self, name: str, **facts: Any) -> dict[str, Any] | None:
        """The parameters of the fault if it fires now."""
        return self.account.faults.take(name, self.request.method, self.request.scope["sandbox.path"], **facts)

    def extra_field(self) -> str | None:
        """The name of the field that appeared, while the fault new_field is on."""
        found = self.fault("new_field")
        return str(found["name"]) if found else None
