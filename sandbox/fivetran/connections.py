"""What is asked of connections: lists, details, creation, update, deletion, setup tests, a sync."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.account import Account
from sandbox.fivetran.call import Call
from sandbox.fivetran.connection import SDK_SERVICE, Connection
from sandbox.fivetran.envelope import Refused, answer, page

# As the SDK checks it before it asks.
NAME = re.compile(r"[_a-z][_a-z0-9]*")
DEFAULT_PYTHON = "3.14"
# What a request may set where not everything is right; null is no value.
ALLOWED = {
    "python_version": ("3.10", "3.11", "3.12", "3.13", "3.14"),
    "sync_frequency": ("1", "5", "15", "30", "60", "120", "180", "360", "480", "720", "1440"),
    "schedule_type": ("auto", "manual"),
    "networking_method": ("Directly", "PrivateLink", "ProxyAgent", "SshTunnel"),
}


def in_group(call: Call) -> Response:
    return _listed(call, call.group(call.path("group_id")))


def everything(call: Call) -> Response:
    return _listed(call, call.parameter("group_id"))


def for_migration(call: Call) -> Response:
    """What the SDK's command writes into a new options file."""
    found = [one for one in call.account.connections.values() if one.service == SDK_SERVICE]
    return page([_settings(call.account, one) for one in found], call.parameter("limit"), call.parameter("cursor"))


def one(call: Call) -> Response:
    connection = call.connection()
    call.runs.look(connection)
    return answer(connection.details())


def create(call: Call) -> Response:
    """Makes the connection, failing setup tests or not, as Fivetran does."""
    request = call.body()
    connection = added(call.account, request)
    return _tested(call, connection, request, "Connection has been created", 201)


def update(call: Call) -> Response:
    """Applies the request, then runs the setup tests: what they say changes nothing any more."""
    connection, request = call.connection(), call.body()
    _check(call.account, request)
    connection.change(request)
    return _tested(call, connection, request, "Connection has been updated", 200)


def delete(call: Call) -> Response:
    connection = call.connection()
    call.runs.forget(connection.id)
    del call.account.connections[connection.id]
    return answer(message=f"Connection with id '{connection.id}' has been deleted")


def test(call: Call) -> Response:
    return _tested(call, call.connection(), {"run_setup_tests": True}, "Setup tests were completed", 200)


def sync(call: Call) -> Response:
    """Begins a sync, unless the connection is paused: Fivetran answers the same and does nothing."""
    connection, force = call.connection(), bool(call.body().get("force"))
    if connection.syncing and not force:
        raise Refused(409, f"Connection with id '{connection.id}' is syncing")
    if not connection.paused:
        call.runs.sync(connection, call.fault("sync_fails"), call.fault("sync_hangs"))
    return answer(message=f"Sync has been successfully triggered for connection with id '{connection.id}'")


def added(account: Account, request: dict[str, Any]) -> Connection:
    """A new connection of the account, as the request describes it."""
    config = request.get("config") or {}
    group_id, schema = _required(request, "group_id"), _required(config, "schema")
    service = _required(request, "service")
    if group_id not in account.groups:
        raise Refused(404, f"Group with id '{group_id}' does not exist.", "Group")
    _check_name(account, group_id, schema)
    _check(account, request)
    created_at, began_s = account.clock.iso(), account.clock.now_epoch_s
    connection = Connection(account.next_id("connection"), group_id, service, schema, created_at, began_s)
    connection.destination_schema_names = request.get("destination_schema_names") or "FIVETRAN_NAMING"
    connection.change(request)
    if service == SDK_SERVICE:
        connection.config.setdefault("python_version", DEFAULT_PYTHON)
    account.connections[connection.id] = connection
    return connection


def _listed(call: Call, group_id: str | None) -> Response:
    schema = call.parameter("schema")
    found = [
        connection.summary()
        for connection in call.account.connections.values()
        if group_id in (None, connection.group_id) and schema in (None, connection.schema)
    ]
    return page(found, call.parameter("limit"), call.parameter("cursor"))


def _settings(account: Account, connection: Connection) -> dict[str, Any]:
    config, package_id = connection.config, connection.config.get("package_id")
    return {
        **connection.summary(),
        "group_name": account.groups[connection.group_id],
        "python_version": config.get("python_version"),
        "proxy_host_config_key": config.get("proxy_host_config_key"),
        "package_id": package_id,
        "package_shared": len(account.using(package_id)) > 1 if package_id else False,
    }


def _tested(call: Call, connection: Connection, request: dict[str, Any], message: str, status: int) -> Response:
    tests = []
    if request.get("run_setup_tests", True):
        tests = call.runs.setup_tests(connection, call.fault("setup_tests_fail"))
    return answer({**connection.details(), "setup_tests": tests}, message, status)


def _required(given: dict[str, Any], name: str) -> str:
    if not given.get(name):
        raise Refused(400, f"Field '{name}' is required")
    return str(given[name])


def _check_name(account: Account, group_id: str, schema: str) -> None:
    if not NAME.fullmatch(schema):
        raise Refused(400, f"Schema name '{schema}' may hold only [a-z0-9_] and begins with '_' or a lowercase letter")
    if any((one.group_id, one.schema) == (group_id, schema) for one in account.connections.values()):
        raise Refused(409, f"A connection with schema '{schema}' exists already in group '{group_id}'")


def _check(account: Account, request: dict[str, Any]) -> None:
    config = request.get("config") or {}
    if config.get("package_id") is not None:
        account.packages.find(config["package_id"])
    for name, allowed in ALLOWED.items():
        value = {**request, **config}.get(name)
        if value is not None and str(value) not in allowed:
            raise Refused(400, f"'{name}' must be one of {', '.join(allowed)}")
    for secret in config.get("secrets_list") or []:
        if not isinstance(secret, dict) or not all(isinstance(secret.get(part), str) for part in ("key", "value")):
            raise Refused(400, "'secrets_list' must be a list of objects with a key and a value, both strings")
