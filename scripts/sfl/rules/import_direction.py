"""Imports go one way: connector, then sync and account, then streams, then api, models and fields, then toolkit."""

from __future__ import annotations

from collections.abc import Iterator

from sfl.subject import Finding, Subject

ADVICE = (
    "Pass it in as an argument, or move the code: connector -> {sync, account} -> streams -> {api, models, fields} "
    "-> toolkit."
)
LAYERS = {
    "connector": {"account", "api", "fields", "models", "sync", "toolkit"},
    "sync": {"account", "api", "fields", "models", "streams", "toolkit"},
    "streams": {"account", "api", "fields", "models", "streams", "toolkit"},
    "account": {"api", "fields", "models", "toolkit"},
    "api": {"toolkit"},
    "models": {"fields", "toolkit"},
    "fields": {"toolkit"},
}


def check(subject: Subject) -> Iterator[Finding]:
    for module in subject.modules:
        for line in module.imports:
            if line.top in LAYERS and line.top not in LAYERS.get(module.layer, LAYERS):
                yield module.finding(line.node, f"{module.name} imports {line.module}")
