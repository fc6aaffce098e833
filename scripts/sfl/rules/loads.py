"""connector.py loads, its form answers, and schema() takes the sandbox's configuration with every switch on or off."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.errors import SflError
from sfl.subject import Finding, Subject

ADVICE = "Mend what the message names; `sfl debug` shows the same one. No rule on tables or keys can be checked before."


def check(subject: Subject) -> Iterator[Finding]:
    if subject.shipped_modules and isinstance(subject.answer, SflError):  # no modules: `parses` tells why
        yield Finding(f"{subject.folder}/connector.py", 1, str(subject.answer))
