"""The toolkit imports nothing but itself, Python's modules, requests, tenacity and the SDK."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from sfl.subject import Finding, Subject
from sfl.subject.syntax import SDK

ADVICE = "Pass it in as an argument, or move the code into the connector: the toolkit is copied into every one."
KNOWN = {*sys.stdlib_module_names, "requests", "tenacity", "toolkit", SDK}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.shipped_modules:
        for line in module.imports if module.layer == "toolkit" else []:
            if not line.level and line.top not in KNOWN:
                yield module.finding(line.node, f"{module.name} imports {line.module}")
