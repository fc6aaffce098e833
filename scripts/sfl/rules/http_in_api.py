"""Only api.py speaks HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = "Move the call into api.py, through toolkit.session: timeouts, retries and redaction are there."
# `urllib.parse` only reads addresses.
HTTP = {"requests", "tenacity", "urllib3", "http", "urllib.request", "socket", "httpx", "aiohttp", "toolkit.session"}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        for line in module.imports:
            if module.layer != "api" and HTTP & line.meant():
                yield module.finding(line.node, f"{module.name} imports {line.module}")
