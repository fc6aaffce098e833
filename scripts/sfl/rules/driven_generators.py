"""No generator is called and left: such a call runs nothing, and the sync reports success."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.calls import called
from sfl.subject.syntax import is_generator

ADVICE = "Put `yield from` in front of it; or make the function a plain one, without yield."


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        for node in module.nodes:
            function = called(subject, module, node.value) if isinstance(node, ast.Expr) else None
            if function and is_generator(function):
                yield module.finding(node, f"{function.name}(...) runs nothing: it is a generator")
