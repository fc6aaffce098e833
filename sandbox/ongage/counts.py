"""Contact counts: how many contacts of a segment, or of some criteria, have each status."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.responses import Response

from sandbox.ongage import criteria, jobcalls
from sandbox.ongage.call import Call
from sandbox.ongage.contacts import contacts
from sandbox.ongage.envelope import Refused, collection, item
from sandbox.ongage.jobs import COMPLETED
from sandbox.ongage.lists import MailingList

KIND = "contact_counts"
KEYS = {"active": "Active", "bounced": "Bounced", "complaint": "Complaint", "unsubscribed": "Unsubscribed"}


def create(call: Call) -> Response:
    if not call.body.get("segment_id") and not call.body.get("criteria"):
        raise Refused(500, errors={"segment_id": "required, or criteria"})
    mailing_list = call.list
    criteria.read(mailing_list, _filters(call.body), call.now)
    return item({"id": jobcalls.created(call, KIND, mailing_list.id, "contact counts").id})


def result(call: Call) -> Response:
    """The counts; asking too early counts as a poll. The list need not be in the path."""
    job = jobcalls.found(call, KIND)
    if job.poll() != COMPLETED:
        raise Refused(412)
    counted = _count(call.list_called(job.list_id), job.order, job.created)
    answer = {key: counted[status] for key, status in KEYS.items()}
    return collection(answer, sum(answer.values()), as_text=True)


def _filters(order: dict[str, Any]) -> dict[str, Any]:
    segment = {"type": "segment", "operand": [order.get("segment_id")], "condition": "and"}
    return {"criteria": order.get("criteria") or [segment]}


def _count(mailing_list: MailingList, order: dict[str, Any], now: int) -> Counter[str]:
    meets, (first, last) = criteria.read(mailing_list, _filters(order), now)
    return Counter(one.status for one in contacts(mailing_list, now, first, last) if meets(one))
