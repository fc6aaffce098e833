"""A throw-away copy of a connector for one run: `fivetran debug` writes into the folder it is given."""

from __future__ import annotations

import contextlib
import os
import shutil
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sfl import configuration, environment, leftovers
from sfl.errors import UsageError
from sfl.output import Output

NOT_COPIED = {"__pycache__", "configuration.json", "files", "crash-reports"}


@dataclass(frozen=True)
class Stage:
    """`project` is the copy, `environment` the one to run `command` in; who has `lock` open keeps it from deletion."""

    project: Path
    command: list[str]
    environment: dict[str, str]
    lock: int


@contextlib.contextmanager
def staged(folder: Path, output: Output, given: dict[str, str]) -> Iterator[Stage]:
    """The connector in `folder`, staged with its configuration; gone when the context ends, however it ends.

    After kill -9 it is gone with the next run.
    """
    with leftovers.temporary() as held:
        temporary = held.folder
        project = temporary / folder.name
        shutil.copytree(folder, project, ignore=_not_copied)
        configuration.write(project / "configuration.json", given)
        (project / "files").symlink_to(output.folder.resolve())
        (project / "crash-reports").symlink_to(output.crash_reports.resolve())
        command = [program("fivetran"), "debug", str(project)]
        yield Stage(project, command, _environment(temporary), held.lock)


def _not_copied(folder: str, names: list[str]) -> set[str]:
    """Like the SDK's packager: no hidden names. And no links, which could lead anywhere."""
    return {name for name in names if name in NOT_COPIED or name.startswith(".") or Path(folder, name).is_symlink()}


def program(name: str) -> str:
    """The program of this Python's environment, which need not be on PATH."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    found = shutil.which(name, path=path)
    if found is None:
        raise UsageError(f"the command {name} is not installed: pip install -r docker/requirements.txt")
    return found


def home(temporary: Path) -> Path:
    """A home for the SDK that says its version was just checked: the check asks a server before every run."""
    folder = temporary / "home"
    stamp = folder / ".fivetran" / "connector_sdk" / "_last_version_check"
    stamp.parent.mkdir(parents=True)
    stamp.write_text(str(int(time.time())), encoding="utf-8")
    return folder


def _shims(temporary: Path) -> Path:
    """A `pipreqs` that is content with requirements.txt, which the SDK has put where the answer goes.

    The real one asks a package index; with --use-local it overlooks packages and advises to remove them.
    """
    shims = temporary / "bin"
    shims.mkdir()
    shim = shims / "pipreqs"
    shim.write_text("#!/bin/sh\n", encoding="utf-8")
    shim.chmod(0o700)
    return shims


def _environment(temporary: Path) -> dict[str, str]:
    path = [str(_shims(temporary)), os.environ.get("PATH", os.defpath), sysconfig.get_path("scripts")]
    downloads = temporary / "downloads"
    downloads.mkdir()
    return {
        **environment.for_connector(),
        "HOME": str(home(temporary)),
        "TMPDIR": str(downloads),  # what a connector downloads must not outlive it either
        "PATH": os.pathsep.join(path),
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
