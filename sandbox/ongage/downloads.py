"""CSV and ZIP answers, written as they are sent; the CSV faults change their dialect."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from starlette.responses import Response, StreamingResponse

from sandbox.ongage.call import Call

CHUNK_BYTES = 64 * 1024
IN_MEMORY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Dialect:
    bom: bool = False
    newline: str = "\r\n"
    unix_dates: bool = False
    reordered: bool = False

    @classmethod
    def of(cls, call: Call) -> Dialect:
        return cls(
            bom=call.fault("csv_bom") is not None,
            newline="\r\n" if call.fault("csv_lf") is None else "\n",
            unix_dates=call.fault("csv_unix_dates") is not None,
            reordered=call.fault("csv_order") is not None,
        )

    def header(self, columns: list[str]) -> list[str]:
        """The columns as this dialect has them: reordered ones run backwards and call the contact's id `id`."""
        renamed = ["id" if column == "ocx_contact_id" else column for column in reversed(columns)]
        return renamed if self.reordered else columns

    def date(self, epoch_s: int | None) -> Any:
        if epoch_s is None or self.unix_dates:
            return epoch_s
        return datetime.fromtimestamp(epoch_s, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")

    def lines(self, columns: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
        """Encoded chunks of about CHUNK_BYTES."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator=self.newline)
        writer.writerow(self.header(columns))
        if self.bom:
            yield b"\xef\xbb\xbf"
        for row in rows:
            writer.writerow(reversed(row) if self.reordered else row)
            if buffer.tell() >= CHUNK_BYTES:
                yield _taken(buffer)
        yield _taken(buffer)


def csv_answer(dialect: Dialect, columns: list[str], rows: Iterable[list[Any]]) -> Response:
    return StreamingResponse(dialect.lines(columns, rows), media_type="text/csv")


def zip_answer(dialect: Dialect, name: str, columns: list[str], rows: Iterable[list[Any]]) -> Response:
    """A ZIP of one CSV member; a large one waits in a temporary file, not in memory."""
    packed = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed when it is sent
    member = f"{name.replace('/', '_')}.export.csv"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(member, "w") as file:
        for chunk in dialect.lines(columns, rows):
            file.write(chunk)
    return StreamingResponse(_sent(packed), media_type="application/zip")


def _sent(packed: Any) -> Iterator[bytes]:
    with packed:
        packed.seek(0)
        yield from iter(lambda: packed.read(CHUNK_BYTES), b"")


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
