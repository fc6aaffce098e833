"""What a folder of the repository holds, as git sees it; the image has no git, so .gitignore is read here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dulwich.ignore import IgnoreFilter


def below(root: Path, folder: str) -> list[str]:
    """The files and links in a folder and its folders, without what .gitignore names, as paths from it, sorted."""
    ignored = ignore_filter(root)
    found = (path for path in _walked(root / folder, root, ignored))
    return sorted(path.relative_to(root / folder).as_posix() for path in found)


def ignore_filter(root: Path) -> IgnoreFilter:
    """What the repository's own .gitignore says."""
    path = root / ".gitignore"
    return IgnoreFilter.from_path(path) if path.is_file() else IgnoreFilter([])


def _walked(folder: Path, root: Path, ignored: IgnoreFilter) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        here = Path(at)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [
            name
            for name in folders
            if name not in links and not ignored.is_ignored(f"{(here / name).relative_to(root).as_posix()}/")
        ]
        for path in (here / name for name in [*names, *links]):
            if not ignored.is_ignored(path.relative_to(root).as_posix()):
                yield path
