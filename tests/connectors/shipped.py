"""One sync by what is in a folder and in this interpreter's environment alone; test_ship.py starts it in a fresh one.

Reads {"folder", "warehouse", "configuration"} from stdin; writes {"tables", "strangers"} to stdout: the rows by table,
and the modules that are neither the folder's nor of this environment or of Python's own library.
"""

import importlib.util
import json
import os
import sys
import sysconfig
from pathlib import Path

from fivetran_connector_sdk import Logging


def main() -> None:
    # What the connector and the SDK print goes to stderr: stdout carries the answer alone.
    answer_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    Logging.LOG_LEVEL = Logging.Level.WARNING
    sys.path.append(request["folder"])  # last, as the SDK has it
    spec = importlib.util.spec_from_file_location("warehouse", request["warehouse"])
    warehouse = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(warehouse)
    synced = warehouse.Warehouse().sync(request["configuration"])
    tables = {name: synced.rows(name) for name in synced.tables}
    json.dump({"tables": tables, "strangers": strangers(request["folder"])}, answer_to, default=str)


def strangers(folder: str) -> list[str]:
    paths = sysconfig.get_paths()
    allowed = [Path(folder), Path(paths["purelib"]), Path(paths["stdlib"]), Path(paths["platstdlib"])]
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    return sorted(
        name
        for name, file in files.items()
        if file and name not in ("__main__", "warehouse") and not any(Path(file).is_relative_to(one) for one in allowed)
    )


if __name__ == "__main__":
    main()
