"""What a large sync may cost: memory, the size of its state, rows between two checkpoints, lines of its log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import subject

MEASURED = Path(__file__).resolve().parents[1] / "measured.py"
PEAK_MB = 200
STATE_BYTES = 1_000_000
ROWS_AT_MOST = 10_000  # whatever a window has: toolkit/changes.py
ROWS_AT_LEAST = 5_000  # toolkit/changes.py; before a job is polled, and at the end, fewer will do
LAST = 2  # the end of the sync, and the jobs that were deleted then
ROWS_A_LINE = 50


def measured(configuration: dict[str, str], broken: str | None = None) -> dict[str, Any]:
    """A first sync in a process of its own; `broken` names a module that breaks the connector."""
    request = json.dumps({"folder": str(subject.FOLDER), "configuration": configuration, "broken": broken})
    done = subprocess.run([sys.executable, str(MEASURED)], input=request, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the sync failed: {done.stderr[-2000:]}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def within(found: dict[str, Any]) -> None:
    """Raises AssertionError that names the first limit that is passed."""
    assert found["peak_mb"] < PEAK_MB, f"{found['peak_mb']:.0f} MB of memory for {found['rows']} rows"
    assert found["largest_state"] < STATE_BYTES, f"a state of {found['largest_state']} bytes"
    assert max(found["gaps"]) <= ROWS_AT_MOST, f"{max(found['gaps'])} rows between two checkpoints"
    few = [gap for gap, job in zip(found["gaps"], found["jobs"], strict=True) if gap < ROWS_AT_LEAST and not job]
    assert len(few) <= LAST, f"{len(few)} checkpoints after fewer than {ROWS_AT_LEAST} rows: {few[:5]}"
    most = found["rows"] / ROWS_A_LINE
    assert found["lines"] <= most, f"{found['lines']} lines of log for {found['rows']} rows: is there one for each?"
