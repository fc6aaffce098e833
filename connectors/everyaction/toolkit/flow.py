"""From the streams' changes to the destination, with a state to save wherever a crash may resume.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fivetran_connector_sdk import Logging as log

from toolkit.changes import Change, Checkpoints, Delete, Save, Truncate, Upsert
from toolkit.errors import ConfigurationError
from toolkit.run import Run
from toolkit.tables import Row

STATE_VERSION = 1


def opened(saved: dict[str, Any], service: str) -> dict[str, Any]:
    """The state to go on from: a copy of the saved one. Raises ConfigurationError for one that we did not write."""
    if saved and saved.get("version") != STATE_VERSION:
        raise ConfigurationError(
            f"the saved state has version {saved.get('version')!r}, this connector writes {STATE_VERSION}: "
            f"start anew with `sfl debug {service} --fresh`"
        )
    return {"version": STATE_VERSION, **copy.deepcopy(saved)}


def delivered(run: Run, streams: Iterable[Callable[[Any], Iterator[Change]]], destination: Any) -> Iterator[Any]:
    """Hands everything that the streams yield to the destination (the SDK's Operations); yields each state to save.

    Where a stream fails, the state after the last complete window is yielded, then the error is raised.
    """
    checkpoints, complete = Checkpoints(), ""
    try:
        run.jobs.tidy()  # what an earlier sync finished and did not come to delete
        for change in _changes(run, streams):
            if not isinstance(change, Save):
                checkpoints.rows += _emit(change, destination)
            elif checkpoints.due(change):
                yield run.state
                complete = ""
                run.jobs.tidy()
            else:
                complete = json.dumps(run.state)
        yield run.state
        if run.jobs.tidy():
            yield run.state
    except Exception:
        if complete:
            yield json.loads(complete)
        raise
    finally:
        for message in dict.fromkeys(run.warnings):
            destination.warning(message)


def _changes(run: Run, streams: Iterable[Callable[[Any], Iterator[Change]]]) -> Iterator[Change]:
    for stream in streams:
        yield from stream(run)
        yield Save()


def _emit(change: Change, destination: Any) -> int:
    if isinstance(change, Upsert):
        return _each(change.table, "rows", change.rows, destination.upsert)
    if isinstance(change, Delete):
        return _each(change.table, "rows deleted", change.keys, destination.delete)
    if isinstance(change, Truncate):
        destination.truncate(change.table)
    return 0


def _each(table: str, what: str, rows: Iterable[Row], operation: Callable[[str, Row], Any]) -> int:
    count = 0
    for row in rows:
        operation(table, row)
        count += 1
    if count:
        log.info(f"{table}: {count} {what}")
    return count
