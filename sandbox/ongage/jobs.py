"""Asynchronous jobs: created, polled, downloaded, deleted; the only thing this service remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FIRST_JOB_ID = 2_147_483_640  # counts past 2^31 on purpose
PENDING, COMPLETED, FAILED = 1, 2, 3
STATUS_TEXTS = {PENDING: "Pending", COMPLETED: "Completed", FAILED: "Failed"}


@dataclass
class Job:
    """`order` is the body that made it; its data is that of the instant `created`."""

    id: int
    kind: str
    list_id: int
    title: str
    order: dict[str, Any]
    created: int
    pending_polls: int
    fails: bool = False
    hangs: bool = False
    polls: int = 0
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        if self.hangs or self.polls <= self.pending_polls:
            return PENDING
        return FAILED if self.fails else COMPLETED

    def poll(self) -> int:
        self.polls += 1
        return self.status

    def describe(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "list_id": self.list_id,
            "title": self.title,
            "status": self.status,
            "status_desc": STATUS_TEXTS[self.status],
            "created": self.created,
            "modified": self.created,
        }


class Jobs:
    """All jobs that nobody deleted, by number."""

    def __init__(self, pending_polls: int) -> None:
        self._pending_polls = pending_polls
        self.clear()

    def clear(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._next_id = FIRST_JOB_ID

    def create(self, kind: str, list_id: int, title: str, order: dict[str, Any], now: int) -> Job:
        job = Job(self._next_id, kind, list_id, title, order, now, self._pending_polls)
        self._next_id += 1
        self._jobs[job.id] = job
        return job

    def find(self, kind: str, job_id: str) -> Job | None:
        job = self._jobs.get(int(job_id)) if job_id.isdecimal() else None
        return job if job and job.kind == kind else None

    def of(self, kind: str, list_id: int) -> list[Job]:
        return [job for job in self._jobs.values() if job.kind == kind and job.list_id == list_id]

    def delete(self, job: Job) -> None:
        del self._jobs[job.id]

    def describe(self) -> list[dict[str, Any]]:
        """For the control API: what is left, with its kind and how often it was polled."""
        return [{**job.describe(), "kind": job.kind, "polls": job.polls} for job in self._jobs.values()]
