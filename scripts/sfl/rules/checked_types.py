"""`tox run -e lint` checks a connector's types, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Add the line to the commands of testenv:lint in tox.ini."


def check(subject: Subject) -> Iterator[Finding]:
    line = f"env MYPYPATH={subject.folder} mypy {subject.folder}"
    if line not in (found.strip() for _, found in subject.lines("tox.ini")):
        yield Finding("tox.ini", 1, f"no line `{line}`")
