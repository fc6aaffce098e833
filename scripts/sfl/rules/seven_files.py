"""A connector has seven files: connector.py, api.py, models.py, sync.py, toolkit/, requirements.txt, __init__.py."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Add it (`sfl sync-toolkit` writes toolkit/); AGENTS.md says what belongs into each of the seven."
SEVEN = ("connector.py", "api.py", "models.py", "sync.py", "toolkit/__init__.py", "requirements.txt", "__init__.py")


def check(subject: Subject) -> Iterator[Finding]:
    for name in SEVEN:
        if name not in subject.files:
            yield Finding(f"{subject.folder}/{name}", 1, "missing")
