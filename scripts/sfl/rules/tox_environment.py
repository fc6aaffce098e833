"""tox.ini has an environment for the connector: its debug sync without Docker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "List every connector in the section."


def check(subject: Subject) -> Iterator[Finding]:
    lines = subject.lines("tox.ini")
    sections = {line: number for number, line in lines if line.startswith("[testenv:{")}
    environments = {name: number for line, number in sections.items() for name in re.findall(r"\w+", line)}
    if subject.service not in environments:
        yield Finding("tox.ini", min(sections.values(), default=1), f"no environment {subject.service}")
