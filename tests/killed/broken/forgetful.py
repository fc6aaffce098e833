"""A connector's operations, broken: what is saved does not say which jobs the source is at work on."""

from typing import Any

from fivetran_connector_sdk import Operations

upsert, delete, truncate, warning = Operations.upsert, Operations.delete, Operations.truncate, Operations.warning


def checkpoint(state: dict[str, Any]) -> None:
    Operations.checkpoint({**state, "jobs": {}})
