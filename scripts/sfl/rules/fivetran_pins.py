"""A connector never requires the SDK or requests: Fivetran has both, and refuses or ignores another version."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.rules.exact_pins import package_name
from sfl.subject import Finding, Subject

ADVICE = "Remove the line."
FIVETRANS = {"fivetran-connector-sdk", "fivetran-connector-sdk-core", "requests"}


def check(subject: Subject) -> Iterator[Finding]:
    for number, line in subject.lines(subject.requirements):
        if package_name(line) in FIVETRANS:
            yield Finding(subject.requirements, number, f"requires {package_name(line)}")
