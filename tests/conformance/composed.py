"""docker-compose.yml read by its indents: its services with what they merge. tests/docker asks compose itself."""

from __future__ import annotations

import re
from functools import cache

from tracked import ROOT

Entries = dict[str, str]


def entries(text: str, indent: int) -> Entries:
    """The mapping at this indent: what stands behind each name's colon and below it, comments left out."""
    found: Entries = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        begun = re.match(rf" {{{indent}}}([^\s:]+):(.*)", line)
        if begun:
            name = begun[1]
            found[name] = begun[2].strip()
        elif name:
            found[name] += f"\n{line}"
    return {key: value.strip("\n") for key, value in found.items()}


@cache
def anchors() -> Entries:
    """The text below each `x-...: &name`, by that name."""
    begun = {key: value.partition("\n") for key, value in _top().items() if value.startswith("&")}
    return {head.removeprefix("&"): text for head, _, text in begun.values()}


def service_names() -> list[str]:
    return list(entries(_top()["services"], 2))


def written(service: str) -> Entries:
    """A service's own lines, nothing merged."""
    return entries(entries(_top()["services"], 2).get(service, ""), 4)


def merged(service: str) -> Entries:
    own = written(service)
    taken = [entries(anchors()[name], 2) for name in re.findall(r"\*(\w+)", own.get("<<", ""))]
    return {key: value for each in [*taken, own] for key, value in each.items()}


def passed(service: str) -> list[str]:
    """The variables that a service is given, in order, those of anchors too."""
    text = merged(service).get("environment", "")
    names = [name for anchor in re.findall(r"\*(\w+)", text) for name in entries(anchors()[anchor], 2)]
    return names + re.findall(r"\b([A-Z][A-Z0-9_]+):", text)


def _top() -> Entries:
    return entries((ROOT / "docker-compose.yml").read_text(encoding="utf-8"), 0)
