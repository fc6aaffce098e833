"""A connector's modules import each other by absolute names."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Write `from api import ...`: Fivetran runs connector.py as no part of a package."


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for line in module.imports:
            if line.level:
                yield module.finding(line.node, "a relative import")
