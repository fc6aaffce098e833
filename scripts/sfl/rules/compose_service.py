"""docker-compose.yml has a service for the connector, a debug sync in the image."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from sfl.scaffold import part
from sfl.subject import Finding, Subject

ADVICE = "Write the service, and the block of its variables, as the form makes them."
COMPOSE = "docker-compose.yml"


def check(subject: Subject) -> Iterator[Finding]:
    service, form = subject.service, subject.declared.form
    variables, text = (part(f"compose_{name}", service, form) for name in ("variables", "service"))
    made = yaml.safe_load(f"x-connector: &connector {{}}\n{variables}services:\n{text}")["services"][service]
    wanted = {**(subject.compose.top.get("x-connector") or {}), **made}
    found = subject.compose.services.get(service)
    differing = [key for key in {**wanted, **(found or {})} if (found or {}).get(key) != wanted.get(key)]
    if differing:
        fault = "is missing" if found is None else f"has another {', '.join(differing)}"
        message, line = f"the service {service} {fault}", subject.compose.line(service)
        yield Finding(COMPOSE, line, message, f"It reads:\n{variables}{text}".rstrip())
