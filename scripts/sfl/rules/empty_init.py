"""A connector's __init__.py is empty: its modules import each other as siblings, nothing through the package."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Empty it, and move what it held into the module that uses it."


def check(subject: Subject) -> Iterator[Finding]:
    if subject.text(f"{subject.folder}/__init__.py"):
        yield Finding(f"{subject.folder}/__init__.py", 1, "is not empty")
