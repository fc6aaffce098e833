"""`sfl deploy`: planned, applied by the real `fivetran deploy`, verified; taken back where that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sfl import lock, render, takeback
from sfl.errors import Refused
from sfl.outcome import Ending, Outcome, append, live_state, report, state
from sfl.package import staged
from sfl.plan import Options, Plan, plan
from sfl.rollout import UPLOADS, Rollout
from sfl.target import Target
from sfl.terminal import say

FORMATS: dict[str, Callable[[Plan], None]] = {
    "table": render.show,
    "json": lambda made: print(render.as_json(made)),
    "markdown": lambda made: print(render.as_markdown(made), end=""),
}
CHANGES = 10


def planned(service: str, *, options: Options, form: str) -> int:
    """`sfl plan`: 10 where a deploy would change something, else 0. Raises Refused where it would be refused."""
    target = Target.of(service)
    with staged(target.connector) as package:
        made = plan(target.wanted(package), target.live(), options)
    FORMATS[form](made)
    _check(made)
    return CHANGES if made.changes else 0


def deploy(service: str, *, options: Options, dry_run: bool, form: str, summary: Path | None) -> None:
    """Raises the reason of a failure, once what is live is as before or said to be otherwise."""
    target = Target.of(service)
    with lock.deploying(target.connector.folder), staged(target.connector) as package:
        before = target.live()
        made = plan(target.wanted(package), before, options)
        FORMATS[form](made)
        append(summary, render.as_markdown(made))
        _check(made)
        known = frozenset(found["id"] for found in target.fivetran.packages())
        rollout = Rollout(target, package, made, before, options, known)
        if dry_run:
            say(f"Dry run: nothing is changed. {_would(rollout)}")
        elif made.changes or options.sync:
            _rolled_out(rollout, summary)
        else:
            say("No change: nothing is uploaded, nothing is sent.")


def _check(made: Plan) -> None:
    if made.refusals:
        raise Refused(f"{made.service}: {'; '.join(made.refusals)}.")


def _would(rollout: Rollout) -> str:
    if rollout.plan.action in UPLOADS:
        return f"It would run: {rollout.command()}"
    return "It would send settings alone." if rollout.plan.changes else "There is nothing to change."


def _rolled_out(rollout: Rollout, summary: Path | None) -> None:
    before = live_state(rollout.before)
    try:
        now = rollout.run()
    except BaseException as error:  # noqa: BLE001 - a bug, too, must not leave half a deploy
        outcome = takeback.settled(rollout, error)
        report(outcome, summary)
        raise takeback.failure(error, outcome) from None
    notes = ("paused, as every new connection: `--sync` starts it, or Fivetran's dashboard",) * now.paused
    live = state(now, rollout.plan.commit.planned)
    report(Outcome(f"deploy of {rollout.target.service}", Ending.DONE, before, live, notes=notes), summary)
