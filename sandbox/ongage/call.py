"""One call of the API: its list, and the account that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox import call
from sandbox.ongage.envelope import Refused
from sandbox.ongage.jobs import Jobs
from sandbox.ongage.lists import MailingList, World, mailing_lists


@dataclass
class Account(call.Account):
    world: World
    jobs: Jobs


class Call(call.Call[Account]):
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

    def extra_field(self) -> str | None:
        """The name of the field that appeared, while the fault new_field is on."""
        found = self.fault("new_field")
        return str(found["name"]) if found else None
