"""What a failed deploy leaves: the connection bound to the package before, or an exact word on what it is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from sfl import manifest
from sfl.errors import CheckFailed, Interrupted, SflError
from sfl.fivetran import Connection, Settings
from sfl.outcome import Ending, Outcome, live_state, state
from sfl.plan import Action, Live
from sfl.rollout import UPLOADS, Rollout, Untouched
from sfl.target import Target
from sfl.terminal import say
from sfl.verify import Expected, SyncUnfinished, verify

KEPT_VALUES = "the configuration keeps the values that were sent: Fivetran gives none back"


def settled(rollout: Rollout, error: SflError | Interrupted) -> Outcome:
    """Takes the deploy back where it changed something. Raises nothing: what fails here is part of the outcome."""
    try:
        now = rollout.target.connection()
        return _settled(rollout, error, now)
    except SflError as another:
        ending, live = Ending.UNKNOWN, f"not known: {another}"
        return _outcome(rollout, error, ending, live, "`sfl plan` reads it again")


def _settled(rollout: Rollout, error: SflError | Interrupted, now: Connection | None) -> Outcome:
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


def _touched(rollout: Rollout, error: SflError | Interrupted, now: Connection) -> bool:
    if rollout.plan.action in UPLOADS:
        return now.package_id is not None and now.package_id not in rollout.known
    return rollout.plan.action is Action.CONFIGURE and not isinstance(error, Untouched)


def _ours(rollout: Rollout, now: Connection) -> bool:
    if rollout.plan.action in UPLOADS:
        return _holds(rollout.target, now.package_id or "", rollout.package.files)
    return rollout.before is not None and now.package_id == rollout.before.connection.package_id


def _holds(target: Target, identifier: str, files: Mapping[str, bytes]) -> bool:
    return not manifest.differences(target.fivetran.package(identifier).files, files)


def _left_paused(rollout: Rollout, error: SflError | Interrupted, now: Connection) -> Outcome:
    """There is no package to go back to. Deleting the connection could not be undone; paused, it does nothing."""
    if not now.paused:
        rollout.target.fivetran.change(now.id, Settings(paused=True))
    note = f"nothing syncs until `sfl deploy {rollout.target.service}` passes"
    live = state(rollout.target.fivetran.connection(now.id))
    return _outcome(rollout, error, Ending.LEFT_PAUSED, live, note)


def _taken_back(rollout: Rollout, error: SflError | Interrupted, before: Live, now: Connection) -> Outcome:
    fivetran, stored = rollout.target.fivetran, before.connection
    say(f"Failed: {_reason(error)}\nBinding package {stored.package_id} again.")
    given, notes = _configuration_before(rollout, stored, now)
    try:
        fivetran.change(now.id, Settings(stored.package_id, stored.python, given, stored.paused))
        expected = Expected(stored.package_id, None, frozenset(given or now.keys), stored.python, stored.networking)
        verify(rollout.target, now.id, expected)
    except SflError as another:
        notes.append(str(another))
    live = fivetran.connection(now.id)
    back = live.package_id == stored.package_id
    notes += _cleaned(rollout) if back else ["bind it by `sfl rollback`"]
    return _outcome(rollout, error, Ending.TAKEN_BACK if back else Ending.NOT_TAKEN_BACK, state(live), *notes)


def _configuration_before(
    rollout: Rollout, stored: Connection, now: Connection
) -> tuple[Mapping[str, str] | None, list[str]]:
    """The keys before: the code before may refuse others. Their values as they were sent; None where none must be."""
    notes = [KEPT_VALUES] if rollout.plan.values_sent else []
    if now.keys == stored.keys:
        return None, notes
    known = rollout.target.given
    lost = [key for key in stored.keys if key not in known]
    if lost:
        notes.append(f"the stored keys {', '.join(lost)} are lost: Fivetran gives no value back")
    return {key: known[key] for key in stored.keys if key in known}, notes


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


def _reason(error: SflError | Interrupted) -> str:
    return "interrupted" if isinstance(error, Interrupted) else str(error)


def _outcome(rollout: Rollout, error: SflError | Interrupted, ending: Ending, now: str, *notes: str) -> Outcome:
    title = f"deploy of {rollout.target.service}"
    return Outcome(title, ending, live_state(rollout.before), now, _reason(error), tuple(notes))


def failure(error: SflError | Interrupted, outcome: Outcome) -> BaseException:
    """What to raise: the exit code is the error's own where nothing was changed, else 1."""
    if isinstance(error, Interrupted):
        return error
    message = f"{outcome.title}: {outcome.reason.rstrip('.')}: {outcome.ending.value}; now: {outcome.now}."
    if outcome.ending is Ending.UNTOUCHED:
        return type(error)(message)
    return CheckFailed(message)
