"""Fivetran's REST API, as much of it as plan, deploy, rollback and fleet need. Shapes: Fivetran's API reference."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sfl.errors import Refused
from sfl.resources import Connection, Group, Settings, Stored, unzipped
from sfl.rest import Rest, Unsure

# Setup tests run the connector at Fivetran, which answers once they are through.
SETUP_TESTS_TIMEOUT_S = 300.0
FAILED = {"FAILED", "JOB_FAILED"}
PAGE = 100
CHANGE_ATTEMPTS = 3


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
        return Stored(identifier, unzipped(identifier, content))

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
