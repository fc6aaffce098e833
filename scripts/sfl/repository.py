"""The checkout that `sfl` works on, and the connectors in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sfl.errors import UsageError


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was most likely meant to be."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), None)


def unknown_connector(service: str, known: list[str], root: Path) -> UsageError:
    guess = nearest(service, known)
    hint = f"did you mean {guess}?" if guess else f"there are: {', '.join(known) or 'none'}."
    return UsageError(f"no connector {service!r} in {root / 'connectors'}: {hint}")


@dataclass(frozen=True)
class Repository:
    root: Path

    @classmethod
    def find(cls) -> Repository:
        """The nearest folder upwards that holds connectors and the compose file, else the checkout of this file."""
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "connectors").is_dir() and (folder / "docker-compose.yml").is_file():
                return cls(folder)
        return cls(Path(__file__).resolve().parents[2])

    def services(self) -> list[str]:
        return sorted(path.parent.name for path in (self.root / "connectors").glob("*/connector.py"))

    def folder(self, service: str) -> Path:
        """The connector's folder; a name that is no connector is an error that offers the nearest one."""
        services = self.services()
        if service in services:
            return self.root / "connectors" / service
        raise unknown_connector(service, services, self.root)

    def shown(self, path: Path) -> str:
        """`path` as a reader in the checkout would type it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
