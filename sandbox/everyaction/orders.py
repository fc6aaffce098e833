"""What an export job is ordered to hold: the order is checked, then it selects what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count, islice
from typing import Any

from sandbox.clock import DAY_S, START_EPOCH_S
from sandbox.everyaction.call import Call
from sandbox.everyaction.changed import Resource
from sandbox.everyaction.envelope import Refused
from sandbox.everyaction.jobs import Job
from sandbox.everyaction.lines import merged
from sandbox.everyaction.reference import custom_fields
from sandbox.everyaction.world import EASTERN
from sandbox.lives import Lives

HISTORY_DAYS = 90
CUSTOM = ("Contacts", "Contributions")
SIZES_KB = range(1_000, 100_001)


def window(call: Call, order: dict[str, Any]) -> tuple[int, int]:
    since = _instant(order["dateChangedFrom"], "dateChangedFrom")
    until = _instant(order["dateChangedTo"], "dateChangedTo") if order.get("dateChangedTo") else call.now
    if since < call.now - HISTORY_DAYS * DAY_S:
        raise Refused(400, "'dateChangedFrom' must be within the last 90 days", "dateChangedFrom")
    if since >= until or until > call.now:
        raise Refused(400, "'dateChangedTo' must be after 'dateChangedFrom' and not in the future", "dateChangedTo")
    clamped = call.fault("clamped_to")
    return since, until - clamped["seconds"] if clamped else until


def _instant(text: Any, name: str) -> int:
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00").replace(".00 ", ""))
    except ValueError:
        raise Refused(400, f"'{name}' is not a date", name) from None
    return int((found if found.tzinfo else found.replace(tzinfo=EASTERN)).timestamp())


def check_fields(order: dict[str, Any], resource: Resource) -> None:
    unknown = [name for name in order.get("requestedFields") or [] if name not in resource.fields]
    if unknown:
        raise Refused(400, f"'requestedFields' has unknown fields: {', '.join(unknown)}", "requestedFields")
    known = {field["customFieldId"] for field in custom_fields(resource.name)} if resource.name in CUSTOM else set()
    if set(order.get("requestedCustomFieldIds") or []) - known:
        raise Refused(400, "'requestedCustomFieldIds' has unknown fields", "requestedCustomFieldIds")
    if order.get("fileSizeKbLimit") is not None and order["fileSizeKbLimit"] not in SIZES_KB:
        raise Refused(400, "'fileSizeKbLimit' must be between 1000 and 100000", "fileSizeKbLimit")
    if not all(isinstance(key, int) for key in order.get("requestedIds") or []):
        raise Refused(400, "'requestedIds' must be whole numbers", "requestedIds")
    if order.get("contactMode") not in (None, 1, 2, 3):
        raise Refused(400, "'contactMode' must be 1, 2 or 3", "contactMode")


def numbers(call: Call, job: Job, resource: Resource) -> Iterator[int]:
    """What the job exports: the ids that were asked for, whatever their state, or else what changed in its window."""
    lives, wanted = resource.lives(call.world), job.order.get("requestedIds")
    if wanted:
        there = range(lives.count(call.now))
        return (number for key in wanted if (number := resource.number_of(call.world, key)) in there)
    begun = range(lives.count(call.now))
    changed = (number for number in begun if lives.changed(number, job.since, job.until))
    shown = _shown(call, job, lives, changed) if resource.hides else changed
    return chain(shown, _late(call, job, resource))


def _shown(call: Call, job: Job, lives: Lives, changed: Iterator[int]) -> Iterator[int]:
    vanished = call.fault("merge_vanishes") is not None
    with_ended = job.order.get("includeInactive") in (True, "true")
    return (
        number
        for number in changed
        if not lives.ended(number, call.now) or (with_ended and not (vanished and merged(number)))
    )


def _late(call: Call, job: Job, resource: Resource) -> list[int]:
    """Rows of an old day that nobody saw before: they live below number 0."""
    late = call.fault("late_rows", resource=resource.name)
    if late is None or not job.since <= START_EPOCH_S - late["days_ago"] * DAY_S <= job.until:
        return []
    lives = resource.lives(call.world)
    return list(islice((number for number in count(-1, -1) if not lives.ended(number, call.now)), late["count"]))
