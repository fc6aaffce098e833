"""The files that git tracks or would track; the image has no git, so there the tree is walked by .gitignore."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[str, ...]:
    """Paths from the root, with slashes."""
    return tuple(sorted(_by_git() or _by_walking()))


@cache
def texts() -> dict[str, str]:
    """What is in each file that is text."""
    found = {}
    for name in files():
        content = b"" if (ROOT / name).is_symlink() else (ROOT / name).read_bytes()
        if b"\0" not in content:
            found[name] = content.decode("utf-8", errors="replace")
    return found


def text_of(name: str) -> str:
    """What is in a file; nothing where it is missing, which a rule of its own tells."""
    return texts().get(name, "")


def below(folder: str) -> list[str]:
    """The files of a folder, as paths from it."""
    return [name.removeprefix(f"{folder}/") for name in files() if name.startswith(f"{folder}/")]


def connectors() -> list[str]:
    """Every folder of connectors/, complete or not."""
    return sorted({name.partition("/")[0] for name in below("connectors") if "/" in name})


def _by_git() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return []
    # In a container the repository may be somebody else's, which git otherwise refuses.
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)]


def _by_walking() -> Iterator[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split("\n")
    ignored = [line.strip("/ ") for line in lines if line.strip() and not line.startswith("#")]
    for at, folders, names in os.walk(ROOT):
        here = Path(at).relative_to(ROOT)
        folders[:] = [name for name in folders if name != ".git" and not _is_ignored(here / name, ignored)]
        yield from ((here / name).as_posix() for name in names if not _is_ignored(here / name, ignored))


def _is_ignored(path: Path, ignored: list[str]) -> bool:
    return any(fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern) for pattern in ignored)
