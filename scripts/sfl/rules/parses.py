"""Every module of a connector is valid Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Mend the syntax: nothing else about the connector's code can be checked before."


def check(subject: Subject) -> Iterator[Finding]:
    for name in subject.files:
        path = f"{subject.folder}/{name}"
        if name.endswith(".py"):
            try:
                ast.parse((subject.root / path).read_bytes(), path)
            except SyntaxError as error:
                yield Finding(path, error.lineno or 1, f"is no Python: {error.msg}")
            except ValueError as error:
                yield Finding(path, 1, f"is no Python: {error}")
