"""All that forbids to upload a package, in words: what it is, where, and what to do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from sfl import contents, leaks, manifest
from sfl.connector import Connector
from sfl.errors import CheckFailed


def findings(connector: Connector, files: Mapping[str, bytes], staged: Path) -> list[str]:
    """What is wrong with the connector's folder, the `files` of it that ship, and the copy `staged` of them."""
    folder = contents.compared(connector.folder.parents[1], connector.folder, list(files))
    found = [
        *_said("left over", folder.left_over, "import it, move it away or have git ignore it"),
        *_said("a link", folder.links, "put what it leads to in its place"),
        *_said("shipped, but ignored by git", folder.ignored, "commit it, or import it no more"),
        *_said("like a secret", leaks.like_secrets(files), "take it out, or mark its line # pragma: allowlist secret"),
    ]
    try:
        return [*found, *_own_secrets(connector, files), *_packed(staged)]
    except CheckFailed as error:  # it does not load
        return [*found, str(error)]


def _own_secrets(connector: Connector, files: Mapping[str, bytes]) -> list[str]:
    return _said("holding a secret", leaks.own_secrets(connector, files), "take it out, and renew it at the source")


def _packed(staged: Path) -> list[str]:
    """What the SDK's own packager makes of the folder, where that is something else."""
    with tempfile.TemporaryDirectory(prefix="sfl-trial-") as temporary:
        trial = shutil.copytree(staged, Path(temporary, staged.name))  # the packager writes into it
        packed = {*Connector(trial).packed()} - {manifest.ADDED_BY_SDK}
    names = {path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file()}
    return [
        *_said("added by the SDK's packager", packed - names, "see what it is for"),
        *_said("dropped by the SDK's packager", names - packed, "rename it"),
    ]


def _said(what: str, names: Collection[str], advice: str) -> list[str]:
    return [f"{what}: {', '.join(sorted(names))} ({advice})"] if names else []
