"""update does one thing: it drives sync with `yield from`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Move the rest into sync.py: a sync that is called without `yield from` runs nothing and reports success."


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("connector")
    update = module.function("update") if module else None
    if module and update:  # `connector-shape` tells where there is none
        body = [node for node in update.body if not _is_docstring(node)]
        if len(body) != 1 or not ast.unparse(body[0]).startswith("yield from sync("):
            yield module.finding(update, "update is not one `yield from sync(...)`")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
