"""A sync brings what changed, nothing else, and ends with the tables of a first sync made now."""

from __future__ import annotations

import subject
from checks.crashes import same
from crash import fresh, told
from sandbox.server import Sandbox
from warehouse import Warehouse


def nothing_new_emits_nothing(warehouse: Warehouse) -> None:
    """The second sync emits no operation but its checkpoint; the third leaves the state as it is."""
    warehouse.again()
    assert warehouse.emitted == [], f"nothing is new, and {len(warehouse.emitted)} rows come: {warehouse.emitted[:1]}"
    state = warehouse.state
    assert warehouse.again().state == state, "the state of a sync with nothing new moves on at each sync"


def changes_arrive(sandbox: Sandbox, configuration: dict[str, str]) -> None:
    """What was added, changed and removed by `source.LATER` is there, whenever the syncs were."""
    warehouse = Warehouse().sync(configuration)
    sandbox.advance(subject.SERVICE, **subject.LATER)
    warehouse.again()
    assert warehouse.emitted != [], "nothing changed at the source: let source.LATER be longer"
    same(told(warehouse), told(fresh(configuration)), f"a sync {subject.LATER} later")
    nothing_new_emits_nothing(warehouse)
