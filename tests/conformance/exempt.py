"""Every exception to a rule of this folder, with its reason. An entry that no longer has a file fails."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exempt:
    rule: str
    path: str
    reason: str


EXEMPT = (
    Exempt("lines", "docker/requirements.txt", "the lock: written by `tox run -e lock`, read by pip"),
    Exempt("lines", ".env.example", "grows by a part with every connector"),
    Exempt("lines", "README.md", "grows by two tables with every connector"),
    Exempt("lines", "docker-compose.yml", "grows by a service with every connector"),
    Exempt("machine path", "docker/Dockerfile", "the home of root in the image, where pip keeps what it fetched"),
)


def exempt(rule: str) -> set[str]:
    """The files that a rule leaves out."""
    return {entry.path for entry in EXEMPT if entry.rule == rule}
