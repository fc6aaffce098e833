"""Which function of a connector a call means."""

from __future__ import annotations

import ast

from sfl.subject import Module, Subject
from sfl.subject.syntax import Function


def called(subject: Subject, module: Module, node: ast.expr) -> Function | None:
    """The function that a call by a plain name, of an imported module or of `self` means; None where it is unknown."""
    if not isinstance(node, ast.Call):
        return None
    owner, _, name = module.dotted(node.func).rpartition(".")
    if owner in ("self", "cls"):
        return next((function for function in module.functions if function.name == name), None)
    if owner and not any(owner in line.meant() for line in module.imports):
        return None  # a variable, which may be called as a module is
    found = subject.module(owner) if owner else module
    return found.function(name) if found else None
