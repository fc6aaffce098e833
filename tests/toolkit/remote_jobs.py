"""A source of asynchronous jobs, in memory."""

from __future__ import annotations

from typing import Any

from toolkit.jobs import Done, JobFailed, Jobs, Source
from toolkit.windows import Window

State = dict[str, Any]

HOUR = 3600
DAY = Window(0, 24 * HOUR)
MORNING, EVENING = Window(0, 12 * HOUR), Window(12 * HOUR, 24 * HOUR)


class Remote:
    """A source of jobs named after their window and number: `search/0to24/1`.

    Each poll of a window (`h0to24=[...]`) uses up one of its fates: None is not done, an exception is raised; then
    its job is done.
    """

    def __init__(self, **fates: list[Any]) -> None:
        self.made: list[str] = []
        self.polled: list[str] = []
        self.deleted: list[str] = []
        self.waits: list[float] = []
        self._fates = fates
        self.source = Source(create=self.create, fetch=self.fetch)

    def create(self, window: Window) -> str:
        name = f"{window.since // HOUR}to{window.until // HOUR}"
        self.made.append(name)
        return f"search/{name}/{self.made.count(name)}"

    def fetch(self, job: str) -> str | None:
        self.polled.append(job)
        fates = self._fates.get(f"h{job.split('/')[1]}", [])
        fate = fates.pop(0) if fates else f"rows of {job}"
        if isinstance(fate, Exception):
            raise fate
        return fate

    def delete(self, job: str) -> None:
        self.deleted.append(job)

    def jobs(self, state: State, parallel: int = 1, **options: Any) -> Jobs:
        given = {"poll_s": None, "timeout_s": 3600, "delete": self.delete, "sleep": self.waits.append, **options}
        return Jobs(state, parallel=parallel, **given)


def failed() -> JobFailed:
    return JobFailed("failed with status 3")


def read(remote: Remote, state: State, windows: list[Window], **options: Any) -> list[tuple[Window, Any]]:
    """The windows done, each finished at once, as a sync does."""
    jobs, done = remote.jobs(state, **options), []
    for step in jobs.read("contacts/7", windows, remote.source):
        if isinstance(step, Done):
            jobs.finish(step)
            done.append((step.window, step.made))
    return done
