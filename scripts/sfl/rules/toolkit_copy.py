"""A connector's toolkit/ is a copy of the repository's, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sfl.subject import Finding, Subject
from sfl.subject.files import below

ADVICE = "Edit toolkit/ at the root, then run `sfl sync-toolkit`."


def check(subject: Subject) -> Iterator[Finding]:
    original, copy = subject.root / "toolkit", subject.root / subject.folder / "toolkit"
    names = {*below(subject.root, "toolkit"), *below(subject.root, f"{subject.folder}/toolkit")}
    for name in names:
        if _content(original / name) != _content(copy / name):
            yield Finding(f"{subject.folder}/toolkit/{name}", 1, f"is not as toolkit/{name} is")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
