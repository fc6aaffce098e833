"""A connector's folder holds what is shipped and nothing else: no tests, notes, hidden names, lib or include."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = (
    "Move it out of the folder, which Fivetran ships as it is, less what its packager drops without a word. The only "
    "folders are toolkit/ and, in a large connector, streams/."
)
SHIPPED = re.compile(r"(?:(?:toolkit/|streams/)?(?!test_|conftest)\w+\.py|requirements\.txt)")
DROPPED = ("lib", "include")


def check(subject: Subject) -> Iterator[Finding]:
    for name in subject.files:
        if not SHIPPED.fullmatch(name):
            yield Finding(f"{subject.folder}/{name}", 1, _why(name, subject.service))


def _why(name: str, service: str) -> str:
    parts = name.split("/")
    if parts[0] in DROPPED or any(part.startswith(".") for part in parts):
        return "would not be shipped: the packager drops lib, include and hidden names"
    if any(part.startswith(("test", "conftest")) for part in parts):
        return f"would be shipped: tests belong into tests/connectors/{service}"
    return "would be shipped, and is no part of a connector"
