"""One place where a rule is broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """`path` is from the repository's root; `line` is 1 where none is to blame; `todo` says what to do.

    A rule gives `todo` only where it knows better than the general advice in its TODO; `rule` is filled in for it.
    """

    path: str
    line: int
    message: str
    todo: str = ""
    rule: str = ""
