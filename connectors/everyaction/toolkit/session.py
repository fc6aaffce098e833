"""HTTP that does not give up early, does not hammer and does not leak.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.

Three decisions, each a function of its own: is an answer worth another attempt (`transient`), how long to wait
(`delay_s`), and when to stop (attempts and total time, in `Session.call`).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
from requests.adapters import HTTPAdapter

from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.pace import Pace

Result = TypeVar("Result")

RETRIED = {408, 425, 429, 500, 502, 503, 504}
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 5
REDIRECTED = 310  # no status of HTTP: a redirect that we do not follow
MINUTE_S = 60
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Limits:
    """How hard a source may be asked: `calls` in any `period_s` seconds. `minute_limit`: its 429 means "until this
    minute is over"."""

    calls: int
    period_s: float
    parallel_calls: int
    retry_wait_s: float = 1
    retry_after_max_s: float = 300
    minute_limit: bool = True
    attempts: int = 6
    total_s: float = 600
    connect_timeout_s: float = 10
    read_timeout_s: float = 120


class Transient(Exception):
    """An answer, or none, that another attempt may better. `retry_after` is the source's own header, as it came."""

    def __init__(self, reason: str, status: int = 0, retry_after: str | None = None, date: str | None = None) -> None:
        super().__init__(reason)
        self.status, self.retry_after, self.date = status, retry_after, date


def transient(response: requests.Response, status: int | None = None) -> Transient | None:
    """The reason to ask again, or None. `status`: what the body says, where that differs from HTTP's."""
    found = status or response.status_code
    if found not in RETRIED:
        return None
    return Transient(f"HTTP {found}", found, response.headers.get("Retry-After"), response.headers.get("Date"))


def hinted_s(hint: Transient) -> float | None:
    """The seconds that the source asks to wait, from Retry-After as seconds or as a date; None where unreadable."""
    if hint.retry_after is None:
        return None
    try:
        return float(hint.retry_after)
    except ValueError:
        pass
    try:
        # measured by the source's clock, since ours may be off
        now = parsedate_to_datetime(hint.date) if hint.date else datetime.now(timezone.utc)
        return (parsedate_to_datetime(hint.retry_after) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None


def delay_s(attempt: int, error: BaseException | None, limits: Limits, chance: float) -> float:
    """The wait after the attempt of this number (from 1); `chance`, 0 to 1, spreads callers apart."""
    hint = error if isinstance(error, Transient) else Transient("")
    hinted = hinted_s(hint)
    if hinted is not None and 0 < hinted <= limits.retry_after_max_s:
        return hinted
    if hint.status == 429 and hint.retry_after is None and limits.minute_limit:
        return MINUTE_S * min(1.0, limits.retry_wait_s)
    return float(limits.retry_wait_s * 2 ** (attempt - 1) * (0.5 + chance / 2))


class Session:
    """Calls to one source: its address, its login headers, its limits.

    Messages name method, path and status, never a header, a query string or a body.
    """

    def __init__(
        self, base_url: str, headers: Mapping[str, str], limits: Limits, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.limits = limits
        self.first_answer_at: datetime | None = None
        self.last_answer_at: datetime | None = None
        self._sleep = sleep
        self._pace = Pace(limits.calls, limits.period_s, limits.parallel_calls, sleep)
        self._lock = threading.Lock()
        self._http = requests.Session()
        # bytes: as text, requests would take Latin-1 for granted and quote what does not fit
        self._http.headers.update({name: value.encode() for name, value in headers.items()})
        # Proxies and certificates are asked for once, a .netrc never: it would replace our login.
        around = self._http.merge_environment_settings(self.base_url, {}, None, None, None)
        self._http.proxies, self._http.verify, self._http.trust_env = around["proxies"], around["verify"], False
        adapter = HTTPAdapter(pool_maxsize=limits.parallel_calls)
        self._http.mount("http://", adapter)
        self._http.mount("https://", adapter)

    def call(self, method: str, path: str, read: Callable[[requests.Response], Result], **request: Any) -> Result:
        """What `read` makes of the answer, whose body is still to be read (so that a cut body is asked for again).

        `path` is below the base URL, or a whole link on its host. `read` raises Transient for an answer worth another
        attempt and SourceRefused for a final no; 429 and 5xx never reach it. Raises SourceUnavailable when attempts
        or total time are spent.
        """
        url = self._url(path)
        began = time.monotonic()
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((Transient, requests.RequestException)),
            stop=tenacity.stop_after_attempt(self.limits.attempts) | tenacity.stop_before_delay(self.limits.total_s),
            wait=lambda call: delay_s(call.attempt_number, _error(call), self.limits, random.random()),  # noqa: S311 (no secret)
            sleep=self._sleep,
        )
        try:
            return cast(Result, retrying(self._attempt, method, url, read, request))
        except tenacity.RetryError as error:
            last = error.last_attempt
            raise SourceUnavailable(
                f"{method} {urlsplit(url).path}: no usable answer after {last.attempt_number} attempts in "
                f"{time.monotonic() - began:.0f} s (last: {reason(last.exception())}); the source or the network is "
                "down: check base_url, or run again later, nothing is lost"
            ) from None  # the cause's text holds the query string

    def _attempt(self, method: str, url: str, read: Callable[[requests.Response], Result], request: Any) -> Result:
        with self._pace, self._follow(method, url, request) as response:
            self._note_time(response)
            problem = transient(response)
            if problem:
                raise problem
            return read(response)

    def _follow(self, method: str, url: str, request: Any) -> requests.Response:
        timeouts = (self.limits.connect_timeout_s, self.limits.read_timeout_s)
        for _ in range(MOST_REDIRECTS):
            response = self._http.request(method, url, timeout=timeouts, stream=True, allow_redirects=False, **request)
            if response.status_code not in REDIRECTS:
                return response
            response.close()
            if method != "GET":
                break
            # requests would send our login headers along to whatever host a redirect names
            url = self._url(urljoin(url, response.headers.get("Location", "")))
            request = {**request, "params": None}
        raise SourceRefused(f"{method} {urlsplit(url).path}: redirected elsewhere: check base_url", REDIRECTED)

    def _url(self, path: str) -> str:
        if "://" not in path:
            return f"{self.base_url}/{path.lstrip('/')}"
        if origin(path) != origin(self.base_url):
            raise SourceRefused(
                f"a link to another host ({urlsplit(path).hostname}) is not followed, since the login would go there: "
                "check base_url",
                REDIRECTED,
            )
        return path

    def _note_time(self, response: requests.Response) -> None:
        with self._lock:
            self.last_answer_at = _date(response) or datetime.now(timezone.utc)
            self.first_answer_at = self.first_answer_at or self.last_answer_at


def body_of(response: requests.Response) -> Any:
    """The JSON of an answer, {} for a refusal without any. Raises Transient where an accepted call got none."""
    try:
        return response.json()
    except requests.exceptions.JSONDecodeError:
        if response.ok:
            raise Transient("an answer that is no JSON") from None
        return {}


def call_of(response: requests.Response) -> str:
    """The call that was answered, without its query: `GET /v1/orders`."""
    return f"{response.request.method} {urlsplit(str(response.request.url)).path}"


def _error(call: tenacity.RetryCallState) -> BaseException | None:
    return call.outcome.exception() if call.outcome else None


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, a default port filled in; port -1 where it is none."""
    parts = urlsplit(url)
    try:
        return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return parts.scheme, parts.hostname, -1


def reason(error: BaseException | None) -> str:
    """What went wrong, without the URL that requests puts into its messages."""
    return str(error) if isinstance(error, Transient) else type(error).__name__


def _date(response: requests.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
