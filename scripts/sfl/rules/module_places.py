"""Every module of a connector has a place in the order of imports."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.rules.import_direction import LAYERS
from sfl.subject import Finding, Subject

ADVICE = (
    f"Move its content into one of {', '.join(LAYERS)}; a new kind of module needs a line in LAYERS "
    "(scripts/sfl/rules/import_direction.py)."
)


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        if module.layer not in LAYERS:
            yield module.finding(module.tree, f"{module.name} has no place in the order of imports")
