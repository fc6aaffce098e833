"""One sandbox for all tests here, as after a start for each of them, and small clients of its APIs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from everyaction_api import Api
from fivetran_client import Fivetran
from sandbox.app import Settings
from sandbox.server import Sandbox, running

LOGIN = {"X_USERNAME": "sandbox", "X_PASSWORD": "sandbox", "X_ACCOUNT_CODE": "sandbox"}
COUNTERS = ("sent", "success", "hard_bounces", "opens", "unique_opens", "clicks")


class Ongage:
    """Calls the emulated API over loopback."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/ongage"
        self.session = requests.Session()
        self.session.headers.update(LOGIN)

    def get(self, path: str, **parameters: Any) -> requests.Response:
        return self.session.get(self.url + path, params=parameters, timeout=20)

    def post(self, path: str, body: Any) -> requests.Response:
        return self.session.post(self.url + path, json=body, timeout=20)

    def delete(self, path: str) -> requests.Response:
        return self.session.delete(self.url + path, timeout=20)

    def rows(self, path: str, **parameters: Any) -> list[dict[str, Any]]:
        """The payload of a collection, up to the largest page."""
        rows: list[dict[str, Any]] = self.get(path, limit=1000, page_size=1000, **parameters).json()["payload"]
        return rows

    def completed(self, path: str, body: dict[str, Any]) -> str:
        """The path of a job that was created and polled as often as it takes."""
        job = f"{path}/{self.post(path, body).json()['payload']['id']}"
        statuses = [self.get(job).json()["payload"]["status"] for _ in range(3)]
        assert statuses == [1, 1, 2]
        return job

    def download(self, path: str, body: dict[str, Any], tail: str = "export") -> requests.Response:
        return self.get(f"{self.completed(path, body)}/{tail}")

    def report(self, **query: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.post("/api/reports/query", {"list_ids": "all", **query}).json()["payload"]
        return rows

    def stats(self, first: str, last: str, **query: Any) -> list[dict[str, Any]]:
        """Statistics by mailing and provider of these days."""
        grain = ["mailing_id", "isp_id"]
        days = [["stats_date", ">=", first], ["stats_date", "<=", last]]
        select = [*grain, *(f"sum(`{counter}`)" for counter in COUNTERS)]
        return self.report(**{"select": select, "group": grain, "filter": days, **query})


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    settings = Settings(ongage_contacts=600, ongage_calls_per_minute=1_000_000, everyaction_contacts=120)
    with running(settings) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Iterator[Sandbox]:
    yield server
    server.reset("ongage")
    server.reset("everyaction")


@pytest.fixture
def ongage(sandbox: Sandbox) -> Iterator[Ongage]:
    client = Ongage(sandbox.url)
    with client.session:
        yield client


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


@pytest.fixture
def fivetran(server: Sandbox) -> Iterator[Fivetran]:
    """The emulated Fivetran as after a start; it runs packages for real."""
    yield Fivetran(server)
    server.reset("fivetran")


@pytest.fixture
def pretending(fivetran: Fivetran) -> Fivetran:
    """The same, where every package passes and syncs at once."""
    fivetran.sandbox.order("fivetran", "pretend", pretend=True)
    return fivetran
