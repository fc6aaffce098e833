"""Files that a source hands out: kept for a moment, and read as CSV row by row.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import requests
from fivetran_connector_sdk import Logging as log

from toolkit.errors import SourceUnavailable

BLOCK_BYTES = 1 << 16
csv.field_size_limit(1 << 24)  # one field may hold a whole page of HTML

Open = Callable[[], IO[bytes]]


class NotCsv(SourceUnavailable):
    """What was read is no table: it is cut, or something else than CSV."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"a file of the source is cut or no CSV ({reason}): run again later, nothing is lost")


class Scratch:
    """A folder that is made for the first file, and gone when its context ends."""

    def __init__(self) -> None:
        self._made: Path | None = None

    @property
    def _folder(self) -> Path:
        # not before: of a process that is killed while it asks for nothing but a schema, nothing stays
        self._made = self._made or Path(tempfile.mkdtemp(prefix="connector-"))
        return self._made

    def close(self) -> None:
        if self._made:
            shutil.rmtree(self._made, ignore_errors=True)

    def save(self, response: requests.Response, name: str) -> Path:
        """The body as a file; what cuts it short is raised as requests raises it."""
        file = self._folder / name.replace("/", "_")
        with file.open("wb") as out:
            for block in response.iter_content(BLOCK_BYTES):
                out.write(block)
        return file


def delimiter(opened: Open) -> str:
    """What divides the cells: tabs where the header has them, else commas."""
    with opened() as raw:
        return "\t" if b"\t" in raw.readline() else ","


def lines(opened: Open, divided_by: str) -> Iterator[list[str]]:
    """The rows of a CSV, header and all, empty lines left out. Raises NotCsv for one that ends inside quotes.

    A byte order mark may come first; quoted fields hold line ends.
    """
    encoding = _encoding(opened)
    with opened() as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        reader = csv.reader(text, delimiter=divided_by, strict=True)
        try:
            yield from (row for row in reader if row)
        except csv.Error as error:
            raise NotCsv(f"line {reader.line_num}: {error}") from None


def records(rows: Iterable[list[str]], header: list[str]) -> Iterator[dict[str, Any]]:
    """Each row by the header's names. Raises NotCsv for one with more or fewer cells."""
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise NotCsv(f"row {number} has {len(row)} cells, the header {len(header)}")
        yield dict(zip(header, row, strict=True))


def _encoding(opened: Open) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened() as raw:
        try:
            for block in iter(lambda: raw.read(BLOCK_BYTES), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            log.warning("a file is not UTF-8: read as Windows-1252")
            return "cp1252"
    return "utf-8-sig"
