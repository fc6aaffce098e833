"""A small client of the emulated EveryAction API."""

from __future__ import annotations

import csv
import io
from typing import Any

import requests

from sandbox.server import Sandbox

SERVICE = "everyaction"
ORDER = {
    "resourceType": "Contacts",
    "dateChangedFrom": "2026-08-10T00:00:00Z",
    "dateChangedTo": "2026-11-01T00:00:00Z",
    "includeInactive": True,
}


class Api:
    """Calls over loopback, logged in."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = f"{sandbox.url}/{SERVICE}/v4"
        self.auth: Any = ("anyone", "sandbox|1")

    def get(self, path: str, **query: Any) -> requests.Response:
        return requests.get(f"{self.url}/{path}", params=query, auth=self.auth, timeout=20)

    def order(self, **changed: Any) -> requests.Response:
        body = {name: value for name, value in {**ORDER, **changed}.items() if value is not None}
        return requests.post(f"{self.url}/changedEntityExportJobs", json=body, auth=self.auth, timeout=20)

    def job(self, **changed: Any) -> dict[str, Any]:
        """The answers to an order and to the looks at it until it is complete: the last one."""
        path = f"changedEntityExportJobs/{self.order(**changed).json()['exportJobId']}"
        found: list[dict[str, Any]] = [self.get(path).json() for _ in range(3)]
        assert [answer["jobStatus"] for answer in found] == ["Pending", "InProcess", "Complete"]
        return found[-1]

    def files(self, job: dict[str, Any]) -> list[bytes]:
        return [requests.get(file["downloadUrl"], timeout=20).content for file in job["files"]]

    def lines(self, job: dict[str, Any]) -> list[dict[str, str]]:
        """The rows of the first file."""
        return list(csv.DictReader(io.StringIO(self.files(job)[0].decode(), newline="")))

    def pages(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All rows of a collection, its links followed as they are."""
        page = self.get(path, **query).json()
        rows = list(page["items"])
        while page.get("nextPageLink"):
            page = requests.get(page["nextPageLink"], auth=self.auth, timeout=20).json()
            rows += page["items"]
        return rows
