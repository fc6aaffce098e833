"""No table or column begins with _fivetran_: those names are Fivetran's own."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Rename it: Fivetran writes its own values there."
OWN = "_fivetran_"


def check(subject: Subject) -> Iterator[Finding]:
    for table in subject.declared.tables:
        if table.name.lower().startswith(OWN):
            yield subject.declaration(f"the table {table.name} is named like Fivetran's own", table.name)
        for column in table.columns:
            if column.lower().startswith(OWN):
                message = f"{table.name}.{column} is named like Fivetran's own"
                yield subject.declaration(message, table.name, column)
