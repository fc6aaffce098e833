"""Which function of a connector a call means."""

from __future__ import annotations

import ast

from sfl.subject import Module, Subject
from sfl.subject.syntax import Function


def called(subject: Subject, module: Module, node: ast.expr) -> Function | None:
    """The function of the connector that a call means; None for any other, and for one that cannot be told.

    A method is told by its name alone, where only one class of the connector has it.
    """
    if not isinstance(node, ast.Call):
        return None
    owner, _, name = module.dotted(node.func).rpartition(".")
    if not owner and isinstance(node.func, ast.Name):
        return module.function(name)
    if any(owner in line.meant() for line in module.imports):
        found = subject.module(owner)
        return found.function(name) if found else None
    named = [method for method in subject.methods if method.name == getattr(node.func, "attr", None)]
    return named[0] if len(named) == 1 else None
