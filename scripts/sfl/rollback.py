"""`sfl rollback`: binds a package that the account still has, verifies it, and binds the one before if that fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sfl import lock, takeback
from sfl.errors import Refused, UsageError
from sfl.outcome import Ending, Outcome, live_state, report, state
from sfl.plan import Live
from sfl.resources import SERVICE, Connection, Settings, Stored
from sfl.target import Target
from sfl.terminal import say
from sfl.verify import Expected, verify


def rollback(service: str, to: str | None, summary: Path | None) -> None:
    """Raises the reason of a failure, once what was live is live again or said to be otherwise."""
    target = Target.of(service, configured=False)
    with lock.deploying(target.connector.folder):
        before = _bound(target)
        package = target.fivetran.package(to) if to else _package_before(target, before.connection)
        _check(target, package)
        if package.id == before.connection.package_id:
            say(f"No change: package {package.id} is the one that is live.")
        else:
            _rolled_back(target, before, package, summary)


def _bound(target: Target) -> Live:
    found = target.live()
    if found is None or found.connection.package_id is None:
        raise UsageError(f"{target.service} is not deployed in {target.group.name}: `sfl deploy` does it.")
    if found.connection.service != SERVICE:
        raise Refused(f"the connection {target.service} is one of {found.connection.service}, not of ours.")
    return found


def _package_before(target: Target, connection: Connection) -> Stored:
    """The youngest package of this service that is older than the one that is bound."""
    by_age = sorted(target.fivetran.packages(), key=lambda found: found["created_at"])
    older = by_age[: [found["id"] for found in by_age].index(connection.package_id)]
    for found in reversed([found for found in older if not found.get("connection_id")]):
        package = target.fivetran.package(found["id"])
        if package.manifest.get("service") == target.service:
            return package
    raise UsageError(f"{target.service}: the account has no older package of it: `sfl rollback --to` names any other.")


def _check(target: Target, package: Stored) -> None:
    made_for = package.manifest.get("service")
    if made_for != target.service:
        raise UsageError(f"package {package.id} is of {made_for or 'an unknown service'}, not of {target.service}.")


def _rolled_back(target: Target, before: Live, package: Stored, summary: Path | None) -> None:
    title, identifier = f"rollback of {target.service}", before.connection.id
    given = _understood(target, before.connection, package)
    say(f"Binding package {package.id} ({package.manifest.get('commit') or 'commit unknown'}).")
    try:
        target.fivetran.change(identifier, Settings(package.id, package.manifest.get("python"), given))
        now = verify(target, identifier, _expected(before.connection, package, given))
    except BaseException as error:  # noqa: BLE001 - a bug, too, must not leave half a rollback
        outcome = _settled(target, title, before, error)
        report(outcome, summary)
        raise takeback.failure(error, outcome) from None
    dropped = [key for key in before.connection.keys if key not in now.keys]
    notes = (f"without the keys that it does not know: {', '.join(dropped)}",) * bool(dropped)
    live = state(now, package.manifest.get("commit"))
    report(Outcome(title, Ending.DONE, live_state(before), live, notes=notes), summary)


def _understood(target: Target, connection: Connection, package: Stored) -> Mapping[str, str] | None:
    """The configuration without the keys that the package does not know; None where it knows all."""
    known = package.manifest.get("keys", connection.keys)
    keys = [key for key in connection.keys if key in known]
    missing = [key for key in keys if key not in target.given]
    if len(keys) == len(connection.keys):
        return None
    if missing:
        younger = ", ".join(key for key in connection.keys if key not in known)
        raise UsageError(
            f"package {package.id} does not know the stored keys {younger}; to store the others without them, "
            f"set the secrets of {', '.join(missing)}, too."
        )
    return {key: target.given[key] for key in keys}


def _expected(connection: Connection, package: Stored, given: Mapping[str, str] | None) -> Expected:
    keys = frozenset(connection.keys if given is None else given)
    return Expected(package.id, None, keys, package.manifest.get("python"), connection.networking)


def _settled(target: Target, title: str, before: Live, error: BaseException) -> Outcome:
    said, was = takeback.reason(error), live_state(before)
    try:
        now = target.fivetran.connection(before.connection.id)
        if now.package_id == before.connection.package_id:
            return Outcome(title, Ending.UNTOUCHED, was, state(now), said)
        live, notes = takeback.restore(target, before, now)
    except Exception as another:  # noqa: BLE001 - nothing may hide what the rollback failed of
        return Outcome(title, Ending.UNKNOWN, was, f"not known: {takeback.reason(another)}", said)
    back = live.package_id == before.connection.package_id
    return Outcome(title, Ending.TAKEN_BACK if back else Ending.NOT_TAKEN_BACK, was, state(live), said, tuple(notes))
