"""`sfl deploy`: planned, applied by the real `fivetran deploy`, verified; taken back where that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sfl import lock, render, takeback
from sfl.errors import Interrupted, Refused, SflError
from sfl.outcome import Ending, Outcome, live_state, state
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
        _append(summary, render.as_markdown(made))
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
    except (SflError, Interrupted) as error:
        outcome = takeback.settled(rollout, error)
        _report(outcome, summary)
        raise takeback.failure(error, outcome) from None
    notes = ("paused, as every new connection: `--sync` starts it, or Fivetran's dashboard",) * now.paused
    live = state(now, rollout.plan.commit.planned)
    _report(Outcome(f"deploy of {rollout.target.service}", Ending.DONE, before, live, notes=notes), summary)


def _report(outcome: Outcome, summary: Path | None) -> None:
    say(outcome.text())
    _append(summary, outcome.markdown())


def _append(summary: Path | None, text: str) -> None:
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
