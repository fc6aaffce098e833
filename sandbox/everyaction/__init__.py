"""The EveryAction API (version 4), emulated: what a connector reads, and the host of its files on another port."""

from __future__ import annotations

from sandbox.clock import Clock
from sandbox.everyaction.api import LOGIN, api
from sandbox.everyaction.call import Account
from sandbox.everyaction.envelope import error
from sandbox.everyaction.filehost import file_host, refused
from sandbox.everyaction.jobs import Jobs
from sandbox.everyaction.world import World
from sandbox.faults import TRANSPORT_KINDS, FaultBoard, Kind
from sandbox.limits import Limits
from sandbox.service import Service

# Beside what goes wrong with any HTTP service. On a call that has nothing to spoil, such a fault does not fire.
KINDS = (
    Kind("forbidden", times=None),
    Kind("resource_missing", {"resource": None}, times=None),
    Kind("total_wrong", {"total": 1}),
    Kind("duplicate_rows", {"rows": 1}),
    Kind("shifted_rows", {"rows": 1}),
    Kind("null_items"),
    Kind("null_children", times=None),
    Kind("link_endless", times=None),
    Kind("link_foreign"),
    Kind("top_clamps", times=None),
    Kind("job_fails"),
    Kind("job_hangs"),
    Kind("job_vanishes"),
    Kind("job_status", {"status": "Requested"}),
    Kind("job_too_large", {"max_rows": 100}, times=None),
    Kind("echo_drops", {"property": "requestedFields"}, times=None),
    Kind("clamped_to", {"seconds": 3600}),
    Kind("count_wrong", {"count": 1}, times=None),
    Kind("no_file", times=None),
    Kind("merge_vanishes", times=None),
    Kind("late_rows", {"count": 3, "days_ago": 30, "resource": "Contacts"}, times=None),
    Kind("new_field", {"name": "Surprise"}, times=None),
    Kind("header_everywhere", times=None),
    Kind("csv_header_case", times=None),
    Kind("csv_bom", times=None),
    Kind("csv_tab", times=None),
    Kind("csv_lf", times=None),
    Kind("csv_cp1252", times=None),
    Kind("csv_error_rows", {"rows": 2}, times=None),
    Kind("csv_not"),
    Kind("csv_cut"),
    Kind("csv_short"),
    Kind("link_expired"),
)


def configuration(base_url: str) -> dict[str, str]:
    """With which the connector reads this sandbox, fast."""
    return {
        "application_name": LOGIN,
        "api_key": LOGIN,
        "base_url": f"{base_url}/v4",
        "max_requests_per_second": "10000",
        "window_days": "90",
        "poll_interval_seconds": "0.01",
        "retry_wait_seconds": "0.01",
    }


def service(
    seed: int,
    *,
    contacts: int = 1000,
    calls_per_minute: int = 100_000,
    polls: int = 2,
    strict_user: bool = False,
) -> Service:
    """The API, and the host of its files: a second service with the same clock, faults and request log."""
    clock, faults, jobs = Clock(), FaultBoard((*TRANSPORT_KINDS, *KINDS)), Jobs(polls)
    account = Account(clock, faults, World(seed, contacts), jobs)
    made = Service(
        name="everyaction",
        api=api(account, strict_user),
        clock=clock,
        faults=faults,
        limits=Limits(calls_per_minute, parallel_calls=100),
        error=error,
        configuration=configuration,
        forget=jobs.clear,
        inspect={"jobs": jobs.describe},
    )
    made.files = Service(
        name="everyaction files",
        api=file_host(account),
        clock=clock,
        faults=faults,
        limits=Limits(calls_per_minute, parallel_calls=100),
        error=refused,
        configuration=configuration,
        forget=jobs.clear,
        log=made.log,
    )
    return made
