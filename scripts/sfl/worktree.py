"""The checkout as git sees it, and files put into it all at once or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sfl.errors import UsageError


def changed_files(root: Path) -> list[str]:
    """What differs from the last commit, or is not tracked; what .gitignore names does not count."""
    from dulwich import porcelain  # noqa: PLC0415 - the other verbs start faster without it
    from dulwich.errors import NotGitRepository  # noqa: PLC0415

    try:
        status = porcelain.status(str(root), untracked_files="all")
    except NotGitRepository:
        raise UsageError(f"{root} is no git checkout: `git init` makes it one; then commit what it has.") from None
    names = [*(name for found in status.staged.values() for name in found), *status.unstaged, *status.untracked]
    return sorted({os.fsdecode(name) for name in names})


def put(root: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files, by their paths from the root; where that fails or is interrupted, all is as it was."""
    with tempfile.TemporaryDirectory(prefix=".sfl-", dir=root) as name, contextlib.ExitStack() as undo:
        stage = Path(name)
        for number, content in enumerate(files.values()):
            (stage / str(number)).write_bytes(content)
        for number, path in enumerate(files):
            target = root / path
            _make_folder(target.parent, undo)
            if target.exists():
                shutil.copy2(target, stage / f"{number}.before")
                shutil.copymode(target, stage / str(number))
                undo.callback(os.replace, stage / f"{number}.before", target)
            else:
                undo.callback(target.unlink, missing_ok=True)
            (stage / str(number)).replace(target)
        undo.pop_all()


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        undo.callback(shutil.rmtree, each, ignore_errors=True)
        each.mkdir()
