"""Tables and columns have the names that Fivetran leaves as they are, so that no two become one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Use small letters, digits and single _, a letter first: Fivetran renames everything else."


def check(subject: Subject) -> Iterator[Finding]:
    tables = [table.name for table in subject.declared.tables]
    for name, becomes in _renamed(tables):
        yield subject.declaration(f"the table {name} {becomes}", name)
    for table in subject.declared.tables:
        for name, becomes in _renamed(list(table.columns)):
            yield subject.declaration(f"{table.name}.{name} {becomes}", table.name, name)


def _renamed(names: list[str]) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(names):
        same = [other for other in names[:index] if folded(other) == folded(name)]
        if same:
            yield name, f"becomes {folded(name)}, as {same[0]} does"
        elif folded(name) != name:
            yield name, f"becomes {folded(name)}"
        elif name.startswith("_"):
            yield name, "begins with _, which a table loses"


def folded(name: str) -> str:
    """The name that Fivetran gives a column, by the rules in its SDK's documentation ("Schema and Upsert Table Names").

    Accents go, other signs become _, camelCase is divided, several _ become one, all is small, a digit gets a _ first.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    divided = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", re.sub(r"\W", "_", plain))
    return re.sub(r"^(?=\d)", "_", re.sub(r"_+", "_", divided).lower())
