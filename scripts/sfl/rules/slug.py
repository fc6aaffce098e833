"""A connector's folder is named by a slug, which names its compose service, tox environment and secrets, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword

from sfl.subject import Finding, Subject

ADVICE = (
    "Rename it: small letters and digits, a letter first, no word of Python and no service of ours; secrets are named "
    "SFL_<SLUG>_<KEY>."
)
OURS = ("sandbox", "sfl", "test")


def check(subject: Subject) -> Iterator[Finding]:
    if not is_slug(subject.service):
        yield Finding(f"{subject.folder}/connector.py", 1, f"{subject.service!r} is no slug")


def is_slug(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9]*", name) is not None and not iskeyword(name) and name not in OURS
