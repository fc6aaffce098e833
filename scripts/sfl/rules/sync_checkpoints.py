"""sync checkpoints: without a saved state every sync begins anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import operation_of

ADVICE = "Write `yield op.checkpoint(state=state)` after every window whose rows are all out."


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("sync")
    function = module.function("sync") if module else None
    operations = [operation_of(node) for node in ast.walk(function)] if function else []
    if module and "checkpoint" not in operations:
        yield module.finding(function, "sync has no checkpoint" if function else "no function sync")
