"""What tests/connectors/<service>/source.py says of each connector; read from its path, no connector is imported."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Keys = dict[str, str]


@dataclass(frozen=True)
class Source:
    """`size` is the sandbox's, `keys` what the configuration has beside the sandbox's own.

    `told_at_reading` has, by table, the columns that say when a row was read rather than what it is.
    """

    service: str
    size: Keys
    keys: Keys
    told_at_reading: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read(path: Path) -> Source:
    spec = importlib.util.spec_from_file_location(f"source of {path.parent.name}", path)
    assert spec
    assert spec.loader
    said = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(said)
    return Source(said.SERVICE, said.SMALL, {**said.KEYS, **said.CRASH_KEYS}, said.TOLD_AT_READING)


SOURCES = {path.parent.name: read(path) for path in sorted(ROOT.glob("tests/connectors/*/source.py"))}
