"""tox has an environment for every connector, its debug sync without Docker: toxfile.py names them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tracked import ROOT, connectors, texts
from verdict import demand


def test_tox_has_an_environment_for_every_connector(tmp_path: Path) -> None:
    every = ",".join(connectors())
    asked = [sys.executable, "-m", "tox", "config", "--workdir", str(tmp_path), "-e", every, "-k", "commands"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    wanted = {name: f"commands = python -m sfl debug {name}" for name in connectors()}
    missing = [name for name, line in wanted.items() if line not in told.stdout.splitlines()]
    demand([f"tox.ini: no environment {name}" for name in missing], f"Mend toxfile.py. {told.stderr}")


def test_what_is_marked_is_in_a_part_of_which_tox_runs_what_is_marked() -> None:
    parts = ("tests/connectors/", "tests/sandbox/", "tests/scripts/", "template/")
    marked = [name for name, text in texts().items() if re.search(r"pytest\.mark\.(?:long|once)\b", text)]
    nowhere = [name for name in marked if not name.startswith((*parts, "tests/conformance/"))]
    demand(nowhere, "Name its part in MARKED of tests/run, and here: else tox never runs these tests.")
