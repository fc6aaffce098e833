"""What all kinds of jobs share: their creation, their status, their deletion, and the faults that befall them."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.ongage.call import Call
from sandbox.ongage.envelope import Refused, item
from sandbox.ongage.jobs import COMPLETED, Job
from sandbox.ongage.paging import paged


def require(call: Call, *keys: str) -> None:
    """Refuses (412) a body that lacks one of these keys."""
    missing = {key: "required" for key in keys if call.body.get(key) in (None, "", [])}
    if missing:
        raise Refused(412, errors=missing)


def created(call: Call, kind: str, list_id: int, title: str) -> Job:
    """A new job, and what the ordered faults make of it."""
    job = call.account.jobs.create(kind, list_id, title, call.body, call.now)
    job.fails = call.fault("job_fails") is not None
    job.hangs = call.fault("job_hangs") is not None
    if call.fault("job_vanishes") is not None:
        call.account.jobs.delete(job)
    return job


def found(call: Call, kind: str, list_id: int | None = None) -> Job:
    """The job of the path; refuses (404) one that is unknown or another list's."""
    job = call.account.jobs.find(kind, call.path("id"))
    if job is None or list_id not in (None, job.list_id):
        raise Refused(404)
    return job


def completed(call: Call, kind: str) -> Job:
    """The job of the path; refuses (412) one that is not completed."""
    job = found(call, kind, call.list.id)
    if job.status != COMPLETED:
        raise Refused(412)
    return job


def poll(call: Call, kind: str) -> Response:
    job = found(call, kind, call.list.id)
    job.poll()
    return item(job.describe())


def saved(call: Call, kind: str) -> Response:
    """The collection of the list's jobs."""
    return paged(call, [job.describe() for job in call.account.jobs.of(kind, call.list.id)])


def delete(call: Call, kind: str) -> Response:
    call.account.jobs.delete(found(call, kind, call.list.id))
    return item([])
