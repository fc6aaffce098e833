"""One sync by a folder's connector, measured; checks/limits.py starts it in an interpreter of its own.

Reads {"folder", "configuration", "broken"} from stdin, the last the name of a module that breaks it, or null. Writes
the measure as JSON to stdout. Rows go nowhere, as the SDK's own operations encode them.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import resource
import sys
import time
from typing import Any
from unittest import mock

from fivetran_connector_sdk import Logging, Operations
from fivetran_connector_sdk_cli import runtime, schema_processing


class Sink:
    """Counts what the SDK's operations hand on."""

    def __init__(self) -> None:
        self.rows = self.since = 0
        self.gaps: list[int] = []
        self.jobs: list[bool] = []
        self.largest_state = 0
        self._jobs: Any = {}

    def record(self, record: Any) -> None:
        self.rows += 1
        self.since += 1

    def truncate(self, truncate: Any) -> None:
        pass

    def warning(self, warning: Any) -> None:
        pass

    def checkpoint(self, checkpoint: Any) -> None:
        pass

    def saved(self, state: dict[str, Any]) -> None:
        self.largest_state = max(self.largest_state, len(json.dumps(state)))
        self.gaps.append(self.since)
        self.jobs.append(state.get("jobs") != self._jobs)
        self.since, self._jobs = 0, json.loads(json.dumps(state.get("jobs")))


def main() -> None:
    request = json.load(sys.stdin)
    sys.path.append(request["folder"])  # last, as the SDK has it
    connector = importlib.import_module("connector")
    if request["broken"]:
        importlib.import_module(request["broken"])
    Logging.LOG_LEVEL = Logging.Level.INFO
    sink, said, checkpoint = Sink(), io.StringIO(), Operations.checkpoint
    schema_processing.process_tables(connector.schema(request["configuration"]), {})
    runtime.install(sink)
    began = time.process_time()

    def noted(state: dict[str, Any]) -> None:
        checkpoint(state)
        sink.saved(state)

    with mock.patch.object(Operations, "checkpoint", noted), contextlib.redirect_stdout(said):
        for _ in connector.update(request["configuration"], {}):
            pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measure = {
        "rows": sink.rows,
        "gaps": sink.gaps,
        "jobs": sink.jobs,
        "largest_state": sink.largest_state,
        "lines": len(said.getvalue().splitlines()),
        "peak_mb": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10),
        "seconds": time.process_time() - began,
    }
    json.dump(measure, sys.stdout)


if __name__ == "__main__":
    main()
