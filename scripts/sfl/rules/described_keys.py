"""Every configuration key is of small letters, digits and _, and says what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Rename it, so that it can be told back from SFL_<SERVICE>_<KEY>; write its description into SETTINGS."


def check(subject: Subject) -> Iterator[Finding]:
    for field in subject.declared.form:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", field.name):
            yield subject.declaration(f"the key {field.name!r} is not of small letters, digits and _", field.name)
        if not field.description:
            yield subject.declaration(f"the key {field.name} has no description", field.name)
