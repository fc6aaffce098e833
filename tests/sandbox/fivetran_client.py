"""A small client of the emulated Fivetran, and packages to give it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import requests

from sandbox.server import Sandbox

# Does what its configuration says; counts its syncs in the state.
CONNECTOR = """
from fivetran_connector_sdk import ConfigurationForm, Connector, Operations as op, Test, form_field

{imports}

def schema(configuration):
    return [{{"table": "orders", "primary_key": ["id"], "columns": {{"id": "INT"}}}}]

def update(configuration, state):
    runs = state.get("runs", 0) + 1
    for number in range(runs):
        op.upsert("orders", {{"id": number}})
    op.checkpoint({{"runs": runs}})
    if configuration["do"] == "warn":
        op.warning("one list was refused to " + configuration["token"])
    if configuration["do"] == "fail":
        raise ValueError("the source refused " + configuration["token"])
    if configuration["do"] == "report":
        op.error("the source is closed")

def login(configuration):
    if configuration["do"] == "raise":
        raise RuntimeError("no answer for " + configuration["token"])
    if configuration["do"] == "refuse":
        return Test().failure("the source refused " + configuration["token"])
    return Test().success()

def configuration_form():
    form = ConfigurationForm()
    form.add_field(form_field.TextField("do", "Do", form_field.TextField.plain_text))
    form.add_field(form_field.TextField("token", "Token", form_field.TextField.password))
    form.add_test(label="Log in", func=login)
    return form

connector = Connector(update=update, schema=schema, configuration_form=configuration_form)
"""
SECRET = "tok-4711"


def archive(files: dict[str, str] | None = None, imports: str = "") -> bytes:
    """A zip of these files beside a connector.py that imports so."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, text in {"connector.py": CONNECTOR.format(imports=imports), **(files or {})}.items():
            opened.writestr(name, text)
    return packed.getvalue()


class Fivetran:
    """Calls the emulated API over loopback, logged in."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        given = sandbox.configuration("fivetran")
        self.url = f"{given['FIVETRAN_API_URL']}/v1"
        self.headers = {"Authorization": f"Basic {given['FIVETRAN_API_KEY']}"}

    def call(self, method: str, path: str, timeout: float = 60, **given: Any) -> requests.Response:
        headers = {**self.headers, **given.pop("headers", {})}
        return requests.request(method, f"{self.url}/{path}", headers=headers, timeout=timeout, **given)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.call("POST", path, json=body)

    def patch(self, path: str, body: Any) -> requests.Response:
        return self.call("PATCH", path, json=body)

    def data(self, path: str, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.get(path, **query).json()["data"]
        return found

    def uploaded(self, content: bytes | None = None) -> str:
        """The id of a new package."""
        answer = self.call("POST", "connector-sdk/packages", files={"file": content or archive()})
        return str(answer.json()["data"]["id"])

    def created(self, schema: str = "orders", **changed: Any) -> requests.Response:
        """The answer to the order of a connection, as the SDK sends it; None takes a key away."""
        order = {
            "group_id": "sandbox_group",
            "service": "connector_sdk",
            "paused": True,
            "run_setup_tests": True,
            "sync_frequency": "360",
            "config": config(schema=schema, package_id=None),
        }
        return self.post("connectors", {**order, **changed})

    def connection(self, **changed: Any) -> str:
        """The path of a new connection."""
        return f"connections/{self.created(**changed).json()['data']['id']}"

    def running(self, do: str = "pass", imports: str = "", files: dict[str, str] | None = None) -> str:
        """The path of an unpaused connection to a package; nothing was tested yet."""
        package_id = self.uploaded(archive(files, imports))
        return self.connection(
            config=config(do, schema="orders", package_id=package_id), paused=False, run_setup_tests=False
        )

    def synced(self, path: str) -> dict[str, Any]:
        """The connection once a sync that is triggered now has ended."""
        assert self.post(f"{path}/sync").status_code == 200
        self.sandbox.order("fivetran", "wait")
        return self.data(path)


def config(do: str = "pass", **keys: Any) -> dict[str, Any]:
    """The `config` of a request, with a configuration of two keys."""
    secrets = [{"key": "do", "value": do}, {"key": "token", "value": SECRET}]
    return {"python_version": "3.12", "secrets_list": secrets, **keys}
