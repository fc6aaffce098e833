"""Ongage's HTTP API: login, paging, statistics reports and asynchronous jobs. Returns raw records; knows no table.

Facts and how sure they are: Ongage's help pages (D), clients in production (Q), second hand (S), inference (I),
unknown (U).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import requests

from toolkit import casts
from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.files import Open, Scratch, delimiter, lines, records
from toolkit.jobs import JobFailed
from toolkit.session import Limits, Session, Transient, body_of, call_of, transient

Record = dict[str, Any]

BASE_URL = "https://api.ongage.net"
KEY_BASE_URL = "https://api.ongage.com"  # S: an API key is taken on this host only
PAGE_ROWS = 200  # U: no maximum is documented; a server that caps lower is served too
MOST_RESTARTS = 3  # of a collection whose rows move while they are read
REPORT_ROWS = 1000  # U: as above
NOT_READY = 412  # D: a download asked for before the job is done
PENDING, COMPLETED = 1, 2  # D: a job's status; 3 is failed (S), and so is anything else
ZIP_MAGIC = b"PK\x03\x04"


class Ongage:
    """One account. Every method raises SourceRefused (with the status) and SourceUnavailable, as Session.call does."""

    def __init__(self, settings: dict[str, Any], attempts: int = 6) -> None:
        self._with_key = bool(settings["api_key"])
        self.session = Session(base_url(settings), login(settings), limits(settings, attempts))
        self._scratch = Scratch()

    def __enter__(self) -> Ongage:  # noqa: PYI034 (typing.Self needs Python 3.11)
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.close()

    def lists(self) -> list[Record]:
        """All lists that the login may read. Raises SourceRefused for a wrong login (401) or no API access (403)."""
        try:
            return list(self.pages("api/lists"))
        except SourceRefused as error:
            if error.status != 403:
                raise
            raise SourceRefused(
                "Ongage refused the login check (403): ask Ongage whether the plan includes API access, and check "
                f"{self._secrets()}",
                403,
            ) from None

    def pages(self, path: str, **query: Any) -> Iterator[Record]:
        """A collection row by row, in the order of ids; each once, even where rows move while they are read."""
        known: set[str] = set()
        offset, overlap, moved, last_first = 0, 0, 0, ""
        query = {"sort": "id", "order": "ASC", **query, "limit": PAGE_ROWS}
        while True:
            rows, total = self._page("GET", path, params={**query, "offset": offset})
            if len(rows) <= overlap:
                return
            first = str(rows[0]["id"])
            if first == last_first:
                raise SourceRefused(f"GET {path}: two pages begin with id {first}: Ongage ignored `offset`", 200)
            last_first = first
            if overlap and first not in known and moved < MOST_RESTARTS:
                # a page begins with the last row of the one before: if it does not, rows in front of it are gone and
                # as many were passed over, so all pages are read again
                offset, overlap, moved = 0, 0, moved + 1
                continue
            yield from (row for row in rows if str(row["id"]) not in known and is_live(row))
            known.update(str(row["id"]) for row in rows)
            # a total that is too small must not end the reading: only a page that is not full may be the last
            if total is not None and offset + len(rows) >= total and len(rows) < PAGE_ROWS:
                return
            overlap = min(1, len(rows) - 1)
            offset += len(rows) - overlap

    def emails(self, list_id: str, since: int) -> tuple[list[Record], bool]:
        """Messages modified at or after this second (D: the only collection with such a filter), and whether they are
        as many as the pages say."""
        found: dict[str, Record] = {}
        for _ in range(1 + MOST_RESTARTS):
            total = self._emails(list_id, since, found)
            if total is None or len(found) >= total:
                return list(filter(is_live, found.values())), True
        return list(filter(is_live, found.values())), False  # rows moved each time while they were read

    def _emails(self, list_id: str, since: int, found: dict[str, Record]) -> int | None:
        """Adds what all pages hold; returns how many rows there are, None where no page says so."""
        page, known, most = 1, set[str](), None
        while True:
            query = {"modified_from": since, "page": page, "page_size": PAGE_ROWS}
            rows, total = self._page("GET", f"{list_id}/api/emails", params=query)
            most = total if most is None or (total or 0) > most else most
            here = {str(row["id"]): row for row in rows}
            found.update(here)
            if here.keys() <= known:  # an empty page, or a server that does not turn pages
                return most
            known.update(here)
            page += 1

    def one(self, path: str) -> Record:
        """A single object; an empty one comes as [] (S)."""
        payload = self._envelope("GET", path)["payload"]
        return payload if isinstance(payload, dict) else {}

    def esp_connections(self) -> list[Record]:
        """The sending connections of the account, each with `active`, which only a second call tells (I)."""
        path = "api/esp_connections/options"
        everything, _ = self._page("GET", path)
        active = {str(row["id"]) for row in self._page("GET", path, params={"active_only": "true"})[0]}
        return [{**row, "active": str(row["id"]) in active} for row in everything]

    def report(self, **query: Any) -> Iterator[Record]:
        """The rows of one statistics report."""
        offset = 0
        while True:
            rows, total = self._page(
                "POST", "api/reports/query", json={**query, "offset": offset, "limit": REPORT_ROWS}
            )
            yield from rows
            offset += len(rows)
            # U: whether limit and total are known here: all rows may come at once; only a page that is not full ends
            if not rows or len(rows) > REPORT_ROWS or (len(rows) < REPORT_ROWS and (total is None or offset >= total)):
                return

    def create(self, path: str, body: Record) -> str:
        """Starts a job; returns the path that it is polled at and deleted by."""
        return f"{path}/{self._envelope('POST', path, json=body)['payload']['id']}"

    def fetch(self, job: str, *downloads: str) -> list[Path] | None:
        """The files of a search or activity job, or None while it runs. Raises JobFailed."""
        state = self._job(job)
        status = casts.integer(state.get("status")) or PENDING
        if status == PENDING:
            return None
        if status != COMPLETED:
            raise JobFailed(f"failed with status {status} ({state.get('status_desc') or 'no reason given'})")
        files = [self._download(f"{job}/{name}") for name in downloads]
        return None if None in files else [file for file in files if file]

    def retrieve(self, job: str) -> list[Path] | None:
        """The file of an export job, or None while it runs (D: there is no status call, only 412). Raises JobFailed."""
        try:
            file = self._download(f"{job}/retrieve")
        except SourceUnavailable as error:  # U: how an export that failed is answered; a new one may be better
            raise JobFailed(f"cannot be fetched ({error})") from None
        return [file] if file and file.stat().st_size else None  # U: an empty body may come before the file is ready

    def delete(self, job: str) -> None:
        """Removes a job from the customer's saved searches; one that is gone is no error."""
        if "/export/" in job:
            return  # no call removes an export
        try:
            self._envelope("DELETE", job)
        except SourceRefused as error:
            if error.status != 404:
                raise

    def _job(self, job: str) -> Record:
        try:
            return self.one(job)
        except SourceRefused as error:
            if error.status != 404:
                raise
            raise JobFailed("vanished (404)") from None

    def _download(self, path: str) -> Path | None:
        def save(response: requests.Response) -> Path | None:
            if response.status_code == NOT_READY:
                return None
            if not response.ok or "json" in response.headers.get("Content-Type", ""):
                self._checked(response)  # raises for an error that comes as JSON
            return self._scratch.save(response, path)

        try:
            return self.session.call("GET", path, save)
        except SourceRefused as error:
            if error.status != 404:
                raise
            raise JobFailed("vanished (404)") from None

    def _page(self, method: str, path: str, **request: Any) -> tuple[list[Record], int | None]:
        envelope = self._envelope(method, path, **request)
        payload, total = envelope["payload"], envelope["metadata"].get("total")
        if isinstance(payload, dict):  # I: rows keyed by id; D: a single row
            payload = [payload] if "id" in payload else list(payload.values())
        return payload, None if total is None else int(total)

    def _envelope(self, method: str, path: str, **request: Any) -> Record:
        return self.session.call(method, path, self._checked, **request)

    def _checked(self, response: requests.Response) -> Record:
        """The envelope of an answer that is no error. Raises Transient for one cut short, SourceRefused for a no."""
        envelope = body_of(response)
        wrapped = isinstance(envelope, dict) and isinstance(envelope.get("metadata"), dict) and "payload" in envelope
        if response.ok and wrapped and not envelope["metadata"].get("error"):
            return dict(envelope)
        raise self._refusal(response, envelope if wrapped else {"payload": envelope})

    def _refusal(self, response: requests.Response, envelope: Record) -> Exception:
        payload = envelope.get("payload")
        code, message = (payload.get("code"), payload.get("message")) if isinstance(payload, dict) else (None, None)
        status = int(str(code)) if response.ok and str(code).isdecimal() else response.status_code
        if response.ok and code is None:
            return Transient("an answer without Ongage's envelope")
        if status == 401:
            return SourceRefused(f"Ongage refused the login (401): check {self._secrets()}", 401)
        again = transient(response, status)
        reason = f"Ongage answered {status} ({message or 'no reason given'})"
        return again or SourceRefused(f"{call_of(response)}: {reason}", status)

    def _secrets(self) -> str:
        if self._with_key:
            return "SFL_ONGAGE_API_KEY (configuration key api_key)"
        return (
            "SFL_ONGAGE_USERNAME, SFL_ONGAGE_PASSWORD and SFL_ONGAGE_ACCOUNT_CODE (configuration keys of these names)"
        )


def is_live(record: Record) -> bool:
    """Whether a row of a collection is not marked as deleted (U: such rows may be left out, or carry "1" or a time)."""
    return not casts.identifier(record.get("deleted")) or record["deleted"] is False


def base_url(settings: dict[str, Any]) -> str:
    """Where this login is taken."""
    return str(settings["base_url"] or (KEY_BASE_URL if settings["api_key"] else BASE_URL))


def login(settings: dict[str, Any]) -> dict[str, str]:
    """The headers that log every call in: the key's, else the three of D."""
    if settings["api_key"]:
        return {"x-api-key": settings["api_key"], "Accept": "application/json"}
    return {
        "X_USERNAME": settings["username"],
        "X_PASSWORD": settings["password"],
        "X_ACCOUNT_CODE": settings["account_code"],
        "Accept": "application/json",
    }


def limits(settings: dict[str, Any], attempts: int) -> Limits:
    """The source's limits (D: 300 calls a minute, 10 at once) as configured, below them by default."""
    return Limits(
        calls=settings["calls_per_minute"],
        period_s=60,
        parallel_calls=settings["parallel_calls"],
        retry_wait_s=settings["retry_wait_seconds"],
        retry_after_max_s=settings["retry_after_max_seconds"],
        attempts=attempts,
    )


def file_rows(file: Path) -> Iterator[Record]:
    """The records of a downloaded CSV, of every CSV in a ZIP, or of a JSON answer, by the header's names."""
    with file.open("rb") as raw:
        start = raw.read(4)
    if start == ZIP_MAGIC:
        with zipfile.ZipFile(file) as archive:
            for name in sorted(n for n in archive.namelist() if n.endswith(".csv")):
                yield from _records(partial(archive.open, name))
    elif start[:1] == b"{":
        yield from json.loads(file.read_bytes())["payload"]
    else:
        yield from _records(lambda: file.open("rb"))


def _records(opened: Open) -> Iterator[Record]:
    rows = lines(opened, delimiter(opened))
    yield from records(rows, next(rows, []))
