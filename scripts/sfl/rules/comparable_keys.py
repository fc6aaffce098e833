"""No primary key is a FLOAT, DOUBLE or JSON: two readings of one number may differ in the last digit."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Declare it STRING, LONG, DECIMAL or a date."


def check(subject: Subject) -> Iterator[Finding]:
    for table in subject.declared.tables:
        for column in table.key:
            if table.columns.get(column) in ("FLOAT", "DOUBLE", "JSON"):
                message = f"{table.name}.{column} is a key and {table.columns[column]}"
                yield subject.declaration(message, table.name, column)
