"""Answers: JSON, pages of items, and the list of errors that a refusal is."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

TEXTS = {
    401: ("UNAUTHORIZED", "Invalid credentials."),
    403: ("FORBIDDEN", "Access to this resource is restricted."),
    404: ("NOT_FOUND", "The specified resource cannot be found."),
    429: ("TOO_MANY_REQUESTS", "Too many requests."),
}


class Refused(Exception):
    """The call cannot be answered."""

    def __init__(self, status: int, text: str = "", *properties: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.status, self.text, self.properties, self.hint = status, text, properties, hint


def answer(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, separators=(",", ":")), status, media_type="application/json")


def error(status: int, text: str = "", *properties: str, hint: str | None = None) -> Response:
    """The envelope of a refusal. What the API is known to say comes literally; for the rest `text` stands."""
    if status in TEXTS:
        code, known = TEXTS[status]
        return answer({"errors": [{"code": code, "text": known}]}, status)
    found: dict[str, Any] = {"code": "INVALID_PARAMETER" if status == 400 else "INTERNAL_SERVER_ERROR", "text": text}
    if properties:
        found |= {"properties": list(properties), "hint": hint}
    return answer({"errors": [{**found, "referenceCode": "3F2A9C"}]}, status)
