"""Small tables that are read whole at every sync: lists, their fields and segments, connections, optional ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from api import Record
from models import EMAIL_TAGS, ESP_CONNECTIONS, EVENTS, LIST_FIELDS, LISTS, SEGMENTS, TRANSACTIONAL_CAMPAIGNS
from streams.run import Run, Stream, each_list
from toolkit.changes import Change
from toolkit.prefetch import prefetch
from toolkit.tables import Table


def lists(run: Run) -> Iterator[Change]:
    """Every list of the account, whatever `list_ids` says."""
    rows = [LISTS.row(record) for record in run.all_lists]
    yield from run.seen.reconcile(LISTS, "", lambda: rows)


def esp_connections(run: Run) -> Iterator[Change]:
    """The account's sending connections."""
    rows = [ESP_CONNECTIONS.row(record) for record in run.api.esp_connections()]
    yield from run.seen.reconcile(ESP_CONNECTIONS, "", lambda: rows)


def whole(table: Table, read: Callable[[Run, str], Iterable[Record]]) -> Stream:
    """A stream that reads a table of every list whole, and deletes the rows of lists that are gone."""

    def of_list(run: Run, list_id: str) -> Iterator[Change]:
        declared = run.tables[table.name]
        rows = [declared.row({**record, "list_id": list_id}) for record in read(run, list_id)]
        yield from run.seen.reconcile(declared, list_id, lambda: rows)

    def stream(run: Run) -> Iterator[Change]:
        if table.name not in run.tables:
            return
        yield from each_list(table.name, of_list)(run)
        here = {str(record["id"]) for record in run.all_lists}
        for gone in set(run.seen.windows(table)) - here:
            yield from run.seen.reconcile(table, gone, list)

    return stream


def raw_collection(resource: str) -> Callable[[Run, str], Iterable[Record]]:
    """Reads a collection whose fields are not documented, each record once more as `raw`."""

    def read(run: Run, list_id: str) -> Iterator[dict[str, Any]]:
        for record in run.api.pages(f"{list_id}/api/{resource}"):
            # D: global tags have no list and come with every one
            yield {**record, "name": record.get("name") or record.get("title"), "raw": record}

    return read


def segment_records(run: Run, list_id: str) -> Iterator[Record]:
    """Segments, each with its rules where the configuration asks for them (a call each)."""
    records = run.api.pages(f"{list_id}/api/segments")
    if not run.settings["include_segment_rules"]:
        yield from records
        return
    paths = (f"{list_id}/api/segments/{record['id']}" for record in records)
    for _, segment in prefetch(run.api.one, paths, run.settings["parallel_calls"]):
        yield segment


STREAMS: tuple[Stream, ...] = (
    lists,
    whole(LIST_FIELDS, Run.list_fields),
    whole(SEGMENTS, segment_records),
    esp_connections,
    whole(TRANSACTIONAL_CAMPAIGNS, raw_collection("transactional")),
    whole(EVENTS, raw_collection("events")),
    whole(EMAIL_TAGS, raw_collection("email_tag")),
)
