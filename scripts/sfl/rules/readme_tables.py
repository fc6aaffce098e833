"""The README has a table of a connector's tables, with their keys and what switches them."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.readme import differing_rows, table_rows

ADVICE = "Mend the first three columns of its rows; what stands in the last one is yours."


def check(subject: Subject) -> Iterator[Finding]:
    yield from differing_rows(subject, f"### {subject.service}: tables", table_rows(subject.declared))
