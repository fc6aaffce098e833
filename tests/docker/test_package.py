"""A package is the same bytes wherever it is made: in the image, and on this machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from project import Project

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("service", ["everyaction", "ongage"])
def test_image_and_host_make_the_same_package(clean: Project, tmp_path: Path, service: str) -> None:
    here = tmp_path / "here.zip"
    subprocess.run(
        [sys.executable, "-m", "sfl", "package", service, "--output", str(here)],
        cwd=clean.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    clean.compose("run", "--rm", "sfl", "package", service, check=True)
    there = clean.folder / "connectors" / service / "files" / f"{service}.zip"
    assert there.read_bytes() == here.read_bytes()
