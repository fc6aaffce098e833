"""The emulated Fivetran as the tests of plan, deploy, rollback and fleet see it, and the checkout that they deploy."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from checkout import MARK, Checkout
from sandbox.server import Sandbox

CONFIGURATION = {"username": "someone", "password": f"{MARK}-pass-word", "rows": '{"1": "one"}'}
# An order of a fault: `sfl` changes a connection. (The command calls them connectors.)
CHANGE = {"path": "/v1/connections/", "method": "PATCH"}
SECRETS = {f"SFL_STUB_{key.upper()}": value for key, value in CONFIGURATION.items()}


@dataclass(frozen=True)
class Emulated:
    sandbox: Sandbox

    @property
    def variables(self) -> dict[str, str]:
        """What plan, deploy, rollback and fleet find in the environment."""
        names = ("STUB", "OTHER")
        destinations = {f"{name}_FIVETRAN_DESTINATION": "sandbox" for name in names}
        return {**self.sandbox.configuration("fivetran"), **destinations, **SECRETS}

    @property
    def key(self) -> str:
        return self.sandbox.configuration("fivetran")["FIVETRAN_API_KEY"]

    def calls(self) -> list[str]:
        """Method and path of each call so far, reading ones aside."""
        calls = self.sandbox.requests("fivetran")
        return [f"{call['method']} {call['path']}" for call in calls if call["method"] != "GET"]

    def bodies(self, method: str) -> list[Any]:
        return [call["body"] for call in self.sandbox.requests("fivetran") if call["method"] == method]

    def forget(self) -> None:
        self.sandbox.clear_requests("fivetran")

    def fault(self, fault: str, **order: Any) -> None:
        self.sandbox.fault("fivetran", fault, **order)

    def order(self, name: str, /, **order: Any) -> None:
        self.sandbox.order("fivetran", name, **order)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.sandbox.configuration('fivetran')['FIVETRAN_API_URL']}/v1/{path}"
        answer = requests.request(method, url, json=body, headers={"Authorization": f"Basic {self.key}"}, timeout=30)
        answer.raise_for_status()
        return answer.json().get("data")

    def connection(self, name: str = "stub") -> dict[str, Any]:
        """The one connection of this name, as the API shows it."""
        (found,) = self.ask("GET", f"groups/sandbox_group/connections?schema={name}")["items"]
        return dict(self.ask("GET", f"connections/{found['id']}"))

    def connections(self) -> list[str]:
        return [found["schema"] for found in self.ask("GET", "groups/sandbox_group/connections")["items"]]

    def package(self, name: str = "stub") -> str:
        return str(self.connection(name)["config"]["package_id"])

    def packages(self) -> list[str]:
        return [found["id"] for found in self.ask("GET", "connector-sdk/packages")["items"]]

    def stored(self) -> list[str]:
        """The keys of the configuration."""
        return sorted(secret["key"] for secret in self.connection()["config"]["secrets_list"])

    def change(self, **body: Any) -> None:
        """Changes the connection behind the back of `sfl`."""
        self.ask("PATCH", f"connections/{self.connection()['id']}", {**body, "run_setup_tests": False})

    def create(self, name: str, package: str) -> None:
        secrets = [{"key": key, "value": value} for key, value in CONFIGURATION.items()]
        config = {"schema": name, "package_id": package, "python_version": "3.12", "secrets_list": secrets}
        self.ask("POST", "connections", {"group_id": "sandbox_group", "service": "connector_sdk", "config": config})

    def upload(self, files: Mapping[str, str | bytes]) -> str:
        """A package that somebody else brought; its id."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as zipped:
            for name, text in files.items():
                zipped.writestr(name, text)
        url = f"{self.sandbox.configuration('fivetran')['FIVETRAN_API_URL']}/v1/connector-sdk/packages"
        headers = {"Authorization": f"Basic {self.key}"}
        answer = requests.post(url, files={"file": buffer.getvalue()}, headers=headers, timeout=30)
        return str(answer.json()["data"]["id"])


def touch(checkout: Checkout, text: str = "# touched\n") -> None:
    """Another version of the connector."""
    with (checkout.connector / "connector.py").open("a", encoding="utf-8") as file:
        file.write(text)


def manifest(service: str) -> str:
    return json.dumps({"service": service})


WRONG_KEY = base64.b64encode(f"{MARK}-key:{MARK}-secret".encode()).decode()
