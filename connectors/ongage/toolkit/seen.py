"""What was there at the last reading, kept small in the state.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.

A window is any part of a table that is read as one: a day's statistics, a list's fields. Of each, the state keeps a
digest and a count, and its rows' keys with a short digest each, so that only rows that changed are emitted and rows
that vanished are deleted.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from fivetran_connector_sdk import Logging as log

from toolkit.changes import Change, Delete, Save, Upsert, in_parts, parts
from toolkit.tables import Row, Table

KEYS_PER_WINDOW = 10_000
BYTES_OF_KEYS = 512 * 1024

Key = tuple[Any, ...]


def row_digest(table: Table, row: Row) -> int:
    """64 bits of a row's content, but for what is volatile in it."""
    content = json.dumps(table.lasting(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(content.encode()).digest()[:8], "big")


@dataclass
class Snapshot:
    """A reading: how many rows, the sum of their digests (any order gives the same), and the newest rows' keys.

    `changed`: there are rows that the reading before did not have like this.
    """

    changed: bool = False
    most: int = KEYS_PER_WINDOW
    total: int = 0
    count: int = 0
    rows: OrderedDict[Key, str] = field(default_factory=OrderedDict)

    def add(self, key: Key, digest: int) -> None:
        """Counts one row in; only the newest `most` keys are remembered."""
        self.total = (self.total + digest) % 2**64
        self.count += 1
        self.rows[key] = short(digest)
        if len(self.rows) > self.most:
            self.rows.popitem(last=False)

    @property
    def digest(self) -> str:
        """What two readings of the same rows have in common."""
        return f"{self.total:016x}"


def short(digest: int) -> str:
    """The part of a row's digest that the state remembers."""
    return f"{digest >> 16:012x}"


class Seen:
    """The remembered windows of all tables, in the state's own dict: `{table: {window: {digest, count, keys}}}`."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._tables: dict[str, dict[str, Any]] = state.setdefault("seen", {})

    def reconcile(
        self,
        table: Table,
        window: str,
        rows: Callable[[], Iterable[Row]],
        covers: Callable[[Key], bool] = lambda _: True,
    ) -> Iterator[Change]:
        """The changes that bring the destination from the last reading of this window to this one.

        `rows` gives the reading anew at each call, every key once. `covers` tells for a remembered key whether this
        reading would have held it, were it still there. The memory moves on once the changes are out; a large
        window comes in parts, and at the Save before each of them what is out by then is remembered.
        """
        before = self._tables.get(table.name, {}).get(window, {})
        known = self.known(table, window)
        after, gone = self._read(table, rows(), known, covers)
        same = after.digest == before.get("digest") and after.count == before.get("count")
        if same or not (after.changed or gone):
            return
        yield from self._emitted(table, window, changed(table, rows(), known), gone, known)
        others = {key: digest for key, digest in known.items() if not covers(key)}
        if len(after.rows) < after.count or len(others) + after.count > KEYS_PER_WINDOW:
            log.warning(f"{table.name}: more than {KEYS_PER_WINDOW} rows in {window}: older ones that vanish stay")
        self.remember(table, window, after, others)

    def overlapping(
        self, table: Table, window: str, rows: list[Row], read_again: Callable[[Row], bool]
    ) -> Iterator[Change]:
        """The rows that are new or changed in a reading that overlaps the last one; remembers those that come again."""
        yield from in_parts(table.name, changed(table, rows, self.known(table, window)))
        self.keep(table, window, filter(read_again, rows))

    def keep(self, table: Table, window: str, rows: Iterable[Row]) -> None:
        """Remembers these rows of the window, and no other."""
        kept, _ = self._read(table, rows, {}, bool)
        self.remember(table, window, kept)

    def known(self, table: Table, window: str) -> dict[Key, str]:
        """The rows of a window that are remembered: key and digest."""
        return unpack(self._tables.get(table.name, {}).get(window, {}).get("keys"))

    def forget(self, table: Table, keep: Callable[[str], bool]) -> None:
        """Drops the windows that will never be read again."""
        windows = self._tables.get(table.name, {})
        for window in [window for window in windows if not keep(window)]:
            del windows[window]

    def windows(self, table: Table) -> list[str]:
        """The windows of a table that are remembered."""
        return list(self._tables.get(table.name, {}))

    def _read(
        self, table: Table, rows: Iterable[Row], known: dict[Key, str], covers: Callable[[Key], bool]
    ) -> tuple[Snapshot, list[Key]]:
        after, gone = Snapshot(), {key for key in known if covers(key)}
        for row in rows:
            key, digest = table.identity(row), row_digest(table, row)
            gone.discard(key)
            after.changed |= known.get(key) != short(digest)
            after.add(key, digest)
        return after, sorted(gone)

    def _emitted(
        self, table: Table, window: str, rows: Iterable[Row], gone: Iterable[Key], known: dict[Key, str]
    ) -> Iterator[Change]:
        """The rows to upsert, then the keys to delete, in parts."""
        out, last = OrderedDict(known), list[tuple[Key, Row | None]]()
        steps = chain(((table.identity(row), row) for row in rows), ((key, None) for key in gone))
        for part in parts(steps):
            if last:
                self._note(table, out, last)
                self._put(table, window, "", len(out), out)
            yield Save(within=True)
            fresh = [row for _, row in part if row is not None]
            if fresh:
                yield Upsert(table.name, fresh)
            if len(fresh) < len(part):
                yield Delete(table.name, [table.key_of(key) for key, row in part if row is None])
            last = part

    def _note(self, table: Table, out: OrderedDict[Key, str], part: list[tuple[Key, Row | None]]) -> None:
        for key, row in part:
            out.pop(key, None)
            if row is not None:
                out[key] = short(row_digest(table, row))
        while len(out) > KEYS_PER_WINDOW:
            out.popitem(last=False)

    def remember(self, table: Table, window: str, after: Snapshot, others: dict[Key, str] | None = None) -> None:
        """Puts a reading in the place of the one before; `others` are rows of the window that it did not cover."""
        # of a partial reading, the digest must not be taken for a whole one's
        digest = "" if others else after.digest
        self._put(table, window, digest, after.count, {**(others or {}), **after.rows})

    def _put(self, table: Table, window: str, digest: str, count: int, rows: dict[Key, str]) -> None:
        windows = self._tables.setdefault(table.name, {})
        windows.pop(window, None)  # the newest window stands last
        if count or rows:
            newest = dict(list(rows.items())[-KEYS_PER_WINDOW:])
            windows[window] = {"digest": digest, "count": count, "keys": pack(newest)}
            self._shrink()

    def _shrink(self) -> None:
        remembered = [(name, w, kept) for name, ws in self._tables.items() for w, kept in ws.items() if "keys" in kept]
        size = sum(len(kept["keys"]) for _, _, kept in remembered)
        # days ("list/day") before whole lists, the oldest day first
        for name, window, kept in sorted(
            remembered, key=lambda entry: ("/" not in entry[1], entry[1].rpartition("/")[2])
        ):
            if size <= BYTES_OF_KEYS:
                return
            size -= len(kept.pop("keys"))
            log.warning(f"{name}: no room to remember the rows of {window}; those that vanish there stay")


def changed(table: Table, rows: Iterable[Row], known: dict[Key, str]) -> Iterator[Row]:
    """The rows that are new or differ from those known."""
    return (row for row in rows if known.get(table.identity(row)) != short(row_digest(table, row)))


def pack(rows: dict[Key, str]) -> str:
    """Keys and digests as compressed text."""
    content = json.dumps([[*key, digest] for key, digest in rows.items()], separators=(",", ":"))
    return base64.b85encode(zlib.compress(content.encode(), 9)).decode()


def unpack(packed: str | None) -> dict[Key, str]:
    """The inverse of `pack`; nothing remembered is an empty dict."""
    if packed is None:
        return {}
    return {tuple(key): digest for *key, digest in json.loads(zlib.decompress(base64.b85decode(packed)))}
