"""Pages of a collection: $top, $skip, $orderby, $expand, the link to the next page, and what can go wrong with them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sandbox.everyaction.call import Call
from sandbox.everyaction.envelope import Refused, answer

Record = dict[str, Any]
DEFAULT_TOP, MAX_TOP = 50, 200


def paged(
    call: Call, rows: list[Record], default: int = DEFAULT_TOP, most: int = MAX_TOP, bare: bool = False
) -> Response:
    """The page that $top and $skip ask for; `bare` leaves out count and link, as a few collections do."""
    rows = _ordered(call, rows)
    top, skip = _top(call, default, most), _number(call, "$skip", 0)
    if call.fault("null_items") is not None:
        return answer({"items": None, "nextPageLink": None, "count": len(rows)})
    if skip and (fault := call.fault("duplicate_rows")):
        skip = max(0, skip - fault["rows"])
    if skip and (fault := call.fault("shifted_rows")):
        skip += fault["rows"]
    if call.fault("link_endless") is not None and skip >= len(rows):
        return answer({"items": [], "nextPageLink": _link(call, top, skip), "count": len(rows)})
    page, more = rows[skip : skip + top], skip + top < len(rows)
    if bare and not more:
        return answer({"items": page})
    endless = call.fault("link_endless") is not None
    wrong = call.fault("total_wrong")
    link = _link(call, top, skip) if more or endless else None
    if link and call.fault("link_foreign") is not None:
        link = link.replace("127.0.0.1", "localhost")
    return answer({"items": page, "nextPageLink": link, "count": wrong["total"] if wrong else len(rows)})


def expanded(call: Call, known: tuple[str, ...]) -> set[str]:
    """The collections to load; refuses one that does not exist."""
    asked = {name for name in (call.parameter("$expand") or "").split(",") if name}
    unknown = sorted(name for name in asked if name.lower() not in [one.lower() for one in known])
    if unknown:
        hint = ", ".join(known) or None
        raise Refused(400, f"'$expand' has unknown sections: {', '.join(unknown)}", "$expand", hint=hint)
    return {name.lower() for name in asked}


def loaded(call: Call, rows: list[Record], *names: str) -> list[Record]:
    """The rows with the collections that were not asked for as null: not loaded, which is not empty."""
    asked = set() if call.fault("null_children") is not None else expanded(call, names)
    skipped = {name: None for name in names if name.lower() not in asked}
    return [{**row, **skipped} for row in rows]


def _link(call: Call, top: int, skip: int) -> str:
    query = {**call.request.query_params, "$top": top, "$skip": skip + top}
    return call.link(urlencode(query, safe="$,"))


def _ordered(call: Call, rows: list[Record]) -> list[Record]:
    field, _, direction = (call.parameter("$orderby") or "").partition(" ")
    if field != "dateModified" or (rows and field not in rows[0]):
        return rows
    return sorted(rows, key=lambda row: str(row[field]), reverse=direction == "desc")


def _top(call: Call, default: int, most: int) -> int:
    top = _number(call, "$top", default)
    if top > most and call.fault("top_clamps") is None:
        raise Refused(400, f"'$top' must be between 1 and {most}", "$top")
    return min(top, most)


def _number(call: Call, name: str, default: int) -> int:
    text = call.parameter(name) or str(default)
    if not text.isdecimal():
        raise Refused(400, f"'{name}' must be a whole number", name)
    return int(text)
