"""The envelope around every answer, and the error that becomes one."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

MESSAGES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    412: "Precondition Failed",
    500: "General error",
}


class Refused(Exception):
    """The call cannot be answered: an error envelope with this code."""

    def __init__(self, code: int, message: str | None = None, errors: dict[str, str] | None = None) -> None:
        self.code, self.message, self.errors = code, message or MESSAGES[code], errors
        super().__init__(self.message)


def item(payload: Any) -> Response:
    """One thing; an empty one is an array, as PHP has it."""
    return _json({"metadata": {"error": False}, "payload": payload or []})


def collection(rows: Any, total: int, as_text: bool) -> Response:
    return _json({"metadata": {"error": False, "total": str(total) if as_text else total}, "payload": rows})


def error(code: int, message: str, errors: dict[str, str] | None = None) -> Response:
    return _json(
        {"metadata": {"error": True}, "payload": {"code": code, "errors": errors or [], "message": message}}, code
    )


def texts(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the older controllers write it: every scalar as text."""
    return {
        name: str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
        for name, value in row.items()
    }


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, separators=(",", ":")), status, media_type="application/json")
