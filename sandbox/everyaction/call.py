"""One call of the API, and the account that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox import call
from sandbox.everyaction.jobs import Jobs
from sandbox.everyaction.world import World


@dataclass
class Account(call.Account):
    world: World
    jobs: Jobs


class Call(call.Call[Account]):
    @property
    def world(self) -> World:
        return self.account.world

    @property
    def files_url(self) -> str:
        """The host of the files, by the name that this call came to."""
        return f"http://{self.host}:{self.request.scope[call.FILES_PORT]}"
