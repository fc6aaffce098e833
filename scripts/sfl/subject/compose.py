"""docker-compose.yml: its services with what they merge, and the lines they stand on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import yaml

Service = dict[str, Any]


class Compose:
    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def top(self) -> dict[str, Any]:
        """The file as a whole, anchors merged; empty where it is no YAML, which compose itself tells."""
        try:
            found = yaml.safe_load(self._text)
        except yaml.YAMLError:
            found = None
        return found if isinstance(found, dict) else {}

    @property
    def services(self) -> dict[str, Service]:
        return self.top.get("services") or {}

    def environment(self, service: str) -> dict[str, str | None]:
        """The variables that a service is given; None for one that is passed on from whoever runs compose."""
        given = self.services.get(service, {}).get("environment") or {}
        if isinstance(given, list):
            return dict((*entry.split("=", 1), None)[:2] for entry in given)
        return given

    def line(self, service: str) -> int:
        """The line that a service begins on; 1 for one that is missing."""
        node = yaml.compose(self._text) if service in self.services else None
        for name in ("services", service):
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            found = next(((key, value) for key, value in pairs if key.value == name), None)
            if found is None:
                return 1
            line, node = found[0].start_mark.line + 1, found[1]
        return line
