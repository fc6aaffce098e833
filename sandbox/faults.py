"""Faults on demand: which ones a service knows, which ones were ordered, and when each fires."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class FaultRefused(ValueError):
    """The order of a fault that makes no sense; the text lists what would."""


@dataclass(frozen=True)
class Kind:
    """A fault that can be ordered: its parameters with their defaults, its usual number of times (None: for ever).

    `about` says what happens, where the name alone does not.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    times: int | None = 1
    about: str = ""

    def describe(self) -> dict[str, Any]:
        return {"fault": self.name, "parameters": dict(self.parameters), "times": self.times, "about": self.about}


# What any HTTP service can do wrong; transport.py acts them out.
TRANSPORT_KINDS = (
    Kind("slow", {"seconds": 1.0}, about="the answer comes so many seconds late"),
    Kind("hang", about="nothing is done and no answer comes"),
    Kind("unauthorized", {}, times=None, about="401: the login is refused"),
    Kind(
        "status",
        {"status": 503, "body": "envelope", "retry_after": None},
        about="the status, with the API's error or a gateway's page (body=html); retry_after is text or date",
    ),
    Kind("error_200", {"code": 500, "message": "General error"}, about="200 with an error in the body"),
    Kind("reset", {"after_bytes": None}, about="the call is answered, the connection reset within the body"),
    Kind("truncated", {"after_bytes": None}, about="the call is answered, the connection closed within the body"),
    Kind("malformed", about="the body's last byte is wrong"),
)


@dataclass
class Fault:
    """One order: fires on the calls it matches, after `skip` of them, `times` times."""

    kind: Kind
    path: re.Pattern[str]
    method: str | None
    skip: int
    times: int | None
    parameters: dict[str, Any]
    matched: int = 0
    fired: int = 0

    def take(self, method: str, path: str, facts: Mapping[str, Any]) -> bool:
        if not self._matches(method, path, facts) or self._spent():
            return False
        self.matched += 1
        if self.matched <= self.skip:
            return False
        self.fired += 1
        return True

    def _spent(self) -> bool:
        return self.times is not None and self.fired >= self.times

    def _matches(self, method: str, path: str, facts: Mapping[str, Any]) -> bool:
        if self.method not in (None, method) or not self.path.search(path):
            return False
        return all(str(self.parameters.get(key)) in ("None", str(value)) for key, value in facts.items())

    def describe(self) -> dict[str, Any]:
        return {
            "fault": self.kind.name,
            "path": self.path.pattern,
            "method": self.method,
            "skip": self.skip,
            "times": self.times,
            "matched": self.matched,
            "fired": self.fired,
            **self.parameters,
        }


class FaultBoard:
    """The faults ordered for one service."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._faults: list[Fault] = []

    def add(self, order: Mapping[str, Any]) -> Fault:
        """Orders a fault; raises FaultRefused with the known names."""
        fault = self._read(dict(order))
        self._faults.append(fault)
        return fault

    def take(self, name: str, method: str, path: str, **facts: Any) -> dict[str, Any] | None:
        """The parameters of the first such fault that fires on this call; a parameter that is None fits every fact."""
        for fault in self._faults:
            if fault.kind.name == name and fault.take(method, path, facts):
                return fault.parameters
        return None

    def describe(self) -> list[dict[str, Any]]:
        return [fault.describe() for fault in self._faults]

    def known(self) -> list[dict[str, Any]]:
        """Every fault that can be ordered."""
        return [kind.describe() for kind in self._kinds.values()]

    def clear(self) -> None:
        self._faults.clear()

    def _read(self, order: dict[str, Any]) -> Fault:
        kind = self._kinds.get(order.pop("fault", None))
        if kind is None:
            raise FaultRefused(f"unknown fault; known are: {', '.join(sorted(self._kinds))}")
        times = order.pop("times", kind.times)
        method = order.pop("method", None)
        skip = order.pop("skip", 0)
        path = _pattern(order.pop("path", ""))
        if unknown := sorted(set(order) - set(kind.parameters)):
            known = sorted({"path", "method", "skip", "times"} | set(kind.parameters))
            raise FaultRefused(f"{kind.name} has no parameter {', '.join(unknown)}; known are: {', '.join(known)}")
        if not isinstance(skip, int) or not isinstance(times, (int, type(None))):
            raise FaultRefused("skip is a number, times a number or null")
        return Fault(kind, path, method and method.upper(), skip, times, {**kind.parameters, **order})


def _pattern(text: Any) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        raise FaultRefused(f"path is no regular expression: {error}") from error
