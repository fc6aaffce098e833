"""No generator emits but update and the sync that it drives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import Function, is_generator, operation_of, own_nodes

ADVICE = (
    "Make it a plain function that is called: a generator that nobody drains emits nothing, and the sync reports "
    "success."
)
DRIVEN = (("connector", "update"), ("sync", "sync"))


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        for node in filter(_is_lazy, module.nodes):
            name = getattr(node, "name", "an expression")
            operations = [operation for part in own_nodes(node) if (operation := operation_of(part))]
            if operations and (module.name, name) not in DRIVEN:
                yield module.finding(node, f"{name} is a generator and calls op.{operations[0]}")


def _is_lazy(node: ast.AST) -> bool:
    return isinstance(node, ast.GeneratorExp) or (isinstance(node, Function) and is_generator(node))
