"""The README has a table of every configuration key, with its secret and its default."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.readme import configuration_rows, differing_rows

ADVICE = "Mend the first three columns of its rows; what stands in the last one is yours."


def check(subject: Subject) -> Iterator[Finding]:
    heading = f"### {subject.service}: configuration"
    yield from differing_rows(subject, heading, configuration_rows(subject.service, subject.declared))
