"""A clean clone of this checkout, where `sfl new` can be tried: what git tracks or would track, in one commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from dulwich import porcelain

from sfl import cli

ROOT = Path(__file__).resolve().parents[2]
AUTHOR = b"Tests <tests@example.org>"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".tox", ".venv", ".*_cache", "__pycache__", "*.egg-info", "files", "configuration.json", ".env"
)


class Run(NamedTuple):
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Clone:
    root: Path

    def make(self, *arguments: str) -> int:
        """The exit code of `sfl new` in this process."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.root)
            return cli.run(["new", *arguments])

    def new(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
        return Run(self.make(*arguments), *capsys.readouterr())

    def commit(self) -> None:
        with porcelain.open_repo_closing(str(self.root)) as repository:
            porcelain.add(repository)
            porcelain.commit(repository, message=b"all", author=AUTHOR, committer=AUTHOR)

    def python(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A Python in the clone, which takes `sfl` and the sandbox from there."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANDBOX_", "SFL_"))}
        path = os.pathsep.join([str(self.root / "scripts"), str(self.root)])
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**kept, "PYTHONPATH": path, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def tree(self) -> dict[str, bytes]:
        """Every file and its content, but for git's own."""
        files = (path for path in self.root.rglob("*") if path.is_file())
        return {
            name: path.read_bytes()
            for path in files
            if not (name := path.relative_to(self.root).as_posix()).startswith(".git/")
        }


def cloned(root: Path) -> Clone:
    shutil.copytree(ROOT, root, ignore=NOT_COPIED)
    porcelain.init(str(root)).close()
    clone = Clone(root)
    clone.commit()
    return clone
