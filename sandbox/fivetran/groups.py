"""Groups and destinations: a group has one destination, under the same id."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.call import Call
from sandbox.fivetran.envelope import answer, page

CREATED_AT = "2026-01-05T09:00:00Z"


def everything(call: Call) -> Response:
    missing = call.fault("group_missing") is not None
    rows = [] if missing else [_group(group_id, name) for group_id, name in call.account.groups.items()]
    return page(rows, call.parameter("limit"), call.parameter("cursor"))


def one(call: Call) -> Response:
    group_id = call.group(call.path("group_id"))
    return answer(_group(group_id, call.account.groups[group_id]))


def destination(call: Call) -> Response:
    group_id = call.group(call.path("group_id"))
    return answer(
        {
            "id": group_id,
            "group_id": group_id,
            "service": "snowflake",
            "region": "GCP_US_EAST4",
            "time_zone_offset": "0",
            "setup_status": "connected",
            "networking_method": "Directly",
            "hybrid_deployment_agent_id": None,
            "config": {},
        }
    )


def _group(group_id: str, name: str) -> dict[str, Any]:
    return {"id": group_id, "name": name, "created_at": CREATED_AT}
