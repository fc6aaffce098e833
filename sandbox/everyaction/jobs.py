"""Changed-entity exports: made by a POST, done after some polls, their files kept for twenty days of the clock."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from sandbox.clock import DAY_S
from sandbox.everyaction.world import eastern

FIRST_JOB_ID = 2_170_181_229  # past 2^31
FILES_DAYS = 20
IN_MEMORY_BYTES = 256 * 1024
WRITING_S = 5


@dataclass
class Job:
    """`order` is the body that made it, with the bounds in Unix seconds; `files` are there once it is complete."""

    id: int
    order: dict[str, Any]
    since: int
    until: int
    pending_polls: int
    problem: str | None = None
    odd_status: str | None = None
    hangs: bool = False
    polls: int = 0
    files: list[IO[bytes]] | None = None
    rows: int = 0
    completed_at: int = 0
    shown_count: int | None = None
    writing: threading.Thread | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)

    def poll(self) -> str:
        """Counts a look at the job; its status then."""
        self.polls += 1
        if self.polls <= self.pending_polls or self.hangs:
            waiting = "Pending" if self.polls == 1 else "InProcess"
            return self.odd_status or waiting
        return "Error" if self.problem else "Complete"

    def written(self, write: Callable[[], None]) -> bool:
        """Writes the files once, in the background; False while it goes on: a large export outlasts any timeout."""
        with self.guard:  # a caller that lost patience may ask again meanwhile
            if self.writing is None:
                self.writing = threading.Thread(target=write, daemon=True)
                self.writing.start()
        self.writing.join(WRITING_S)
        if not self.writing.is_alive() and self.files is None:
            self.problem = "The files could not be written."
        return not self.writing.is_alive()

    @property
    def expires_at(self) -> int:
        return self.completed_at + FILES_DAYS * DAY_S

    def describe(self) -> dict[str, Any]:
        """For the control API."""
        return {
            "exportJobId": self.id,
            "resourceType": self.order["resourceType"],
            "dateChangedFrom": eastern(self.since),
            "dateChangedTo": eastern(self.until),
            "polls": self.polls,
            "files": len(self.files or []),
        }


class Jobs:
    """All jobs of the account, by number."""

    def __init__(self, pending_polls: int) -> None:
        self._pending_polls = pending_polls
        self._jobs: dict[int, Job] = {}

    def clear(self) -> None:
        self._jobs.clear()

    def create(self, order: dict[str, Any], since: int, until: int) -> Job:
        job = Job(FIRST_JOB_ID + len(self._jobs), order, since, until, self._pending_polls)
        self._jobs[job.id] = job
        return job

    def find(self, job_id: str) -> Job | None:
        return self._jobs.get(int(job_id)) if job_id.isdecimal() else None

    def forget(self, job: Job) -> None:
        self._jobs[job.id] = Job(0, {"resourceType": ""}, 0, 0, 0, hangs=True)

    def describe(self) -> list[dict[str, Any]]:
        return [job.describe() for job in self._jobs.values()]


def new_file() -> IO[bytes]:
    """Where the rows of one file wait, on disk when they are many."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)


def stamp(epoch_s: int) -> str:
    """As files say when they expire: seven digits of a second."""
    text = eastern(epoch_s)
    return f"{text[:19]}.2106809{text[19:]}"
