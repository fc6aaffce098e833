"""Every time that is asked of the clock has a zone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import is_none, keyword

ADVICE = "Write `datetime.now(timezone.utc)`, or give the zone that the source means: a bare time is the machine's."
NAIVE = {
    *(f"datetime.datetime.{name}" for name in ("today", "utcnow", "utcfromtimestamp")),
    *(f"datetime.date.{name}" for name in ("today", "fromtimestamp")),
}
# What takes a zone, and which positional argument it is.
ZONED = {"datetime.datetime.now": 0, "datetime.datetime.fromtimestamp": 1}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for name, call in module.calls:
            given = call.args[ZONED[name] :] if name in ZONED else []
            zone = given[0] if given else keyword(call, "tz")
            if name in NAIVE or (name in ZONED and is_none(zone)):
                yield module.finding(call, f"{ast.unparse(call.func)} without a zone")
