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

    Where a stream fails, the state after the last complete window is yielded, unless rows of the next one are out
    already; then the error is raised.
    """
    checkpoints, complete = Checkpoints(), (-1, "")
    try:
        run.jobs.tidy()  # what an earlier sync finished and did not come to delete
        for change in _changes(run, streams):
            if not isinstance(change, Save):
                _emit(change, destination, checkpoints)
            elif checkpoints.due(change):
                yield run.state
                complete = (-1, "")
                run.jobs.tidy()
            elif not change.within:
                complete = (checkpoints.rows, json.dumps(run.state))
        yield run.state
        if run.jobs.tidy():
            yield run.state
    except Exception:
        rows, state = complete
        # half a window must not be saved: what vanishes of it before the next sync would stay for ever
        if rows == checkpoints.rows:
            yield json.loads(state)
        raise
    finally:
        _tell(run, destination)


def _tell(run: Run, destination: Any) -> None:
    for message in dict.fromkeys(run.warnings):
        destination.warning(message)


def _changes(run: Run, streams: Iterable[Callable[[Any], Iterator[Change]]]) -> Iterator[Change]:
    for stream in streams:
        yield from stream(run)
        yield Save()


def _emit(change: Change, destination: Any, checkpoints: Checkpoints) -> None:
    if isinstance(change, Upsert):
        _each(change.table, "rows", change.rows, destination.upsert, checkpoints)
    if isinstance(change, Delete):
        _each(change.table, "rows deleted", change.keys, destination.delete, checkpoints)
    if isinstance(change, Truncate):
        destination.truncate(change.table)


def _each(
    table: str, what: str, rows: Iterable[Row], operation: Callable[[str, Row], Any], checkpoints: Checkpoints
) -> None:
    before = checkpoints.rows
    for row in rows:
        checkpoints.rows += 1
        operation(table, row)
    if checkpoints.rows > before:
        log.info(f"{table}: {checkpoints.rows - before} {what}")
