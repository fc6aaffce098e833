"""Every call of a source says how long it waits: requests and urllib wait for ever by themselves."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import Module, is_none, keyword

ADVICE = "Call through toolkit.session, which has timeouts and retries; else write `timeout=(10, 120)` into the call."
VERBS = ("delete", "get", "head", "options", "patch", "post", "put", "request")
SESSIONS = {"requests.Session", "requests.session", "requests.sessions.Session"}
# What waits, and how many positional arguments there are once a timeout is among them.
CALLS = {
    **{f"requests.{verb}": sys.maxsize for verb in VERBS},
    **{f"requests.api.{verb}": sys.maxsize for verb in VERBS},
    "urllib.request.urlopen": 3,
    "socket.create_connection": 2,
}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        sessions = _sessions(module)
        for name, call in module.calls:
            waits = name in CALLS or _is_asked(module, call.func, sessions)
            positional = len(call.args) >= CALLS.get(name, sys.maxsize)
            if waits and not positional and is_none(keyword(call, "timeout")):
                yield module.finding(call, f"{ast.unparse(call.func)} without a timeout")


def _sessions(module: Module) -> set[str]:
    """What is assigned a session of requests, or takes one: `self.http`, `session`."""
    found = set()
    for node in module.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and _is_session(module, node.value):
            found |= {ast.unparse(target) for target in getattr(node, "targets", [getattr(node, "target", None)])}
        elif isinstance(node, ast.withitem) and node.optional_vars and _is_session(module, node.context_expr):
            found.add(ast.unparse(node.optional_vars))
        elif isinstance(node, ast.arg) and module.dotted(node.annotation) in SESSIONS:
            found.add(node.arg)
    return found


def _is_session(module: Module, node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and module.dotted(node.func) in SESSIONS


def _is_asked(module: Module, function: ast.expr, sessions: set[str]) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in (*VERBS, "send")
        and (ast.unparse(function.value) in sessions or _is_session(module, function.value))
    )
