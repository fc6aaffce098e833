"""A new connector's part of the files that all connectors share, put where the names are in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sfl import documents
from sfl.connector import Field
from sfl.errors import CheckFailed
from sfl.scaffold import part

COMPOSE, README, ENV_EXAMPLE = "docker-compose.yml", "README.md", ".env.example"


@dataclass(frozen=True)
class Place:
    """A part goes before the first match of `other` that names a later connector, else where `last` ends."""

    path: str
    other: str
    last: str

    def insert(self, text: str, part: str, service: str) -> str:
        """Raises CheckFailed where the file has no such place any more."""
        later = (found for found in re.finditer(self.other, text, re.MULTILINE) if found[1].lower() > service)
        last = re.search(self.last, text, re.MULTILINE | re.DOTALL)
        at = next((found.start() for found in later), last.end() if last else None)
        if at is None:
            raise CheckFailed(f"{self.path}: no place for {service}: nothing like {self.last!r} is left in it.")
        return text[:at] + part + text[at:]


VARIABLES = Place(COMPOSE, r"^x-(?!connector:)([a-z0-9]+): &\1$", r"(?=^services:$)")
SERVICE = Place(
    COMPOSE,
    r"^  ([a-z0-9]+):\n    <<: \*connector\n    entrypoint: \[entrypoint, sfl, debug, \1\]",
    r"(?=^  sandbox:$)",
)
ROW = Place(README, r"^\| \[`([a-z0-9]+)`\]\(connectors/\1\)", r"^## Connectors\n.*?\|\n(?=\n)")
SECTION = Place(README, r"^### ([a-z0-9]+): tables$", r"(?=^## On real credentials$)")
KEYS = Place(ENV_EXAMPLE, r"^\n(?:# .*\n)+#SFL_([A-Z0-9]+)_", r"\Z")
DESTINATION = Place(
    COMPOSE,
    r"^      ([A-Z0-9]+)_FIVETRAN_DESTINATION:$",
    r"^      FIVETRAN_API_URL:\n(?:      \w+_FIVETRAN_DESTINATION:\n)*",
)
# The front door is given the variables of every connector.
MERGED = re.compile(r"(^  sfl:\n.*?<<: \[)([^\]]*)(\])", re.MULTILINE | re.DOTALL)


def placed(root: Path, service: str, form: list[Field]) -> dict[str, str]:
    """Each shared file as it is with the connector."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in (COMPOSE, README, ENV_EXAMPLE)}
    for place, text in _parts(service, form).items():
        texts[place.path] = place.insert(texts[place.path], text, service)
    texts[COMPOSE] = MERGED.sub(lambda found: found[1] + _merged(found[2], service) + found[3], texts[COMPOSE])
    return texts


def _parts(service: str, form: list[Field]) -> dict[Place, str]:
    return {
        VARIABLES: part("compose_variables", service, form),
        SERVICE: part("compose_service", service, form),
        ROW: part("readme_row", service, form),
        SECTION: part("readme_section", service, form),
        KEYS: documents.entries(service, form),
        DESTINATION: f"      {service.upper()}_FIVETRAN_DESTINATION:\n",
    }


def _merged(anchors: str, service: str) -> str:
    return ", ".join(sorted([*anchors.split(", "), f"*{service}"]))
