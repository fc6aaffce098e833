"""The sandbox has a connector's source, so that it runs with no account at all."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.files import below

ADVICE = "Emulate the source's API in a folder of sandbox/, whose `service(seed)` makes it; see sandbox/ongage."


def check(subject: Subject) -> Iterator[Finding]:
    if not below(subject.root, f"sandbox/{subject.service}"):
        yield Finding(f"sandbox/{subject.service}/__init__.py", 1, "missing")
