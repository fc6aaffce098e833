"""Every checkpoint is a line `yield op.checkpoint(state=...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import operation_of

ADVICE = "Write `yield op.checkpoint(state=state)`, a line of its own."


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        right = {id(call.func) for node in module.nodes if (call := _yielded_checkpoint(node))}
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and operation_of(node) == "checkpoint" and id(node) not in right:
                yield module.finding(node, "a checkpoint that is not yielded, or not given `state=` alone")


def _yielded_checkpoint(node: ast.AST) -> ast.Call | None:
    """The call in a line `yield op.checkpoint(state=...)`."""
    call = node.value.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) else None
    if not isinstance(call, ast.Call) or operation_of(call) != "checkpoint":
        return None
    return call if not call.args and [given.arg for given in call.keywords] == ["state"] else None
