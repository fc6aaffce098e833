"""No failure is passed over: what is caught broadly is raised again, and a source's refusal is never ignored."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import Module, own_nodes

ADVICE = (
    "Catch the one error that is expected and say why it may be survived; let every other one stop the sync: the next "
    "one goes on from the last checkpoint, while a window that was passed over is lost."
)
BROAD = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
SOURCE = ("toolkit.errors.", "requests.", "tenacity.")


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for node in module.nodes:
            if isinstance(node, ast.ExceptHandler):
                yield from (module.finding(node, fault) for fault in _faults(module, node))
        for name, call in module.calls:
            if name == "contextlib.suppress" and (caught := BROAD & {module.dotted(each) for each in call.args}):
                yield module.finding(call, f"suppresses {caught.pop()}")


def _faults(module: Module, handler: ast.ExceptHandler) -> Iterator[str]:
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = {module.dotted(each) for each in types if each}
    raises = any(isinstance(node, ast.Raise) for node in own_nodes(handler))
    silent = all(isinstance(node, ast.Pass | ast.Continue) or _is_constant(node) for node in handler.body)
    if handler.type is None:
        yield "a bare except"
    elif caught & BROAD and not raises:
        yield f"catches {(caught & BROAD).pop()} and does not raise it again"
    elif silent and any(name.startswith(SOURCE) for name in caught):
        yield f"passes over {', '.join(sorted(caught))}"


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
