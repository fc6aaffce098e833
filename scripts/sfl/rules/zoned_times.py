"""Every time that is asked of the clock has a zone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import is_none, keyword

TODO = "Write `datetime.now(timezone.utc)`, or give the zone that the source means: a bare time is the machine's."
NAIVE = {
    *(f"datetime.datetime.{name}" for name in ("today", "utcnow", "utcfromtimestamp")),
    *(f"datetime.date.{name}" for name in ("today", "fromtimestamp")),
}
# What takes a zone, and how many positional arguments there are once it is among them.
ZONED = {"datetime.datetime.now": 1, "datetime.datetime.fromtimestamp": 2}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for name, call in module.calls():
            zoned = len(call.args) >= ZONED.get(name, 0) and not is_none((call.args or [None])[-1])
            if name in NAIVE or (name in ZONED and not zoned and is_none(keyword(call, "tz"))):
                yield module.finding(call, f"{ast.unparse(call.func)} without a zone")
