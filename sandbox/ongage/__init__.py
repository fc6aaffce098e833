"""The Ongage API, emulated: what a connector reads, over invented data that follows from seed and clock."""

from __future__ import annotations

from functools import partial

from sandbox.clock import Clock
from sandbox.faults import TRANSPORT_KINDS, FaultBoard, Kind
from sandbox.limits import Limits
from sandbox.ongage.api import api
from sandbox.ongage.call import Account
from sandbox.ongage.envelope import error
from sandbox.ongage.jobs import Jobs
from sandbox.ongage.lists import World
from sandbox.ongage.login import configuration
from sandbox.service import Service

# Beside what goes wrong with any HTTP service. On a call that has nothing to spoil, such a fault does not fire.
KINDS = (
    Kind("forbidden_list", {"list_id": None}, times=None),
    Kind("total_wrong", {"total": 1}),
    Kind("duplicate_rows", {"rows": 1}),
    Kind("shifted_rows", {"rows": 1}),
    Kind("job_fails"),
    Kind("job_hangs"),
    Kind("job_vanishes"),
    Kind("job_too_large", {"max_rows": 100}, times=None),
    Kind("new_field", {"name": "surprise"}, times=None),
    Kind("late_rows", {"count": 3, "days_ago": 400, "list_id": None}, times=None),
    Kind("csv_bom", times=None),
    Kind("csv_lf", times=None),
    Kind("csv_unix_dates", times=None),
    Kind("csv_order", times=None),
)


def service(
    seed: int,
    *,
    contacts: int = 1000,
    lists: int = 5,
    calls_per_minute: int = 300,
    parallel_calls: int = 10,
    polls: int = 2,
    key_mode: bool = False,
) -> Service:
    """The service; its limits are Ongage's own unless set."""
    clock, faults, jobs = Clock(), FaultBoard((*TRANSPORT_KINDS, *KINDS)), Jobs(polls)
    return Service(
        name="ongage",
        api=api(Account(clock, faults, World(seed, contacts, lists), jobs), key_mode),
        clock=clock,
        faults=faults,
        limits=Limits(calls_per_minute, parallel_calls),
        error=error,
        configuration=partial(configuration, calls_per_minute=calls_per_minute, key_mode=key_mode),
        forget=jobs.clear,
        inspect={"jobs": jobs.describe},
    )
