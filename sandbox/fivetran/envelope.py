"""Answers: code, message and data, as fivetran.com/docs/rest-api shows them; lists have items and a cursor."""

from __future__ import annotations

import base64
import json
from typing import Any

from starlette.responses import Response

# By https://fivetran.com/docs/rest-api/getting-started/api-response-codes; a 404 names what is missing behind it.
CODES = {
    400: "InvalidInput",
    401: "AuthFailed",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    429: "TooManyRequests",
}
TEXTS = {
    401: "Missing or invalid authorization header",
    403: "You do not have permission to perform this action",
    429: "The limit of requests per hour is exceeded",
}
DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
MASK = "******"
USER_ID = "sandbox_user"  # whom the API key belongs to


class Refused(Exception):
    """The call cannot be answered; `kind` is what a 404 misses."""

    def __init__(self, status: int, message: str = "", kind: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.headers = status, message, kind, headers or {}


def answer(data: Any = None, message: str = "Operation performed.", status: int = 200) -> Response:
    """A success; without data there is no such key."""
    body = {"code": "Success", "message": message}
    return _json({**body, "data": data} if data is not None else body, status)


def error(status: int, message: str = "", kind: str = "") -> Response:
    """A refusal, in the shape of every refusal."""
    code = CODES.get(status, "InternalServerError")
    return _json({"code": f"{code}_{kind}" if kind else code, "message": TEXTS.get(status) or message}, status)


def page(rows: list[Any], limit: str | None, cursor: str | None) -> Response:
    """The rows after the cursor, 100 unless `limit` says 1 to 1000; `next_cursor` is missing on the last page."""
    size = int(limit) if limit and limit.isdecimal() else DEFAULT_LIMIT
    if not 1 <= size <= MAX_LIMIT:
        raise Refused(400, f"'limit' must be between 1 and {MAX_LIMIT}")
    begin = _skipped(cursor) if cursor else 0
    data: dict[str, Any] = {"items": rows[begin : begin + size]}
    if begin + size < len(rows):
        data["next_cursor"] = base64.urlsafe_b64encode(json.dumps({"skip": begin + size}).encode()).decode()
    return answer(data)


def _skipped(cursor: str) -> int:
    try:
        return int(json.loads(base64.urlsafe_b64decode(cursor))["skip"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Refused(400, "'cursor' is not valid") from problem


def _json(body: Any, status: int) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")
