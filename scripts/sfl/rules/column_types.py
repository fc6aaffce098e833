"""Every column has one of the standard types, or one that loses nothing where those would."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

TYPES = {
    "BOOLEAN", "INT", "LONG", "FLOAT", "DOUBLE", "DECIMAL", "STRING", "JSON", "UTC_DATETIME", "NAIVE_DATE",
    "NAIVE_DATETIME",
}  # fmt: skip
ADVICE = f'Declare one of {", ".join(sorted(TYPES))}; DECIMAL as {{"type": "DECIMAL", "precision": .., "scale": ..}}.'


def check(subject: Subject) -> Iterator[Finding]:
    for table in subject.declared.tables:
        for column, kind in table.columns.items():
            if not _is_allowed(kind):
                yield subject.declaration(f"{table.name}.{column} is {kind!r}", table.name, column)


def _is_allowed(kind: object) -> bool:
    if isinstance(kind, dict):
        return kind.get("type") == "DECIMAL" and kind.keys() == {"type", "precision", "scale"}
    return kind in TYPES - {"DECIMAL"}
