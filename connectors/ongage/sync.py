"""Runs the streams in order, emits what they yield and saves the state. The only file that calls op.*"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from api import Ongage
from streams import activity, contacts, mailings, reference, statistics
from streams.run import Run
from toolkit.changes import Change, Checkpoints, Delete, Save, Truncate, Upsert, Warn
from toolkit.errors import ConfigurationError
from toolkit.tables import Row

STATE_VERSION = 1
STREAMS = (
    *reference.STREAMS,
    *mailings.STREAMS,
    *statistics.STREAMS,
    *contacts.STREAMS,
    *activity.STREAMS,
)


def sync(settings: dict[str, Any], saved: dict[str, Any]) -> Iterator[None]:
    """Brings every table up to the source's clock, less a minute; yields at each checkpoint.

    Where a stream fails, the windows that were complete are checkpointed, then the error is raised.
    """
    state = opened(saved)
    checkpoints, complete = Checkpoints(), ""
    with Ongage(settings) as api:
        try:
            run = Run(api, settings, state)
            run.jobs.tidy()  # what an earlier sync finished and did not come to delete
            for change in changes(run):
                if not isinstance(change, Save):
                    checkpoints.rows += emit(change)
                elif checkpoints.due(change):
                    yield op.checkpoint(state=state)
                    complete = ""
                    run.jobs.tidy()
                else:
                    complete = json.dumps(state)
            yield op.checkpoint(state=state)
            if run.jobs.tidy():
                yield op.checkpoint(state=state)
        except Exception:
            if complete:
                yield op.checkpoint(state=json.loads(complete))
            raise


def changes(run: Run) -> Iterator[Change]:
    """What all streams yield, one after the other."""
    for stream in STREAMS:
        yield from stream(run)
        yield Save()


def emit(change: Change) -> int:
    """Hands a change to Fivetran; returns its rows. A plain call: a generator that nobody drains would lose them."""
    if isinstance(change, Upsert):
        return _each(change.table, "rows", change.rows, op.upsert)
    if isinstance(change, Delete):
        return _each(change.table, "rows deleted", change.keys, op.delete)
    if isinstance(change, Truncate):
        op.truncate(change.table)
    if isinstance(change, Warn):
        op.warning(change.message)
        log.warning(change.message)
    return 0


def _each(table: str, what: str, rows: Iterable[Row], operation: Callable[[str, Row], Any]) -> int:
    count = 0
    for row in rows:
        operation(table, row)
        count += 1
    if count:
        log.info(f"{table}: {count} {what}")
    return count


def opened(saved: dict[str, Any]) -> dict[str, Any]:
    """The state to go on from: a copy of the saved one. Raises ConfigurationError for one that we did not write."""
    if saved and saved.get("version") != STATE_VERSION:
        raise ConfigurationError(
            f"the saved state has version {saved.get('version')!r}, this connector writes {STATE_VERSION}: "
            "start anew with `sfl debug ongage --fresh`"
        )
    return {"version": STATE_VERSION, **copy.deepcopy(saved)}
