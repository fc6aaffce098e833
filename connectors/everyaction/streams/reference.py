"""Small tables that are read whole at every sync, and codes, which are read newest first in between."""

from __future__ import annotations

from collections.abc import Iterator

from models import CODE, CODE_SUPPORTED_ENTITY, RESOURCES, TOP, Resource, children, rows_of
from streams.run import Run, Stream
from toolkit.changes import Change
from toolkit.run import unless_refused


def whole(resource: Resource) -> Stream:
    """A stream that reads a collection whole; what it no longer holds is deleted."""

    def changes(run: Run) -> Iterator[Change]:
        records, complete = run.api.collection(resource.path, **resource.query)
        if not complete:
            run.tell_moved(resource.table)
        yield from run.reconcile(resource.table, rows_of(resource.table, records), lambda _: complete)
        key = resource.table.key[0]
        source = next(column.source for column in resource.table.columns if column.name == key)
        for inside, table in resource.children.items():
            rows, unloaded = children(table, records, inside, **{key: source})
            run.note_children(table, unloaded, len(records))
            yield from run.reconcile(table, rows, lambda known, skip=unloaded: complete and known[0] not in skip)  # type: ignore[misc]

    def stream(run: Run) -> Iterator[Change]:
        if run.wants(*resource.tables):
            yield from unless_refused(run, resource.table.name, changes(run))
            run.tell_unloaded()

    return stream


def _codes(run: Run) -> Iterator[Change]:
    records, full = run.latest(CODE, "codes", **TOP, **{"$expand": "supportedEntities"})
    read = {record["codeId"] for record in records}
    rows, unloaded = children(CODE_SUPPORTED_ENTITY, records, "supported_entities", code_id="code_id")
    yield from run.reconcile(CODE, rows_of(CODE, records), lambda known: full or known[0] in read)
    yield from run.reconcile(
        CODE_SUPPORTED_ENTITY, rows, lambda known: (full or known[0] in read) and known[0] not in unloaded
    )
    run.note_children(CODE_SUPPORTED_ENTITY, unloaded, len(records))
    if not records or len(unloaded) < len(records) or not run.wants(CODE_SUPPORTED_ENTITY):
        run.latest_read(CODE, full)  # else the next sync reads them again


def codes(run: Run) -> Iterator[Change]:
    """Source codes and tags."""
    if run.wants(CODE, CODE_SUPPORTED_ENTITY):
        yield from unless_refused(run, CODE.name, _codes(run))
        run.tell_unloaded()


STREAMS: tuple[Stream, ...] = (*map(whole, RESOURCES), codes)
