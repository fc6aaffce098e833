"""Nothing in a connector's folder is a symbolic link: it may lead nowhere in a container or on Windows."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Put the file itself there. Shared code belongs into toolkit/, which `sfl sync-toolkit` copies."


def check(subject: Subject) -> Iterator[Finding]:
    for name in subject.files:
        if (subject.root / subject.folder / name).is_symlink():
            yield Finding(f"{subject.folder}/{name}", 1, "is a symbolic link")
