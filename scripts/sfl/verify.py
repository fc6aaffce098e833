"""Is what was sent what is live, and does it work: the connection read again, its setup tests, a sync."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console

from sfl import manifest
from sfl.errors import CheckFailed
from sfl.resources import Connection
from sfl.rest import Unanswered
from sfl.target import Target

POLL_S = (0.5, 10.0)
SYNC_TIMEOUT_S = 3600.0


class SyncFailed(CheckFailed):
    """The sync failed."""


class SyncUnfinished(CheckFailed):
    """The sync still runs: nothing is wrong with it so far."""


@dataclass(frozen=True)
class Expected:
    """What is None is not compared."""

    package_id: str | None
    files: Mapping[str, bytes] | None
    keys: frozenset[str]
    python: str | None
    networking: str | None


def verify(target: Target, identifier: str, expected: Expected) -> Connection:
    """The connection as it is now. Raises CheckFailed with all that is not as expected, failing setup tests too."""
    now = target.fivetran.connection(identifier)
    findings = [*_findings(target, now, expected), *_failing(target, identifier)]
    if findings:
        raise CheckFailed("; ".join(findings))
    return target.fivetran.connection(identifier)


def _findings(target: Target, now: Connection, expected: Expected) -> list[str]:
    pairs = (
        ("Python", expected.python, now.python),
        ("networking", expected.networking, now.networking),
        ("the package", expected.package_id, now.package_id),
    )
    found = [f"{what} is {is_now}, not {wanted}" for what, wanted, is_now in pairs if wanted not in {None, is_now}]
    if expected.keys != {*now.keys}:
        found.append(f"the stored keys are {', '.join(now.keys) or 'none'}, not {', '.join(sorted(expected.keys))}")
    if expected.files is not None and now.package_id:
        differing = manifest.differences(target.fivetran.package(now.package_id).files, expected.files)
        found += [f"{path} of package {now.package_id} is not what was sent" for path, _ in differing]
    return found


def _failing(target: Target, identifier: str) -> list[str]:
    return [f"setup test {target.mask(' '.join(said.split()))}" for said in target.fivetran.failed_tests(identifier)]


def sync(target: Target, identifier: str) -> Connection:
    """Triggers a sync and waits for its end. Raises SyncFailed with Fivetran's reason, SyncUnfinished after an hour."""
    fivetran, console = target.fivetran, Console(highlight=False, markup=False)
    before = fivetran.connection(identifier)
    fivetran.sync(identifier)
    began, wait_s = time.monotonic(), POLL_S[0]
    with console.status("sync: triggered") as status:
        while time.monotonic() - began < SYNC_TIMEOUT_S:
            now = _read(target, identifier, before)
            if _ended(before, now):
                return _succeeded(target, before, now)
            status.update(f"sync: {now.sync_state} for {time.monotonic() - began:.0f} s")
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, POLL_S[1])
    raise SyncUnfinished(f"the sync still runs after {SYNC_TIMEOUT_S / 60:.0f} minutes; `sfl fleet` shows its end")


def _read(target: Target, identifier: str, before: Connection) -> Connection:
    """A Fivetran that is out of reach for a while says nothing about the sync."""
    try:
        return target.fivetran.connection(identifier)
    except Unanswered:
        return before


def _ended(before: Connection, now: Connection) -> bool:
    if now.paused:
        raise SyncFailed("the connection was paused, so that no sync runs")
    return (before.succeeded_at, before.failed_at) != (now.succeeded_at, now.failed_at)


def _succeeded(target: Target, before: Connection, now: Connection) -> Connection:
    if now.failed_at != before.failed_at:
        reason = target.mask(" ".join("; ".join(now.problems).split())) or "Fivetran gives no reason"
        raise SyncFailed(f"the sync failed: {reason}")
    return now
