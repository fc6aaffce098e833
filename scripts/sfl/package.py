"""`sfl package`: what a deploy uploads, in a folder of its own and as a zip of the same bytes on every machine."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfl import contents, history, manifest
from sfl.connector import Connector
from sfl.errors import CheckFailed

# 2000-01-01: zips know no time before 1980 in any zone, and none of the zone.
EPOCH_S = 946684800
ZIPPED_AT = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    """`folder` holds what is uploaded, `files` the same by name in the package; manifest.json is among them."""

    folder: Path
    manifest: dict[str, Any]
    files: Mapping[str, bytes]

    def archive(self) -> bytes:
        """The zip: sorted, dated alike, not compressed, since the compressor's bytes differ between machines."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
            for name, content in sorted(self.files.items()):
                zipped.writestr(_entry(name), content)
        return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIPPED_AT)
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o100644 << 16
    return entry


@contextlib.contextmanager
def staged(connector: Connector) -> Iterator[Package]:
    """The package of a connector, gone when the context ends. Raises CheckFailed that gathers all that is wrong."""
    names = contents.shipped(connector.folder)
    files = {name: (connector.folder / name).read_bytes() for name in names}
    commit, modified = history.state(connector.folder, files)
    found = manifest.manifest(connector.service, files, commit=commit, modified=modified)
    with tempfile.TemporaryDirectory(prefix="sfl-package-") as temporary:
        folder = Path(temporary, connector.service)
        packed = {**files, manifest.NAME: manifest.encoded(found)}
        _write(folder, packed)
        findings = _findings(connector, folder, names)
        if findings:
            raise CheckFailed(f"{connector.service} is not packaged: {'; '.join(findings)}")
        yield Package(folder, found, packed)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
        os.utime(path, (EPOCH_S, EPOCH_S))
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o755)


def _findings(connector: Connector, folder: Path, names: list[str]) -> list[str]:
    root = connector.folder.parents[1]
    advice = "is no part of a connector: import it, move it out of the folder or have git ignore it"
    return [
        *(f"{name} {advice}" for name in contents.left_over(root, connector.folder, names)),
        *_packed_otherwise(folder, [*names, manifest.NAME]),
    ]


def _packed_otherwise(folder: Path, names: list[str]) -> list[str]:
    """What the SDK's own packager makes of the folder, where it is something else."""
    with tempfile.TemporaryDirectory(prefix="sfl-trial-") as temporary:
        trial = shutil.copytree(folder, Path(temporary, folder.name))  # the packager writes into the folder
        packed = Connector(trial).packed()
    added = sorted({*packed} - {*names, manifest.ADDED_BY_SDK})
    dropped = sorted({*names} - {*packed})
    return [f"the SDK's packager adds {name}" for name in added] + [
        f"the SDK's packager drops {name}: give it another name" for name in dropped
    ]
