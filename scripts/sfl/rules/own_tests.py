"""A connector has tests of its own."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.files import below

ADVICE = "Add test_sync.py and what is particular to the source, against its sandbox; see tests/connectors/ongage."


def check(subject: Subject) -> Iterator[Finding]:
    folder = f"tests/connectors/{subject.service}"
    if not any(name.startswith("test_") for name in below(subject.root, folder)):
        yield Finding(f"{folder}/test_sync.py", 1, "no test of its own")
