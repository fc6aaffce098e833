"""Every table has a primary key of columns that it declares."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Name the columns that tell its rows apart: without them Fivetran makes up a key, and rows double."


def check(subject: Subject) -> Iterator[Finding]:
    for table in subject.declared.tables:
        if not table.key:
            yield subject.declaration(f"{table.name} has no primary key", table.name)
        for column in table.key:
            if column not in table.columns:
                yield subject.declaration(f"{table.name} has the key {column}, which is no column", table.name, column)
