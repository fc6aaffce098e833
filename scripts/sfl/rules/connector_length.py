"""connector.py has fewer than 40 lines: it names what the SDK calls, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Move what is not schema, update, configuration_form or connector into sync.py or account.py."
MOST = 40


def check(subject: Subject) -> Iterator[Finding]:
    path = f"{subject.folder}/connector.py"
    count = len(subject.lines(path))
    if count >= MOST:
        yield Finding(path, MOST, f"has {count} lines")
