"""The setup form has a connection test, which logs in: a wrong secret shows before the first sync."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Give the form a test that asks one small question; see connection_test in connectors/ongage/account.py."


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.declared.tests:
        yield Finding(f"{subject.folder}/connector.py", 1, "the form has no test")
