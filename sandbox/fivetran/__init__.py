"""Fivetran's REST API, emulated: what `fivetran deploy` of SDK 3.0.0 asks, and what plan, verify and fleet ask."""

from __future__ import annotations

from sandbox.clock import Clock
from sandbox.faults import TRANSPORT_KINDS, FaultBoard, Kind
from sandbox.fivetran.account import Account
from sandbox.fivetran.api import API_KEY, api
from sandbox.fivetran.envelope import error
from sandbox.fivetran.masking import logged
from sandbox.fivetran.runs import Runs
from sandbox.limits import Limits
from sandbox.requestlog import RequestLog
from sandbox.service import Service

__all__ = ["service"]

KINDS = (Kind("group_missing", times=None),)


def configuration(base_url: str) -> dict[str, str]:
    """The environment in which our verbs find this sandbox."""
    return {"FIVETRAN_API_URL": base_url, "FIVETRAN_API_KEY": API_KEY}


def service() -> Service:
    """The service, ready to be mounted."""
    clock, faults = Clock(), FaultBoard((*TRANSPORT_KINDS, *KINDS))
    account = Account(clock, faults)
    return Service(
        name="fivetran",
        api=api(account, Runs(clock)),
        clock=clock,
        faults=faults,
        limits=Limits(20_000, parallel_calls=100),
        error=error,
        configuration=configuration,
        forget=account.reset,
        log=RequestLog(logged),
    )
