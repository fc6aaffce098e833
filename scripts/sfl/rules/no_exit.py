"""Nothing that is shipped ends the process: a sync ends when it is done, or by an error."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Raise an error of toolkit/errors.py that says what failed and what to do."
EXITS = {"sys.exit", "os._exit", "os.abort", "exit", "quit", "SystemExit"}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for name, call in module.calls:
            if name in EXITS:
                yield module.finding(call, f"calls {name}")
        for node in module.nodes:
            if isinstance(node, ast.Raise) and module.dotted(node.exc) == "SystemExit":
                yield module.finding(node, "raises SystemExit")
