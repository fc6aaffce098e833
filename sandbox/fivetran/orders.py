"""What /_sandbox/fivetran shows of the account, and what may be ordered there that no call of the API does."""

from __future__ import annotations

from typing import Any

from sandbox.fivetran import connections
from sandbox.fivetran.account import Account
from sandbox.fivetran.envelope import Refused
from sandbox.fivetran.runs import Runs


class Orders:
    """Changes the account behind the API's back; raises ValueError for what makes no sense."""

    def __init__(self, account: Account, runs: Runs) -> None:
        self._account, self._runs = account, runs

    def reset(self) -> None:
        self._runs.reset()
        self._account.reset()

    def connections(self) -> list[dict[str, Any]]:
        return [connection.details() for connection in self._account.connections.values()]

    def packages(self) -> list[dict[str, Any]]:
        stored = self._account.packages.values()
        return [package.describe(self._account.using(package.id)) for package in stored]

    def add_group(self, order: dict[str, Any]) -> dict[str, str]:
        """One more group, with a destination; `id` and `name`."""
        if set(order) != {"id", "name"}:
            raise ValueError("a group has an id and a name")
        self._account.groups[order["id"]] = order["name"]
        return {"id": order["id"], "name": order["name"]}

    def add_connection(self, order: dict[str, Any]) -> dict[str, Any]:
        """A connection as a request of the API describes it; of any service."""
        try:
            return connections.added(self._account, order).details()
        except Refused as problem:
            raise ValueError(problem.message) from problem

    def pretend(self, order: dict[str, Any]) -> dict[str, bool]:
        """Whether packages only seem to run, until the next reset; `pretend`, true or false."""
        if order.get("pretend") not in (True, False):
            raise ValueError("pretend is true or false")
        self._runs.pretend = order["pretend"]
        return {"pretend": self._runs.pretend}

    def wait(self, order: dict[str, Any]) -> dict[str, int]:
        """Answers once no sync is under way: how many runs there were so far."""
        self._runs.wait()
        return {"runs": len(self._runs.history)}
