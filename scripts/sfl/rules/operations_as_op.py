"""sync.py imports the SDK's Operations as op, the name that the other rules look for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import SDK

ADVICE = f"Write `from {SDK} import Operations as op`."


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("sync")
    if module is None:
        return
    lines = [node for node in module.nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(alias.name, alias.asname): node for node in lines for alias in node.names}
    named_otherwise = [node for (name, alias), node in names.items() if name in ("Operations", SDK) and alias != "op"]
    if ("Operations", "op") not in names or named_otherwise:
        yield module.finding(next(iter(named_otherwise), None), "does not import Operations as op")
