"""Fivetran's REST API, emulated: what `fivetran deploy` of SDK 3.0.0 asks, and what plan, verify and fleet ask."""

from __future__ import annotations

from sandbox.clock import Clock
from sandbox.faults import TRANSPORT_KINDS, FaultBoard, Kind
from sandbox.fivetran.account import Account
from sandbox.fivetran.api import API_KEY, api
from sandbox.fivetran.envelope import error
from sandbox.fivetran.masking import logged
from sandbox.fivetran.orders import Orders
from sandbox.fivetran.runs import Runs
from sandbox.limits import Limits
from sandbox.requestlog import RequestLog
from sandbox.service import Service

# Beside what goes wrong with any HTTP service.
KINDS = (
    Kind("forbidden", times=None, about="403: the key's role does not allow the call"),
    Kind("rate_limited", {"retry_after": 1}, about="429, with Retry-After in seconds, or without where it is null"),
    Kind("server_error", {"status": 500}, about="the status, before anything was done"),
    Kind("group_missing", times=None, about="the group is not listed, and 404 under its id"),
    Kind(
        "patch_lost", {"seconds": None}, about="a PATCH is applied; its answer never comes, or is cut off after seconds"
    ),
    Kind(
        "upload_lost",
        {"seconds": None},
        about="a package is stored; its answer never comes, or is cut off after seconds",
    ),
    Kind(
        "setup_tests_fail",
        {"title": "Connection test", "status": "FAILED", "message": "The login was refused"},
        about="the setup tests of a POST, a PATCH or a /test; the change stays",
    ),
    Kind("sync_fails", {"message": "The source is gone"}, about="a sync that is triggered fails at once"),
    Kind(
        "sync_hangs", {"looks": None}, about="a sync goes on until its connection was read so many times, or for ever"
    ),
)
ACCOUNT_CALLS_PER_MINUTE = 20_000


def configuration(base_url: str) -> dict[str, str]:
    """The environment in which our verbs find this sandbox."""
    return {"FIVETRAN_API_URL": base_url, "FIVETRAN_API_KEY": API_KEY}


def service(_: int, *, pretend: bool = False) -> Service:
    """The service; it begins with nothing that a seed could change. `pretend`: runs succeed without being run."""
    clock, faults = Clock(), FaultBoard((*TRANSPORT_KINDS, *KINDS))
    account = Account(clock, faults)
    runs = Runs(account, pretend)
    orders = Orders(account, runs)
    return Service(
        name="fivetran",
        api=api(account, runs),
        clock=clock,
        faults=faults,
        limits=Limits(ACCOUNT_CALLS_PER_MINUTE, parallel_calls=100),
        error=error,
        configuration=configuration,
        forget=orders.reset,
        inspect={"connections": orders.connections, "packages": orders.packages, "runs": runs.describe},
        orders={
            "groups": orders.add_group,
            "connections": orders.add_connection,
            "pretend": orders.pretend,
            "wait": orders.wait,
        },
        log=RequestLog(logged),
    )
