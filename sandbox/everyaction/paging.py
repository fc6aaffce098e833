"""Pages of a collection: $top, $skip, $orderby, $expand, the link to the next page, and what can go wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sandbox.everyaction.call import Call
from sandbox.everyaction.envelope import Refused, answer

Record = dict[str, Any]
DEFAULT_TOP, MAX_TOP = 50, 200


class Rows(Sequence[Record]):
    """A record for each number, made only when its page is asked for."""

    def __init__(self, numbers: Sequence[int], record: Callable[[int], Record]) -> None:
        self._numbers, self._record = numbers, record

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: Any) -> Any:
        found = self._numbers[place]
        return self._record(found) if isinstance(found, int) else [self._record(number) for number in found]


def paged(
    call: Call,
    rows: Sequence[Record],
    default: int = DEFAULT_TOP,
    most: int = MAX_TOP,
    bare: bool = False,
    expands: tuple[str, ...] = (),
    orders: tuple[str, ...] = (),
) -> Response:
    """The page that $top and $skip ask for; `bare` leaves out count and link, as a few collections do.

    `expands` are the collections that can be loaded, `orders` the properties to sort by.
    """
    asked = expanded(call, expands)
    rows = _ordered(call, rows, orders)
    top, skip = _top(call, default, most), _number(call, "$skip", 0)
    if call.fault("null_items") is not None:
        return answer({"items": None, "nextPageLink": None, "count": len(rows)})
    skip = call.moved(skip)
    if call.fault("link_endless") is not None and skip >= len(rows):
        return answer({"items": [], "nextPageLink": _link(call, top, skip), "count": len(rows)})
    page = [_loaded(record, expands, asked) for record in rows[skip : skip + top]]
    more = skip + top < len(rows)
    if bare and not more:
        return answer({"items": page})
    endless = call.fault("link_endless") is not None
    wrong = call.fault("total_wrong")
    link = _link(call, top, skip) if more or endless else None
    return answer({"items": page, "nextPageLink": link, "count": wrong["total"] if wrong else len(rows)})


def expanded(call: Call, known: tuple[str, ...]) -> set[str]:
    """The collections to load, in lower case; refuses one that does not exist."""
    asked = {name.strip().lower() for name in (call.parameter("$expand") or "").split(",") if name.strip()}
    if asked and not known:
        raise Refused(400, "there are no valid expand sections here, so '$expand' must be null", "$expand")
    if unknown := sorted(asked - {name.lower() for name in known}):
        text = f"'$expand' has unknown sections: {', '.join(unknown)}"
        raise Refused(400, text, "$expand", hint=", ".join(known))
    return set() if call.fault("null_children") is not None else asked


def loaded(call: Call, record: Record, expands: tuple[str, ...]) -> Record:
    """A single record, what was not asked for as null."""
    return _loaded(record, expands, expanded(call, expands))


def _loaded(record: Record, expands: tuple[str, ...], asked: set[str]) -> Record:
    """With null for the collections that were not asked for: not loaded, which is not empty."""
    return {**record, **{name: None for name in expands if name.lower() not in asked}}


def _link(call: Call, top: int, skip: int) -> str:
    query = {**call.request.query_params, "$top": top, "$skip": skip + top}
    return call.link(urlencode(query, safe="$,"))


def _ordered(call: Call, rows: Sequence[Record], known: tuple[str, ...]) -> Sequence[Record]:
    field, _, direction = (call.parameter("$orderby") or "").partition(" ")
    if not field:
        return rows
    if field not in known or direction not in ("", "asc", "desc"):
        raise Refused(400, f"'$orderby' cannot be {field} {direction}".rstrip(), "$orderby", hint=", ".join(known))
    return sorted(rows, key=lambda row: str(row[field]), reverse=direction == "desc")


def _top(call: Call, default: int, most: int) -> int:
    top = _number(call, "$top", default)
    if top < 1 or (top > most and call.fault("top_clamps") is None):
        raise Refused(400, f"'$top' must be between 1 and {most}", "$top")
    return min(top, most)


def _number(call: Call, name: str, default: int) -> int:
    text = call.parameter(name) or str(default)
    if not text.isdecimal():
        raise Refused(400, f"'{name}' must be a whole number", name)
    return int(text)
