"""sync.py is the only module that knows the SDK's Operations."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import operation_of

ADVICE = (
    "Yield a change (toolkit/changes.py) instead, or return the rows: sync.py alone calls them, as op.upsert and so on."
)


OPERATIONS = {"checkpoint", "delete", "truncate", "update", "upsert", "warning"}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        known = [node for node in module.nodes if _mentions_operations(node)]
        if known and module.name != "sync":
            yield module.finding(known[0], f"{module.name} knows Operations")


def _mentions_operations(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == "Operations" for alias in node.names)
    return isinstance(node, ast.Attribute) and (node.attr == "Operations" or operation_of(node) in OPERATIONS)
