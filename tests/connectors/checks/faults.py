"""Every fault of the source, at every endpoint: survived, or a clean stop after which the next sync ends equal.

Never a success with other rows that is not told.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import subject
from checks.crashes import Tables, same
from checks.leftovers import digest
from crash import told
from sandbox.server import Sandbox
from warehouse import Warehouse
from wire import impatient, soon_given_up

# So that a loaded machine is not taken for a source that is silent.
PATIENCE_S = 0.25
MORE_PATIENCE_S = 0.5  # where five of six attempts are spoiled
NEVER = 10**9
ID = "[^/]+"
Order = dict[str, Any]

# What is over before the attempts are: at each call's first attempts, one after the other.
PASSING: dict[str, list[Order]] = {
    "five kinds of 429": [
        {"fault": "status", "status": 429, "retry_after": hint} for hint in ("0", "absurd", "999999", "0.01", "date")
    ],
    "500, 502, 503, a reset, a cut": [
        {"fault": "status", "status": 500},
        {"fault": "status", "status": 502, "body": "html"},
        {"fault": "status", "status": 503, "body": "html"},
        {"fault": "reset", "skip": 3},
        {"fault": "truncated", "skip": 4},
    ],
    "no JSON, an error with 200, slowness, silence": [
        {"fault": "malformed"},
        {"fault": "error_200", "skip": 1},
        {"fault": "slow", "seconds": 0.01, "skip": 2},
        {"fault": "hang", "skip": 3},
    ],
}
LASTING: dict[str, list[Order]] = {
    **{f"{status} for ever": [{"fault": "status", "status": status}] for status in (400, 403, 404, 429, 500)},
    **{f"{kind} for ever": [{"fault": kind}] for kind in ("unauthorized", "error_200", "malformed")},
    **{f"{kind} for ever": [{"fault": kind}] for kind in ("reset", "truncated", "hang")},
}


@dataclass(frozen=True)
class Endpoint:
    """A method, and the pattern of its path, ids left open."""

    method: str
    path: str

    @classmethod
    def of(cls, call: dict[str, Any]) -> Endpoint:
        return cls(call["method"], f"^{'/'.join(map(_folded, call['path'].split('/')))}$")

    def __str__(self) -> str:
        return f"{self.method} {self.path.strip('^$')}"


def _folded(segment: str) -> str:
    named = segment.isdigit() or (len(segment) > 3 and any(letter.isdigit() for letter in segment))
    return ID if named else segment


@dataclass
class FaultProof:
    """All faults of one configuration's first sync, at the endpoints that no earlier proof has had."""

    sandbox: Sandbox
    configuration: dict[str, str]
    known: set[Endpoint] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        with subject.in_pieces():
            self.sandbox.reset(subject.SERVICE)
            self.whole = Warehouse().sync(self.configuration)
        self.expected: Tables = told(self.whole)
        asked = dict.fromkeys(Endpoint.of(call) for call in self.sandbox.requests(subject.SERVICE))
        self.endpoints = [endpoint for endpoint in asked if endpoint not in self.known]

    def passing(self, name: str) -> None:
        """What passes is survived, at every endpoint of one sync, and where a path has ids at every one of another."""
        for endpoints in self._apart():
            self.sandbox.reset(subject.SERVICE)
            for endpoint in endpoints:
                self._order(PASSING[name], endpoint)
            warehouse = Warehouse()
            with subject.in_pieces(), impatient(MORE_PATIENCE_S):
                error = _stopped(warehouse, self.configuration)
            assert error is None, f"{name}: not survived: {error}"
            spared = [fault for fault in self.sandbox.faults(subject.SERVICE) if not (fault["fired"] or fault["skip"])]
            assert spared == [], f"{name}: it never came to that: {spared}"
            same(told(warehouse), self.expected, f"{name} at every endpoint")

    def _apart(self) -> list[list[Endpoint]]:
        """The endpoints in two halves, since `/jobs/[^/]+` is met by calls of `/jobs/kinds`, too."""
        halves = [[one for one in self.endpoints if (ID in one.path) is with_ids] for with_ids in (False, True)]
        return [half for half in halves if half]

    def lasting(self, name: str, endpoint: Endpoint) -> None:
        """What lasts stops the sync in good order, or is told; the next sync completes it."""
        self._survived(f"{name} at {endpoint}", LASTING[name], endpoint, for_ever=True)

    def keeps(self, name: str, endpoint: Endpoint) -> None:
        """What is there stays when it cannot be read any more."""
        place = f"{name} at {endpoint}, after a sync without it"
        warehouse = copy.deepcopy(self.whole)
        self.sandbox.reset(subject.SERVICE)
        self._order(LASTING[name], endpoint, times=None)
        with subject.in_pieces(), impatient(PATIENCE_S), soon_given_up():
            _stopped(warehouse, self.configuration)
        same(told(warehouse), self.expected, place)

    def own(self, kind: Any, endpoint: Endpoint) -> None:
        """The same, of a fault that this source alone has: as often as it comes, and for ever."""
        for for_ever in (False, True) if kind.times else (True,):
            place = f"{kind.name}{' for ever' if for_ever else ''} at {endpoint}"
            if not _is_untried(place):
                self._survived(place, [{"fault": kind.name}], endpoint, for_ever)

    @cached_property
    def own_places(self) -> list[tuple[Any, Endpoint]]:
        """Each fault that this source alone has, with each endpoint at which it would fire."""
        self.sandbox.reset(subject.SERVICE)
        places = [(kind, endpoint) for kind in own_kinds() for endpoint in self.endpoints]
        for kind, endpoint in places:
            order = {"path": endpoint.path, "method": endpoint.method, "skip": NEVER}
            self.sandbox.fault(subject.SERVICE, kind.name, **order)
        with subject.in_pieces():
            Warehouse().sync(self.configuration)
        matched = [fault["matched"] for fault in self.sandbox.faults(subject.SERVICE)]
        return [place for place, count in zip(places, matched, strict=True) if count]

    def _order(self, orders: Iterable[Order], endpoint: Endpoint, **more: Any) -> None:
        for order in orders:
            self.sandbox.fault(subject.SERVICE, **order, **more, path=endpoint.path, method=endpoint.method)

    def _faulted(self, place: str, orders: list[Order], endpoint: Endpoint, **more: Any) -> Warehouse:
        """A first sync with these faults, which are over then."""
        warehouse = Warehouse()
        self.sandbox.reset(subject.SERVICE)
        self._order(orders, endpoint, **more)
        with subject.in_pieces(), impatient(PATIENCE_S):
            error = _stopped(warehouse, self.configuration)
        assert any(fault["fired"] for fault in self.sandbox.faults(subject.SERVICE)), f"{place}: it never came to that"
        if error is None and not warehouse.warnings:
            same(told(warehouse), self.expected, f"{place}: the sync succeeded and told of nothing")
        self.sandbox.clear_faults(subject.SERVICE)
        return warehouse

    def _survived(self, place: str, orders: list[Order], endpoint: Endpoint, for_ever: bool) -> None:
        """Faulted, then completed by a sync without it; what leaves the same as another one was completed already."""
        with soon_given_up() if for_ever else nullcontext():
            warehouse = self._faulted(place, orders, endpoint, **({"times": None} if for_ever else {}))
        left = digest(self.sandbox, warehouse)
        if left in self.completed:
            return
        with subject.in_pieces():
            warehouse.again()
        same(told(warehouse), self.expected, f"{place}, then a sync without it")
        self.completed.add(left)


def own_kinds() -> list[Any]:
    """The faults that the sandbox of this source has beside those of any HTTP service."""
    kinds = importlib.import_module(f"sandbox.{subject.SERVICE}").KINDS
    unknown = {name.partition(" ")[0] for name in subject.UNTRIED} - {kind.name for kind in kinds}
    assert not unknown, f"source.py: UNTRIED names {', '.join(sorted(unknown))}, which the sandbox does not have"
    return [kind for kind in kinds if kind.name not in subject.UNTRIED]


def _is_untried(place: str) -> bool:
    return any(place.startswith(name) for name in subject.UNTRIED)


def _stopped(warehouse: Warehouse, configuration: dict[str, str]) -> str | None:
    """The one line that a sync ended with, None where it succeeded."""
    stopped = None
    try:
        warehouse.sync(configuration)
    except subject.module("toolkit.errors").ConnectorError as error:
        stopped = str(error)
    assert stopped is None or len(stopped.splitlines()) == 1, f"an error that is not one line: {stopped!r}"
    return stopped
