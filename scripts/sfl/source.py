"""Where a debug sync reads from: configuration.json, else the secrets SFL_<SERVICE>_*, else the sandbox."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sfl import configuration, sandbox
from sfl.connector import Connector
from sfl.environment import SANDBOX_URL


class Source(Protocol):
    @property
    def announcement(self) -> str:
        """The first line of a run; names keys, never values."""

    def configuration(self) -> contextlib.AbstractContextManager[dict[str, str]]:
        """The configuration, valid for as long as the context lasts."""

    def name(self, configuration: Mapping[str, str]) -> str:
        """What the warehouse remembers of it; holds no secret."""


def choose(connector: Connector, path: Path, settings: Mapping[str, str]) -> Source:
    if path.exists():
        return FileSource(connector, path)
    if configuration.secrets(connector.service, settings):
        return SecretsSource(connector, settings)
    return SandboxSource(connector.service, settings.get(SANDBOX_URL, "").rstrip("/"))


def _address(connector: Connector, given: Mapping[str, str]) -> str:
    """The source's base URL, without a user name or a query that someone may have put there."""
    url = given.get("base_url") or next((field.default for field in connector.form() if field.name == "base_url"), "")
    parts = urlsplit(url or "")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}".rstrip("/") if parts.hostname else "the real source"


@dataclass(frozen=True)
class FileSource:
    connector: Connector
    path: Path

    @property
    def announcement(self) -> str:
        return f"{self.connector.service}: syncs with its configuration.json."

    @contextlib.contextmanager
    def configuration(self) -> Iterator[dict[str, str]]:
        yield configuration.read(self.path)

    def name(self, given: Mapping[str, str]) -> str:
        return _address(self.connector, given)


@dataclass(frozen=True)
class SecretsSource:
    connector: Connector
    settings: Mapping[str, str]

    @property
    def announcement(self) -> str:
        service = self.connector.service
        names = [configuration.secret_name(service, key) for key in configuration.secrets(service, self.settings)]
        return f"{service}: no configuration.json, so this syncs with {', '.join(sorted(names))}."

    @contextlib.contextmanager
    def configuration(self) -> Iterator[dict[str, str]]:
        yield configuration.from_secrets(self.connector.service, self.settings, self.connector.form())

    def name(self, given: Mapping[str, str]) -> str:
        return _address(self.connector, given)


@dataclass(frozen=True)
class SandboxSource:
    service: str
    url: str

    @property
    def announcement(self) -> str:
        unset = configuration.secret_name(self.service, "*")
        return f"{self.service}: no configuration.json and no {unset} set, so this syncs the sandbox's invented data."

    @contextlib.contextmanager
    def configuration(self) -> Iterator[dict[str, str]]:
        running = contextlib.nullcontext(self.url) if self.url else sandbox.child(self.service)
        with running as url:
            yield sandbox.configuration(url, self.service)

    def name(self, given: Mapping[str, str]) -> str:
        return "the sandbox"
