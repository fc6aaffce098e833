"""Runs an unpacked package once, as Fivetran would: in a fresh interpreter that finds the package, what its
requirements.txt names, the SDK, and nothing else of this machine.

Started with `python -I -S`. Reads {"folder", "site", "installed", "work", "configuration", "state"} from stdin, writes
one JSON object to stdout: `secret_keys` (by the setup form), `failure` (text or null); for the work "tests" `tests`,
for "sync" the `rows` by table, the `state` of the last checkpoint and the `warnings`. Imports nothing of `sandbox`.
"""

import functools
import importlib.metadata
import importlib.util
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SDK = "fivetran-connector-sdk"
PASSWORD = 1  # form_field.TextField.password
REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


class Reported(Exception):
    """The connector ended its sync by op.error."""


class Sink:
    """What the SDK emits into: keeps the state and the warnings, and drops the rows."""

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self.warnings: list[str] = []

    def checkpoint(self, checkpoint: Any) -> None:
        self.state = json.loads(checkpoint.state_json)

    def warning(self, warning: Any) -> None:
        self.warnings.append(json.loads(warning.message)["message"])

    def task(self, task: Any) -> None:
        raise Reported(json.loads(task.message)["message"])

    def record(self, record: Any) -> None:
        """The row was encoded by its declared types on the way here, which is what can fail."""

    truncate = file_chunk = record


def install(folder: Path, site: Path, installed: list[str]) -> None:
    """Fills the folder `site` with links to what pip would install: the SDK, requirements.txt and what they require."""
    path = folder / "requirements.txt"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    site.mkdir()
    for found in distributions([SDK, *filter(None, map(name_of, lines))], installed):
        for name in {file.parts[0] for file in found.files or []} - {".."}:
            if not (site / name).exists():
                (site / name).symlink_to(Path(str(found.locate_file(name))))


def distributions(names: list[str], installed: list[str]) -> Iterator[importlib.metadata.Distribution]:
    """These and all that they require, extras aside; raises ValueError for one of them that is not installed here."""
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = next(iter(importlib.metadata.distributions(name=name, path=installed)), None)
        if found is None and name in names:
            raise ValueError(f"requirements.txt names {name}, which this sandbox has not installed")
        if found is not None:  # else it is for another platform or Python
            yield found
            waiting += filter(None, (name_of(line) for line in found.requires or [] if "extra ==" not in line))


def name_of(requirement: str) -> str:
    """Of a line of requirements.txt; empty for a comment or an option."""
    found = REQUIREMENT.match(requirement)
    return re.sub(r"[-_.]+", "-", found[1]).lower() if found else ""


def load(folder: Path, site: Path) -> Any:
    """The connector object; as for the SDK, the package comes last on the module path."""
    sys.dont_write_bytecode = True
    sys.path += [str(site), str(folder)]
    sdk = importlib.import_module("fivetran_connector_sdk")
    sdk.Logging.LOG_LEVEL = sdk.Logging.Level.INFO
    spec = importlib.util.spec_from_file_location("connector_connector_code", folder / "connector.py")
    if spec is None or spec.loader is None:
        raise ImportError("connector.py is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.connector


def tests(connector: Any, form: Any, request: dict[str, Any], found: dict[str, Any]) -> None:
    """Each setup test of the form; one that raises is a failed one."""
    found["tests"] = []
    for test in form.tests if form else []:
        found["tests"].append({"title": test.label, "status": "JOB_FAILED", "message": ""})
        answer = connector.run_test(test.name, request["configuration"])
        status = "PASSED" if answer.success else "FAILED"
        found["tests"][-1].update(status=status, message=answer.failure or "")


def sync(connector: Any, form: Any, request: dict[str, Any], found: dict[str, Any]) -> None:
    """Schema and update; what was out at the last checkpoint counts, however the rest goes."""
    runtime = importlib.import_module("fivetran_connector_sdk_cli.runtime")
    sink, rows = Sink(), Counter[str]()
    runtime.install(sink)
    count(importlib.import_module("fivetran_connector_sdk").Operations, rows)
    try:
        connector.get_schema(request["configuration"])
        connector.run_update(request["configuration"], request["state"])
    finally:
        found |= {"rows": rows, "state": sink.state, "warnings": sink.warnings}


def count(operations: Any, rows: "Counter[str]") -> None:
    """Counts what goes through `upsert`, by table."""
    upsert: Callable[..., None] = operations.upsert

    @functools.wraps(upsert)
    def counted(table: str, *given: Any, **named: Any) -> None:
        upsert(table, *given, **named)
        rows[table] += 1

    operations.upsert = staticmethod(counted)


def run(request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"secret_keys": None, "failure": None}
    try:
        folder, site = Path(request["folder"]), Path(request["site"])
        install(folder, site, request["installed"])
        connector = load(folder, site)
        form = connector.get_configuration_form()
        found["secret_keys"] = [field.name for field in form.fields if field.text_field == PASSWORD] if form else None
        {"tests": tests, "sync": sync}[request["work"]](connector, form, request, found)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a connector does, it is told
        # The SDK wraps what a handler raises into an error whose message is a traceback.
        cause = error.__cause__ or error
        found["failure"] = str(cause) if isinstance(cause, Reported) else f"{type(cause).__name__}: {cause}"
    return found


if __name__ == "__main__":
    # What the connector and the SDK print goes to stderr: stdout carries the answer alone.
    answer_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    json.dump(run(json.load(sys.stdin)), answer_to)
