"""Git ignores a connector's configuration.json and its results in files/."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.files import ignore_filter

ADVICE = "Put these lines into .gitignore: connectors/*/configuration.json, connectors/*/files/."


def check(subject: Subject) -> Iterator[Finding]:
    ignored = ignore_filter(subject.root)
    for name in ("configuration.json", "files/"):
        if not ignored.is_ignored(f"{subject.folder}/{name}"):
            yield Finding(".gitignore", 1, f"does not name {subject.folder}/{name}, which holds secrets or results")
