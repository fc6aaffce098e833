"""A connector's requirements.txt is one exact `package==version` a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Write `package==version` and nothing else: Fivetran installs what the tests have seen."
PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([\w.!+-]+)")


def check(subject: Subject) -> Iterator[Finding]:
    for number, line in subject.lines(subject.requirements):
        if not PIN.fullmatch(line):
            yield Finding(subject.requirements, number, f"{line!r} is no exact pin")


def package_name(line: str) -> str:
    """The package that a line names, spelt as indexes do."""
    return re.split(r"[^\w.-]", line)[0].lower().replace("_", "-").replace(".", "-")
