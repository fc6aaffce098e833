"""JSON over HTTP to one server: patient where asking again is safe, honest where it is not.

    Refused          the server said no
      Unanswered     no usable answer to a question, however often it was asked
      Unsure         a change was sent and its answer was lost: only reading tells whether it was applied

Messages name method, path and status, never a header, a query string or a body.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests
import tenacity
from urllib3.exceptions import MaxRetryError, NewConnectionError

from sfl.errors import Refused

Result = TypeVar("Result")

ATTEMPTS = 6
TOTAL_S = 300.0
BACK_OFF_S = 1.0
RETRY_AFTER_MAX_S = 120.0
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 60.0
RETRIED = {408, 425, 429, 500, 502, 503, 504}
ADVICE = {
    401: "check FIVETRAN_API_KEY: it is the base64 of key:secret",
    403: "the role of FIVETRAN_API_KEY may not do this: docs/deploy.md names the one it needs",
}


class Unanswered(Refused):
    """The server is down, or out of reach."""


class Unsure(Refused):
    """Whether the change was applied is not known."""


class _Again(Exception):
    """An answer, or none, that another attempt may better."""

    def __init__(self, reason: str, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class _Login(requests.auth.AuthBase):
    """An `auth` of requests, so that no ~/.netrc takes the place of our header."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Basic {self._key}"
        return request


class Rest:
    """One server and one login. `mask` takes secrets out of what the server says."""

    def __init__(self, base_url: str, key: str, mask: Callable[[str], str]) -> None:
        self._base_url = base_url.rstrip("/")
        self._mask = mask
        self._http = requests.Session()
        self._http.auth = _Login(key)
        self._http.headers["Accept"] = "application/json;version=2"

    def ask(
        self, method: str, path: str, body: Any = None, *, query: Any = None, timeout_s: float = READ_TIMEOUT_S
    ) -> dict[str, Any]:
        """`data` of the answer to what may be asked again without harm."""
        return self._retried(lambda: self._data(method, path, self._asked(method, path, timeout_s, body, query)))

    def download(self, path: str) -> bytes:
        return self._retried(lambda: self._accepted("GET", path, self._asked("GET", path, READ_TIMEOUT_S)).content)

    def change(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """`data` of the answer. Sent again only where it certainly had no effect; else a lost answer is Unsure."""
        return self._retried(lambda: self._data(method, path, self._sent(method, path, body)))

    def _retried(self, attempt: Callable[[], Result]) -> Result:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(ATTEMPTS) | tenacity.stop_before_delay(TOTAL_S),
            wait=lambda call: delay_s(call.attempt_number, _hint(call), random.random()),  # noqa: S311 (no secret)
        )
        began = time.monotonic()
        try:
            return retrying(attempt)
        except tenacity.RetryError as error:
            last = error.last_attempt
            raise Unanswered(
                f"Fivetran: no usable answer after {last.attempt_number} attempts in "
                f"{time.monotonic() - began:.0f} s (last: {last.exception()}): run it again later."
            ) from None

    def _asked(
        self, method: str, path: str, timeout_s: float, body: Any = None, query: Any = None
    ) -> requests.Response:
        try:
            answer = self._request(method, path, timeout_s, json=body, params=query)
        except requests.RequestException as error:
            raise _Again(f"{method} {path}: {type(error).__name__}") from None
        return _worth_another(method, path, answer, RETRIED)

    def _sent(self, method: str, path: str, body: Any) -> requests.Response:
        try:
            answer = self._request(method, path, READ_TIMEOUT_S, json=body)
        except requests.RequestException as error:
            what = f"{method} {path}: {type(error).__name__}"
            if _never_arrived(error):
                raise _Again(what) from None
            raise Unsure(f"Fivetran: {what}: the answer was lost.") from None
        if answer.status_code >= 500:
            raise Unsure(f"Fivetran: {method} {path}: HTTP {answer.status_code}: whether it was applied is not known.")
        return _worth_another(method, path, answer, {429})

    def _request(self, method: str, path: str, timeout_s: float, **request: Any) -> requests.Response:
        # no redirect is followed: the login would go along
        timeouts = (CONNECT_TIMEOUT_S, timeout_s)
        return self._http.request(method, self._base_url + path, timeout=timeouts, allow_redirects=False, **request)

    def _accepted(self, method: str, path: str, answer: requests.Response) -> requests.Response:
        if not 200 <= answer.status_code < 300:
            said = self._mask(_message(answer))
            advice = ADVICE.get(answer.status_code, "docs/deploy.md tells what it means")
            raise Refused(f"Fivetran refused {method} {path} ({answer.status_code}{said}): {advice}.")
        return answer

    def _data(self, method: str, path: str, answer: requests.Response) -> dict[str, Any]:
        body = _json(self._accepted(method, path, answer))
        if body is None:
            raise Refused(f"{method} {path}: the answer is not Fivetran's JSON: check FIVETRAN_API_URL.")
        return body.get("data") or {}


def _worth_another(method: str, path: str, answer: requests.Response, statuses: set[int]) -> requests.Response:
    if answer.status_code in statuses:
        raise _Again(f"{method} {path}: HTTP {answer.status_code}", answer.headers.get("Retry-After"))
    return answer


def _never_arrived(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.ConnectTimeout) or (
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    )


def delay_s(attempt: int, retry_after: str | None, chance: float) -> float:
    """What the server asks for, in seconds, within reason; else a back-off that doubles, spread by `chance`, 0 to 1."""
    if retry_after and retry_after.isdecimal() and 0 < int(retry_after) <= RETRY_AFTER_MAX_S:
        return float(retry_after)
    return float(BACK_OFF_S * 2 ** (attempt - 1) * (0.5 + chance / 2))


def _hint(call: tenacity.RetryCallState) -> str | None:
    error = call.outcome.exception() if call.outcome else None
    return error.retry_after if isinstance(error, _Again) else None


def _json(answer: requests.Response) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _message(answer: requests.Response) -> str:
    said = str((_json(answer) or {}).get("message") or "")
    return f", {said[:300].rstrip('.')}" if said else ""
