"""One place where a rule is broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """`path` is from the repository's root; `line` is 1 where none is to blame; `advice` says what to do.

    A rule gives `advice` only where it knows better than the general advice in its ADVICE; `rule` is filled in for it.
    """

    path: str
    line: int
    message: str
    advice: str = ""
    rule: str = ""
