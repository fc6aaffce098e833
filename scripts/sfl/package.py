"""`sfl package`: what a deploy uploads, in a folder of its own and as a zip of the same bytes on every machine."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfl import contents, findings, history, manifest
from sfl.connector import Connector
from sfl.errors import CheckFailed, UsageError
from sfl.repository import Repository

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
        with zipfile.ZipFile(buffer, "w") as zipped:
            for name, content in sorted(self.files.items()):
                zipped.writestr(_entry(name), content)
        return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIPPED_AT)
    entry.compress_type = zipfile.ZIP_STORED
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o100644 << 16
    return entry


@contextlib.contextmanager
def staged(connector: Connector) -> Iterator[Package]:
    """The package of a connector, gone when the context ends. Raises CheckFailed that gathers all that is wrong."""
    names = contents.shipped(connector.folder)
    files = {name: (connector.folder / name).read_bytes() for name in names}
    commit, modified = history.state(connector.folder, files)
    listed = manifest.manifest(connector.service, files, keys=_keys(connector), commit=commit, modified=modified)
    with tempfile.TemporaryDirectory(prefix="sfl-package-") as temporary:
        folder = Path(temporary, connector.service)
        package = Package(folder, listed, {**files, manifest.NAME: manifest.encoded(listed)})
        _write(package)
        found = findings.findings(connector, files, folder)
        if found:
            raise CheckFailed(f"{connector.service} is not packaged: {'; '.join(found)}.")
        yield package


def _keys(connector: Connector) -> list[str]:
    """None of one that does not load, which the findings tell."""
    try:
        return [field.name for field in connector.form()]
    except CheckFailed:
        return []


def _write(package: Package) -> None:
    for name, content in package.files.items():
        path = package.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
        os.utime(path, (EPOCH_S, EPOCH_S))
    for path in (package.folder, *(path for path in package.folder.rglob("*") if path.is_dir())):
        path.chmod(0o755)


def package(service: str, output: Path | None) -> None:
    """Writes nothing but the zip, and not even that where something is wrong."""
    repository = Repository.find()
    connector = Connector(repository.folder(service))
    with staged(connector) as made:
        archive = made.archive()
    # Where the SDK's packager would put it, and git ignores it.
    path = output or connector.folder / "files" / f"{service}.zip"
    _save(path, archive)
    print(f"{repository.shown(path)} written: {len(made.files)} files, {len(archive):,} bytes")
    print(f"sha256  {hashlib.sha256(archive).hexdigest()}")
    print(f"commit  {_origin(made.manifest)}")


def _origin(listed: Mapping[str, Any]) -> str:
    if listed["commit"] is None:
        return "unknown: git knows none"
    return str(listed["commit"]) + ", and changes that are not committed" * listed["modified"]


def _save(path: Path, archive: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_bytes(archive)
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
