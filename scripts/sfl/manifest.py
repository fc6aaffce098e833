"""The manifest inside a package: what it holds and where it is from. And how two packages differ."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from typing import Any

NAME = "manifest.json"
VERSION = 1
PYTHON = "3.12"
# What the SDK's own packager puts in besides.
ADDED_BY_SDK = "configuration_form.pb"


def manifest(
    service: str, files: Mapping[str, bytes], *, keys: Iterable[str], commit: str | None, modified: bool
) -> dict[str, Any]:
    """`keys` are those of the setup form: an older package refuses younger ones."""
    return {
        "version": VERSION,
        "service": service,
        "commit": commit,
        "modified": modified,
        "sdk": importlib.metadata.version("fivetran-connector-sdk"),
        "python": PYTHON,
        "keys": sorted(keys),
        "files": {name: _entry(content) for name, content in sorted(files.items())},
    }


def _entry(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def encoded(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, indent=2).encode() + b"\n"


def differences(live: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What an upload of `new` changes of the code that is live: (path, "added", "changed" or "removed"), by path.

    The manifest and what the SDK's packager adds are left out: neither is the connector's code.
    """
    names = sorted({*live, *new} - {NAME, ADDED_BY_SDK})
    return [(name, _kind(live.get(name), new.get(name))) for name in names if live.get(name) != new.get(name)]


def _kind(live: bytes | None, new: bytes | None) -> str:
    return "added" if live is None else "removed" if new is None else "changed"
