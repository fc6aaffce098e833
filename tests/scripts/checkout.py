"""Builds a checkout with one stub connector in a temporary folder, and runs `sfl` there."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sfl import cli

STUBS = Path(__file__).with_name("stubs")
ROOT = STUBS.parents[2]
ERRORS = "class ConfigurationError(Exception): ...\nclass SourceRefused(Exception): ...\n"
# Marked, so that one search over all output and all files finds any leak.
MARK = "MARKED"
CONFIGURATION = {
    "username": f"{MARK}-user",
    "password": f"{MARK}-pass-word",
    "base_url": "https://someone:MARKED@api.example.com/v1?key=MARKED",
    "rows": '{"1": "one"}',
}


@dataclass(frozen=True)
class Checkout:
    root: Path

    @property
    def connector(self) -> Path:
        return self.root / "connectors" / "stub"

    @property
    def configuration(self) -> Path:
        return self.connector / "configuration.json"

    @property
    def files(self) -> Path:
        return self.connector / "files"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def environment(self) -> dict[str, str]:
        """What `sfl` sees: the stub sandbox in place of the real one, and no setting of whoever runs the tests."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SANDBOX_", "SFL_"))
        }
        path = os.pathsep.join([str(STUBS), *sys.path])
        return {**kept, "PYTHONPATH": path, "TMPDIR": str(self.temporary), "COLUMNS": "100"}

    def configure(self, **keys: str) -> None:
        self.configuration.touch(mode=0o600)
        self.configuration.write_text(json.dumps({**CONFIGURATION, **keys}), encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Rewrites a file of the connector."""
        path = self.connector / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "sfl", *arguments],
            cwd=self.root,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def sfl(self, *arguments: str, **environment: str) -> Run:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return Run(process.returncode, out, err)

    def here(self, monkeypatch: pytest.MonkeyPatch) -> Sfl:
        """Runs `sfl` in this process: half a second faster than one of its own."""
        monkeypatch.chdir(self.root)
        for name in os.environ.keys() - self.environment.keys():
            monkeypatch.delenv(name)
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(tempfile, "tempdir", str(self.temporary))
        return _run

    def tree(self) -> dict[str, bytes]:
        """Every file and its content."""
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.out.splitlines()]


Sfl = Callable[..., Run]


def _run(*arguments: str) -> Run:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = cli.run(list(arguments))
    return Run(code, out.getvalue(), err.getvalue())


def build(root: Path) -> Checkout:
    checkout = Checkout(root)
    checkout.connector.mkdir(parents=True)
    checkout.temporary.mkdir()
    (root / "docker-compose.yml").touch()
    (root / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    for name in ("connector.py", "requirements.txt", "__init__.py"):
        (checkout.connector / name).write_bytes((STUBS / "connector" / name).read_bytes())
    for toolkit in (root / "toolkit", checkout.connector / "toolkit"):
        toolkit.mkdir()
        (toolkit / "__init__.py").touch()
        (toolkit / "errors.py").write_text(ERRORS, encoding="utf-8")
    return checkout
