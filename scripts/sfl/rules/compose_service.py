"""docker-compose.yml has a service for the connector, a debug sync in the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sfl.configuration import secret_name
from sfl.subject import Finding, Subject

ADVICE = "Write the service, and the block of its variables, as the form makes them."
COMPOSE = "docker-compose.yml"


def check(subject: Subject) -> Iterator[Finding]:
    names = [secret_name(subject.service, field.name) for field in subject.declared.form]
    found = subject.compose.services.get(subject.service)
    wanted = {**(subject.compose.top.get("x-connector") or {}), **_wanted(subject.service, names)}
    differing = [key for key in {**wanted, **(found or {})} if (found or {}).get(key) != wanted.get(key)]
    if differing:
        fault = "is missing" if found is None else f"has another {', '.join(differing)}"
        message, line = f"the service {subject.service} {fault}", subject.compose.line(subject.service)
        yield Finding(COMPOSE, line, message, f"It reads:\n{_text(subject.service, names)}")


def _wanted(service: str, names: list[str]) -> dict[str, Any]:
    return {
        "entrypoint": ["entrypoint", "sfl", "debug", service],
        "environment": {**dict.fromkeys(names), "SFL_SANDBOX_URL": "http://sandbox:8900"},
        "volumes": [".:/repo:ro", f"./connectors/{service}/files:/repo/connectors/{service}/files"],
        "depends_on": {"sandbox": {"condition": "service_healthy"}},
    }


def _text(service: str, names: list[str]) -> str:
    return "\n".join(
        [
            f"x-{service}: &{service}",
            *(f"  {name}:" for name in names),
            f"  {service}:",
            "    <<: *connector",
            f"    entrypoint: [entrypoint, sfl, debug, {service}]",
            f'    environment: {{<<: *{service}, SFL_SANDBOX_URL: "http://sandbox:8900"}}',
            f'    volumes: [".:/repo:ro", "./connectors/{service}/files:/repo/connectors/{service}/files"]',
            "    depends_on: {sandbox: {condition: service_healthy}}",
        ]
    )
