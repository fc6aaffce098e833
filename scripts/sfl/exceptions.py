"""Every exception to a rule of `sfl check`, with its reason. One that excuses nothing any more is a finding itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sfl.subject import Finding

PATH = "scripts/sfl/exceptions.py"


@dataclass(frozen=True)
class Excused:
    """What this rule finds in this file is left out of every report."""

    rule: str
    path: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return (finding.rule, finding.path) == (self.rule, self.path)


EXCEPTIONS: tuple[Excused, ...] = ()


def unexcused(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if not any(each.covers(finding) for each in EXCEPTIONS)]


def stale(report: Mapping[str, Sequence[Finding]], *, complete: bool) -> list[Finding]:
    """Those that excuse nothing. Only a complete report can judge what lies outside of the connectors in it."""
    every = [finding for found in report.values() for finding in found]
    judged = [
        each for each in EXCEPTIONS if complete or each.path.startswith(tuple(f"connectors/{name}/" for name in report))
    ]
    return [_stale(each) for each in judged if not any(each.covers(finding) for finding in every)]


def _stale(each: Excused) -> Finding:
    message = f"the rule {each.rule} finds nothing in {each.path}, or there is no such rule"
    return Finding(PATH, 1, message, "Remove the exception.", "exceptions")
