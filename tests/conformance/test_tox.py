"""tox has an environment for every connector, its debug sync without Docker: toxfile.py names them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tracked import ROOT, connectors
from verdict import demand


def test_tox_has_an_environment_for_every_connector(tmp_path: Path) -> None:
    every = ",".join(connectors())
    asked = [sys.executable, "-m", "tox", "config", "--workdir", str(tmp_path), "-e", every, "-k", "commands"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    wanted = {name: f"commands = python -m sfl debug {name}" for name in connectors()}
    missing = [name for name, line in wanted.items() if line not in told.stdout.splitlines()]
    demand([f"tox.ini: no environment {name}" for name in missing], f"Mend toxfile.py. {told.stderr}")
