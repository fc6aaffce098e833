"""A plan as a table, as JSON and as markdown."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from sfl.plan import Action, Plan, Setting

Row = tuple[str, str, str]
ACTIONS = {
    Action.NOTHING: "no change",
    Action.CREATE: "a new connection",
    Action.UPDATE: "new code for the connection",
    Action.CONFIGURE: "new settings for the connection; its code is equal and not uploaded",
}
# Fivetran gives no value back: whether one differs cannot be told.
SENT, KEPT = "all values are sent", "values stay as stored"


def headline(plan: Plan) -> str:
    return f"{plan.service} in destination {plan.destination}: {ACTIONS[plan.action]}."


def rows(plan: Plan) -> list[Row]:
    """(what, live, planned), an empty `planned` where it stays as it is."""
    return [
        ("connection", plan.connection or "none", "" if plan.connection else "is made"),
        _code(plan),
        *((f"  {path}", "", kind) for path, kind in plan.files if plan.connection),
        ("configuration", "", SENT if plan.values_sent else KEPT),
        *((f"  {key}", "", "added") for key in plan.keys_added),
        *((f"  {key}", "", "deleted") for key in plan.keys_removed),
        _setting("Python", plan.python),
        _setting("networking", plan.networking),
        _setting("schedule", plan.schedule),
        _setting("paused", plan.paused),
        ("setup tests", plan.setup_state or "", "run" if plan.changes else ""),
    ]


def _code(plan: Plan) -> Row:
    count = f"{len(plan.files)} file{'s' * (len(plan.files) != 1)}"
    edited = ", with changes that are not committed" * plan.modified
    planned = f"{count} from commit {_commit(plan.commit.planned)}{edited}" if plan.files else ""
    return "code", f"commit {_commit(plan.commit.live)}" if plan.connection else "", planned


def _commit(commit: str | None) -> str:
    return commit[:12] if commit else "unknown"


def _setting(name: str, setting: Setting) -> Row:
    return name, _text(setting.live), _text(setting.planned) if setting.changes else ""


def _text(value: Any) -> str:
    return {True: "yes", False: "no", None: ""}.get(value) or str(value or "")


def as_json(plan: Plan) -> str:
    """For programs: the plan's own names, `changes` and `refused` besides."""
    return json.dumps({**dataclasses.asdict(plan), "changes": plan.changes, "refused": bool(plan.refusals)}, indent=2)


def as_markdown(plan: Plan) -> str:
    lines = [f"### {headline(plan)}", "", *markdown_table(("what", "live", "planned"), rows(plan))]
    return "\n".join([*lines, "", *(f"- **Refused**: {refusal}" for refusal in plan.refusals)]).rstrip() + "\n"


def markdown_table(header: Sequence[str], cells: Iterable[Sequence[str]]) -> list[str]:
    return [_line(header), _line(["---"] * len(header)), *(_line(row) for row in cells)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"


def show(plan: Plan) -> None:
    """The table, on standard output."""
    print(headline(plan))
    table = Table("what", "live", "planned", box=None, pad_edge=False, header_style="bold")
    for row in rows(plan):
        table.add_row(*row)
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, 100)
    console.print(table)
