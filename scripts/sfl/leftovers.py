"""Temporary folders with secrets in them: gone with the run, or after one that was killed with the next run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PREFIX = "sfl-run-"
LOCK = "lock"


@dataclass(frozen=True)
class Temporary:
    """A folder that is in use for as long as a process has `lock` open: a child that is given it too."""

    folder: Path
    lock: int


@contextlib.contextmanager
def temporary() -> Iterator[Temporary]:
    """A new folder that nobody else may read; those that killed runs of this user left are deleted."""
    clear()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        lock = _lock(Path(name))
        try:
            yield Temporary(Path(name), lock)
        finally:
            os.close(lock)


def clear() -> None:
    """Deletes the folders that nobody has in use; one that cannot be looked at stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            _delete_unused(folder)


def _lock(folder: Path) -> int:
    """The lock is held before it has its name: a folder without one is just being made, and has no secret yet."""
    new = folder / "new"
    lock = os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    new.rename(folder / LOCK)
    return lock


def _delete_unused(folder: Path) -> None:
    if folder.is_symlink() or folder.lstat().st_uid != os.getuid():
        return
    with (folder / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
