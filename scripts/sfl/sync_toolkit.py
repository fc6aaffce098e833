"""`sfl sync-toolkit`: the copy of `toolkit/` in every connector, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

from sfl.errors import CheckFailed
from sfl.repository import Repository


def sync_toolkit(*, check: bool) -> None:
    """Copies what differs and removes what is not in `toolkit/`; with `check` only names it, and fails."""
    repository = Repository.find()
    copies = [repository.folder(service) / "toolkit" for service in repository.services()]
    differing = [path for copy in copies for path in _differing(repository.root / "toolkit", copy)]
    shown = ", ".join(repository.shown(path) for path in differing)
    if check and differing:
        raise CheckFailed(f"not as in toolkit/: {shown}. Run `sfl sync-toolkit`.")
    for path in differing:
        _mend(repository.root / "toolkit", path)
    print(f"as in toolkit/ now: {shown}" if differing else "every copy is as toolkit/ is")


def _differing(original: Path, copy: Path) -> list[Path]:
    wanted = {path.name: path for path in original.glob("*.py")}
    there = {path.name for path in copy.glob("*")} - {"__pycache__"}
    missing = [name for name in wanted if not _same(wanted[name], copy / name)]
    return [copy / name for name in sorted([*missing, *(there - wanted.keys())])]


def _same(original: Path, copy: Path) -> bool:
    return copy.is_file() and not copy.is_symlink() and copy.read_bytes() == original.read_bytes()


def _mend(original: Path, path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if (original / path.name).is_file() and path.suffix == ".py":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((original / path.name).read_bytes())
