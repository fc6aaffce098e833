"""What `yield from` drives is a generator, or returns what can be iterated."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.calls import called
from sfl.subject.syntax import Function, is_generator, own_nodes

ADVICE = "Call it without `yield from`: it returns None, which fails when it is run."


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        for node in module.nodes:
            function = called(subject, module, node.value) if isinstance(node, ast.YieldFrom) else None
            if function and not is_generator(function) and not _returns(function):
                yield module.finding(node, f"{function.name} yields and returns nothing")


def _returns(function: Function) -> bool:
    return any(isinstance(node, ast.Return) and node.value for node in own_nodes(function))
