"""EveryAction's HTTP API (version 4): login, paging, the changed-entity export. Returns raw records; knows no table.

Facts and how sure they are: the vendor's documentation (V) or code (C), field evidence (F), inference (I).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from toolkit.errors import SourceRefused
from toolkit.files import Scratch
from toolkit.jobs import JobFailed
from toolkit.session import Limits, Session, Transient, body_of, call_of, origin

Record = dict[str, Any]

BASE_URL = "https://api.securevan.com/v4"
EXPORTS = "changedEntityExportJobs"
COMPLETE = "Complete"  # V
FAILED = {"Error", "Rejected", "Failed", "Cancelled"}  # V; the last three are guesses of public clients
MOST_READINGS = 3  # of a collection whose rows move while its pages are read
OPTIONAL = ("requestedFields", "requestedCustomFieldIds", "includeInactive")  # V: what is not echoed is ignored
TEXT_SHOWN = 300  # characters of an error's text


class EveryAction:
    """One API key. Every method raises SourceRefused (with the status) and SourceUnavailable, as Session.call does."""

    def __init__(self, settings: dict[str, Any], attempts: int = 6) -> None:
        self._limits = limits(settings, attempts)
        self.session = Session(settings["base_url"], login(settings), self._limits)
        self._hosts: dict[str, Session] = {}
        self._scratch = Scratch()

    def __enter__(self) -> EveryAction:  # noqa: PYI034 (typing.Self needs Python 3.11)
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.close()

    def profile(self) -> Record:
        """What the key is. Raises SourceRefused for a key that is wrong (401) or may not read even this (403)."""
        try:
            items = self._items(self._answer("GET", "apiKeyProfiles"))
        except SourceRefused as error:
            if error.status != 403:
                raise
            raise SourceRefused(f"EveryAction refused the login check (403): {SECRETS}", 403) from None
        if not items or not items[0].get("username"):  # F: an unknown key may be answered so, with 200
            raise SourceRefused(f"EveryAction does not know this key: {SECRETS}", 401)
        return items[0]

    def collection(self, path: str, **query: Any) -> tuple[list[Record], bool]:
        """All records of a collection, and whether they are complete: nothing moved while its pages were read."""
        records: list[Record] = []
        for _ in range(MOST_READINGS):
            pages = list(self._pages(path, query))
            records = [record for items, _ in pages for record in items]
            counts = {count for _, count in pages if count is not None}
            if not counts or counts == {len({json.dumps(record, sort_keys=True) for record in records})}:
                return records, True
        return records, False

    def newest(self, path: str, **query: Any) -> Iterator[Record]:
        """The records of a collection, page by page, as far as they are asked for."""
        for items, _ in self._pages(path, query):
            yield from items

    def one(self, path: str, **query: Any) -> Record:
        """A single object."""
        return dict(self._answer("GET", path, params=query))

    def custom_fields(self, group: str) -> list[Record]:
        """The custom fields of Contacts or of Contributions."""
        return self._items(self._answer("GET", "customFields", params={"customFieldsGroupType": group}))

    def resources(self) -> list[str]:
        """The resources that this key may export."""
        return [str(name) for name in self._items(self._answer("GET", f"{EXPORTS}/resources"))]

    def fields(self, resource: str) -> list[Record]:
        """The fields of a resource: `fieldName`, `fieldType`, `isCoreField` (exported without being asked for)."""
        return self._items(self._answer("GET", f"{EXPORTS}/fields/{resource}"))

    def change_types(self, resource: str) -> dict[str, str]:
        """The names of a resource's change types, by id."""
        # F: the names of these properties are seen in two spellings
        found = self._items(self._answer("GET", f"{EXPORTS}/changeTypes/{resource}"))
        lowered = [{name.lower(): value for name, value in item.items()} for item in found]
        return {str(item["changetypeid"]): str(item["changetypename"]) for item in lowered}

    def export(self, order: Record) -> tuple[str, list[str]]:
        """Starts an export; returns the path of its job, and what of the order it did not accept."""
        job = self._answer("POST", EXPORTS, json=order)
        ignored = [name for name in OPTIONAL if name in order and not _accepted(order[name], job.get(name))]
        return f"{EXPORTS}/{job['exportJobId']}", ignored

    def job(self, path: str) -> Record | None:
        """A finished export, None while it runs. Raises JobFailed."""
        try:
            job = self.one(path)
        except SourceRefused as error:
            if error.status != 404:
                raise
            raise JobFailed("vanished (404)") from None
        status = job.get("jobStatus")
        if status in FAILED:
            raise JobFailed(f"ended as {status}, code {job.get('code')}: {_shown(job.get('message'))}")
        return job if status == COMPLETE else None

    def download(self, link: str) -> Path:
        """A file of an export. It lies on another host, which must not see our login: the link itself is the key."""
        host = "{}://{}".format(*urlsplit(link)[:2])
        if urlsplit(link).scheme != "https" and origin(host)[0] != origin(self.session.base_url)[0]:
            raise SourceRefused("a file's link is not https: ask EveryAction's support", 0)
        if host not in self._hosts:
            self._hosts[host] = Session(host, {}, self._limits)
        return self._hosts[host].call("GET", link, self._file)

    def _file(self, response: requests.Response) -> Path:
        path = urlsplit(str(response.request.url)).path
        if not response.ok:
            raise SourceRefused(f"GET {path}: the file's host answered {response.status_code}", response.status_code)
        if "html" in response.headers.get("Content-Type", ""):
            raise Transient("a page instead of a file")
        return self._scratch.save(response, path.rpartition("/")[2][-200:])

    def _pages(self, path: str, query: Record) -> Iterator[tuple[list[Record], int | None]]:
        link, asked = path, set[str]()
        while link not in asked:
            asked.add(link)
            page = self._answer("GET", link, params=query)
            items = self._items(page)
            whole = isinstance(page, list)
            yield items, None if whole else page.get("count")
            # F: savedLists and printedLists hand out a link for ever, with no items behind it
            if whole or not items or not page.get("nextPageLink"):
                return
            link, query = page["nextPageLink"], {}  # F: parameters sent again are appended at every page
        raise SourceRefused(f"GET {urlsplit(link).path}: a page leads to itself: ask EveryAction's support", 0)

    def _items(self, page: Any) -> list[Record]:
        """The records of a page; some collections come as a bare array (V)."""
        items = page.get("items") if isinstance(page, dict) else page
        if not isinstance(items, list):
            raise SourceRefused("EveryAction answered without a list of items: check base_url", 200)
        return items

    def _answer(self, method: str, path: str, **request: Any) -> Any:
        return self.session.call(method, path, _checked, **request)


SECRETS = (
    "check SFL_EVERYACTION_APPLICATION_NAME, SFL_EVERYACTION_API_KEY and its |mode (configuration keys "
    "application_name, api_key, database_mode)"
)


def login(settings: dict[str, Any]) -> dict[str, str]:
    """The header that logs every call in."""
    name, key = settings["application_name"], settings["api_key"]
    password = key if "|" in key else f"{key}|{settings['database_mode']}"
    basic = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {basic}", "Accept": "application/json"}


def limits(settings: dict[str, Any], attempts: int) -> Limits:
    """How hard EveryAction is asked: its limits are not published, and its 429 need not be one of a minute."""
    rate = settings["max_requests_per_second"]
    return Limits(
        calls=max(1, round(rate)),
        period_s=max(1, round(rate)) / rate,
        parallel_calls=1,
        retry_wait_s=settings["retry_wait_seconds"],
        retry_after_max_s=settings["retry_after_max_seconds"],
        minute_limit=False,
        attempts=attempts,
    )


def _checked(response: requests.Response) -> Any:
    """The answer's JSON. Raises Transient for one cut short or without its items, SourceRefused for a no."""
    body = body_of(response)
    if not response.ok:
        raise _refusal(response, body)
    if isinstance(body, dict) and "errors" in body:
        raise Transient("an error with status 200")
    if isinstance(body, dict) and "items" in body and body["items"] is None:
        raise Transient("a page whose items are null")  # V: null means not loaded, never empty
    return body


def _refusal(response: requests.Response, body: Any) -> SourceRefused:
    status = response.status_code
    if status == 401:
        return SourceRefused(f"EveryAction refused the login (401): {SECRETS}", 401)
    errors = body.get("errors") if isinstance(body, dict) else None
    error = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    details = [_shown(error.get("text") or "no reason given")]
    details += [f"{name} {error[name]}" for name in ("code", "properties", "hint", "referenceCode") if error.get(name)]
    return SourceRefused(f"{call_of(response)}: EveryAction answered {status} ({'; '.join(details)})", status)


def _accepted(asked: Any, echoed: Any) -> bool:
    if isinstance(asked, list):
        return set(asked) <= set(echoed or [])
    return str(asked).lower() == str(echoed).lower()  # V: a boolean may come back as text


def _shown(text: Any) -> str:
    return " ".join(str(text).split())[:TEXT_SHOWN]
