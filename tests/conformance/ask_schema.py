"""Asks a connector's schema() of some configurations, in an interpreter of its own, loaded as `sfl` loads it.

Reads {"folder", "configurations"} from stdin, writes what schema() returned to each as JSON to stdout.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

PROBE = Path(__file__).resolve().parents[2] / "scripts" / "sfl" / "probe.py"


def probe() -> Any:
    """sfl's own loader; its folder stays off the module path."""
    spec = importlib.util.spec_from_file_location("probe", PROBE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    # What the connector prints goes to stderr: stdout carries the answers alone.
    answer_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    probe().load(request["folder"])
    schema = sys.modules["connector_connector_code"].schema
    json.dump([schema(configuration) for configuration in request["configurations"]], answer_to)
