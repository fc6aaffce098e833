"""The package that the SDK makes, alone in an empty folder, syncs as the repository does: nothing else is needed."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from source import ALL_KEYS, SERVICE

from sandbox.server import Sandbox
from sfl import environment
from sfl.connector import Connector
from sfl.package import staged
from warehouse import Warehouse

pytestmark = pytest.mark.once

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "connectors" / SERVICE
SDK = "fivetran-connector-sdk"


@dataclass(frozen=True)
class Shipped:
    """`folder` holds what the SDK zipped and nothing else, `python` has what that requires and nothing else."""

    folder: Path
    names: list[str]
    listed: list[str]
    python: Path

    def sync(self, configuration: dict[str, str]) -> dict[str, Any]:
        """What shipped.py says of a sync in an interpreter of its own."""
        request = {
            "folder": str(self.folder),
            "warehouse": str(HERE / "warehouse.py"),
            "configuration": configuration,
        }
        done = subprocess.run(
            [str(self.python), "-I", "-B", str(HERE / "shipped.py")],
            input=json.dumps(request),
            capture_output=True,
            cwd=self.folder,
            env=environment.for_connector(),
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    folder = tmp_path_factory.mktemp("ship")
    with staged(Connector(FOLDER)) as package:
        archive = zipped(package.folder, folder / "home")
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder / "unzipped")
            names = content.namelist()
        listed = sorted(package.files)
    return Shipped(folder / "unzipped", names, listed, python(folder / "venv"))


def zipped(folder: Path, home: Path) -> Path:
    """The zip that the real command makes of a folder, as it does for a deploy."""
    fivetran = shutil.which("fivetran", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    assert fivetran
    home.mkdir()
    quiet = {"HOME": str(home), "FIVETRAN_OPTIONS_FILE": os.devnull, "DO_NOT_TRACK": "1"}
    command = [fivetran, "package", str(folder), "--force"]
    subprocess.run(command, check=True, capture_output=True, env={**environment.for_connector(), **quiet})
    return folder / "files" / f"{folder.name}.zip"


def python(folder: Path) -> Path:
    """The Python of a new environment that has the SDK, what requirements.txt names, and what these need."""
    venv.create(folder, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    for distribution in needed([SDK, *required()]):
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            Path(paths["purelib"], top).symlink_to(Path(str(distribution.locate_file(top))))
    return Path(paths["scripts"], "python")


def required() -> list[str]:
    lines = (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def needed(requirements: list[str]) -> Iterator[importlib.metadata.Distribution]:
    """The installed distributions that these requirements need, each once; one of another version is an error."""
    waiting, seen = [Requirement(line) for line in requirements], set()
    while waiting:
        wanted = waiting.pop()
        found = importlib.metadata.distribution(wanted.name)
        assert wanted.specifier.contains(found.version), f"{wanted} is required, {found.version} is installed"
        if found.metadata["Name"] not in seen:
            seen.add(found.metadata["Name"])
            yield found
            below = [Requirement(line) for line in found.requires or ()]
            waiting += [one for one in below if one.marker is None or one.marker.evaluate({"extra": ""})]


def test_the_sdk_ships_what_the_package_lists_and_its_form(shipped: Shipped) -> None:
    assert sorted(shipped.names) == sorted([*shipped.listed, "configuration_form.pb"])


def test_what_ships_syncs_as_the_repository_does(
    shipped: Shipped, sandbox: Sandbox, configured: Callable[..., dict[str, str]], synced: Callable[..., Warehouse]
) -> None:
    here = synced(**ALL_KEYS)
    sandbox.reset(SERVICE)
    there = shipped.sync(configured(**ALL_KEYS))
    assert there["strangers"] == []
    assert there["tables"] == json.loads(json.dumps({name: here.rows(name) for name in here.tables}, default=str))
    assert all(there["tables"].values())
