"""api.py returns raw records: it knows no table."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Return what the source sent: models.py makes rows of it."


def check(subject: Subject) -> Iterator[Finding]:
    module = subject.module("api")
    if module:
        for line in module.imports:
            if {"models", "toolkit.tables"} & line.meant():
                yield module.finding(line.node, f"api imports {line.module}")
