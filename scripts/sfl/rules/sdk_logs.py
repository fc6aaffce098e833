"""All logs go through the SDK's Logging: nothing else reaches Fivetran's log."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import SDK

ADVICE = f"Write `from {SDK} import Logging as log`, then log.info, log.warning or log.severe."
PRINTERS = {"print", "pprint.pprint", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for line in module.imports:
            if line.top == "logging":
                yield module.finding(line.node, "imports logging")
        for node in module.nodes:
            if isinstance(node, ast.Name | ast.Attribute) and module.dotted(node) in PRINTERS:
                yield module.finding(node, f"uses {module.dotted(node)}")
