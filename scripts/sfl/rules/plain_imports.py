"""Every import is a statement: none by importlib, exec or __import__, and no change of the module path."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = (
    "Write `from api import ...`; what is not found by that is not shipped, and works on the author's machine alone."
)
HIDDEN = {"importlib.import_module", "importlib.util.spec_from_file_location", "runpy.run_path", "__import__", "exec"}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for name, call in module.calls:
            if name in HIDDEN:
                yield module.finding(call, f"imports by {name}")
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and module.dotted(node) == "sys.path":
                yield module.finding(node, "knows the module path")
