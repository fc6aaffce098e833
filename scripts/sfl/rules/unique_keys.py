"""Every configuration key is in the form once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Remove one of them from SETTINGS."


def check(subject: Subject) -> Iterator[Finding]:
    for name, count in Counter(field.name for field in subject.declared.form).items():
        if count > 1:
            yield subject.declaration(f"the key {name} is {count} times in the form", name)
