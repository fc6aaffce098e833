"""What a failed deploy leaves: the connection bound to the package before, or an exact word on what it is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from sfl import manifest
from sfl.errors import CheckFailed, Interrupted, SflError
from sfl.outcome import Ending, Outcome, live_state, state
from sfl.plan import Action, Live
from sfl.resources import Connection, Settings
from sfl.rollout import UPLOADS, Rollout, Untouched
from sfl.target import Target
from sfl.terminal import say
from sfl.verify import Expected, SyncUnfinished, verify

KEPT_VALUES = "the configuration keeps the values that were sent: Fivetran gives none back"


def settled(rollout: Rollout, error: BaseException) -> Outcome:
    """Takes the deploy back where it changed something. Raises nothing: what fails here is part of the outcome."""
    try:
        now = rollout.target.connection()
        return _settled(rollout, error, now)
    except Exception as another:  # noqa: BLE001 - nothing may hide what the deploy failed of
        ending, live = Ending.UNKNOWN, f"not known: {reason(another)}"
        return _outcome(rollout, error, ending, live, "`sfl plan` reads it again")


def _settled(rollout: Rollout, error: BaseException, now: Connection | None) -> Outcome:
    before = rollout.before
    if isinstance(error, SyncUnfinished):
        return _outcome(rollout, error, Ending.SYNCING, state(now))
    if now is None or not _touched(rollout, error, now):
        return _outcome(rollout, error, Ending.UNTOUCHED, state(now), *_cleaned(rollout))
    if not _ours(rollout, now):
        note = "somebody else bound another package meanwhile: it is left as it is"
        return _outcome(rollout, error, Ending.NOT_TAKEN_BACK, state(now), note)
    if before is None or before.connection.package_id is None:
        return _left_paused(rollout, error, now)
    return _taken_back(rollout, error, before, now)


def _touched(rollout: Rollout, error: BaseException, now: Connection) -> bool:
    if rollout.plan.action in UPLOADS:
        return now.package_id is not None and now.package_id not in rollout.known
    return rollout.plan.action is Action.CONFIGURE and not isinstance(error, Untouched)


def _ours(rollout: Rollout, now: Connection) -> bool:
    if rollout.plan.action in UPLOADS:
        return _holds(rollout.target, now.package_id or "", rollout.package.files)
    return rollout.before is not None and now.package_id == rollout.before.connection.package_id


def _holds(target: Target, identifier: str, files: Mapping[str, bytes]) -> bool:
    return not manifest.differences(target.fivetran.package(identifier).files, files)


def _left_paused(rollout: Rollout, error: BaseException, now: Connection) -> Outcome:
    """There is no package to go back to. Deleting the connection could not be undone; paused, it does nothing."""
    if not now.paused:
        rollout.target.fivetran.change(now.id, Settings(paused=True))
    note = f"nothing syncs until `sfl deploy {rollout.target.service}` passes"
    live = state(rollout.target.fivetran.connection(now.id))
    return _outcome(rollout, error, Ending.LEFT_PAUSED, live, note)


def _taken_back(rollout: Rollout, error: BaseException, before: Live, now: Connection) -> Outcome:
    say(f"Failed: {reason(error)}")
    live, notes = restore(rollout.target, before, now)
    back = live.package_id == before.connection.package_id
    notes += [KEPT_VALUES] if rollout.plan.values_sent else []
    notes += _cleaned(rollout) if back else ["bind it by `sfl rollback`"]
    return _outcome(rollout, error, Ending.TAKEN_BACK if back else Ending.NOT_TAKEN_BACK, state(live), *notes)


def restore(target: Target, before: Live, now: Connection) -> tuple[Connection, list[str]]:
    """Binds what was bound before, and verifies it. The connection then, and what is not as it was."""
    stored = before.connection
    say(f"Binding package {stored.package_id} again.")
    given, notes = _configuration_before(target, stored, now)
    try:
        target.fivetran.change(now.id, Settings(stored.package_id, stored.python, given, stored.paused))
        keys = frozenset(now.keys if given is None else given)
        verify(target, now.id, Expected(stored.package_id, None, keys, stored.python, stored.networking))
    except SflError as another:
        notes.append(f"there, {another}")
    return target.fivetran.connection(now.id), notes


def _configuration_before(
    target: Target, stored: Connection, now: Connection
) -> tuple[Mapping[str, str] | None, list[str]]:
    """The keys before, since the code before may refuse others; None where they are the same."""
    if now.keys == stored.keys:
        return None, []
    lost = [key for key in stored.keys if key not in target.given]
    notes = [f"the stored keys {', '.join(lost)} are lost: Fivetran gives no value back"] if lost else []
    return {key: target.given[key] for key in stored.keys if key in target.given}, notes


def _cleaned(rollout: Rollout) -> list[str]:
    """Deletes the package that failed, so that whatever a rollback may find has passed its setup tests."""
    notes, fivetran = [], rollout.target.fivetran
    with contextlib.suppress(SflError):
        for found in fivetran.packages():
            unbound = not (found.get("connection_ids") or found.get("connection_id"))
            new = found["id"] not in rollout.known
            if unbound and new and _holds(rollout.target, found["id"], rollout.package.files):
                fivetran.delete_package(found["id"])
                notes.append(f"package {found['id']}, which this uploaded, is deleted")
    return notes


def reason(error: BaseException) -> str:
    if isinstance(error, Interrupted):
        return "interrupted"
    return str(error) if isinstance(error, SflError) else f"{type(error).__name__}: {error}"


def _outcome(rollout: Rollout, error: BaseException, ending: Ending, now: str, *notes: str) -> Outcome:
    title = f"deploy of {rollout.target.service}"
    return Outcome(title, ending, live_state(rollout.before), now, reason(error), tuple(notes))


def failure(error: BaseException, outcome: Outcome) -> BaseException:
    """What to raise: the exit code is the error's own where nothing was changed, else 1."""
    if not isinstance(error, SflError):
        return error
    message = f"{outcome.title}: {outcome.reason.rstrip('.')}: {outcome.ending.value}; now: {outcome.now}."
    return type(error)(message) if outcome.ending is Ending.UNTOUCHED else CheckFailed(message)
