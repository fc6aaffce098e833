"""Asynchronous jobs of a source, one a window: resumed, made again, halved.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.

A job is known by the path that it is polled at. The path is in the saved state before the first poll, so that
a sync that is killed leaves its jobs to the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from fivetran_connector_sdk import Logging as log

from toolkit.changes import Save
from toolkit.errors import ConnectorError, SourceUnavailable
from toolkit.prefetch import prefetch
from toolkit.windows import Window

FIRST_POLL_S = 0.5
LONGEST_POLL_S = 30.0
GROWTH = 1.5


class JobFailed(Exception):
    """The source gave the job up, or lost it, or we did."""

    def __init__(self, reason: str, too_slow: bool = False) -> None:
        super().__init__(reason)
        self.too_slow = too_slow


@dataclass(frozen=True)
class Source:
    """A kind of job: `create` asks for a window and returns the job's path; `fetch` returns what the job of that path
    made, None while it is not done, or raises JobFailed."""

    create: Callable[[Window], str]
    fetch: Callable[[str], Any]


@dataclass
class Done:
    """A window whose job is done, and what it made.

    Once its rows are out, call `Jobs.finish`. Where what it made turns out to be no good, set `failure` instead: the
    job counts as failed then.
    """

    name: str
    window: Window
    made: Any
    failure: JobFailed | None = None


@dataclass
class _Polls:
    """Jobs that are polled side by side: where one ends the sync, the others need not wait for their own end."""

    name: str
    source: Source
    error: Exception | None = None

    def fetch(self, job: str) -> Any:
        if self.error:
            raise self.error
        try:
            return self.source.fetch(job)
        except JobFailed as failure:
            return failure
        except Exception as error:
            self.error = error
            raise

    def given_up(self, window: Window, failure: JobFailed) -> Exception:
        self.error = SourceUnavailable(
            f"{self.name}: the job for {window} {failure}; its window cannot be made smaller: ask the source's "
            "support, nothing is lost"
        )
        return self.error


class Jobs:
    """The jobs of one sync, in the state's own dict: `{name: {window: path}}`, and those finished but not deleted."""

    def __init__(
        self,
        state: dict[str, Any],
        *,
        delete: Callable[[str], None],
        parallel: int,
        poll_s: float | None,
        timeout_s: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._running: dict[str, dict[str, str]] = state.setdefault("jobs", {})
        self._finished: list[str] = state.setdefault("finished_jobs", [])
        self._delete, self._parallel, self._timeout_s, self._sleep = delete, parallel, timeout_s, sleep
        self._poll_s = poll_s

    def read(
        self, name: str, windows: Iterable[Window], source: Source, first_try: bool = True
    ) -> Iterator[Save | Done]:
        """Each window's result in order; in between, Saves that must be passed on before the source is polled.

        A job that fails is made again once; then, like one that is too slow, its window is halved down to an hour.
        Raises SourceUnavailable with the window's bounds when that fails too.
        """
        queue = list(windows)
        while queue:
            group, queue = queue[: self._parallel], queue[self._parallel :]
            yield from self._make(name, group, source)
            polls = _Polls(name, source)
            for window, made in prefetch(partial(self._wait, polls), group, self._parallel):
                failure = made
                if not isinstance(made, JobFailed):
                    done = Done(name, window, made)
                    yield done
                    failure = done.failure
                if failure is None:
                    continue
                log.warning(f"{name}: the job for {window} {failure}")
                self._give_up(name, window)
                again = first_try and not failure.too_slow
                parts = [window] if again else window.halves()
                if not parts:
                    yield Save(now=True)  # else the next sync would wait for this very job
                    raise polls.given_up(window, failure)
                yield from self.read(name, parts, source, not again)

    def resumed(self, name: str, windows: Iterable[Window]) -> list[Window]:
        """These windows, cut so that each job left by an earlier sync has its own; one that fits none is deleted."""
        planned = list(windows)
        for kept in self.left(name):
            overlapping = [
                window for window in sorted(planned) if window.since < kept.until and kept.since < window.until
            ]
            if overlapping and overlapping[0].since <= kept.since and kept.until <= overlapping[-1].until:
                rest = Window(overlapping[0].since, kept.since), kept, Window(kept.until, overlapping[-1].until)
                planned = [window for window in planned if window not in overlapping]
                planned += [window for window in rest if window.since < window.until]
            else:
                self._give_up(name, kept)
        return sorted(planned)

    def left(self, name: str) -> list[Window]:
        """The windows of the jobs that an earlier sync left."""
        return sorted(Window(*map(int, slot.split("-"))) for slot in self._running.get(name, {}))

    def abandon(self, name: str, since: int = 0) -> None:
        """Gives up what an earlier sync left of these jobs, from this second on: what they hold is out of date."""
        for kept in self.left(name):
            if kept.until > since:
                self._give_up(name, kept)

    def finish(self, done: Done) -> None:
        """The window's rows are out: its job is deleted once they are safe."""
        self._finished.append(self._forget(done.name, done.window))

    def tidy(self) -> bool:
        """Deletes the finished jobs, right after a checkpoint; True if there were any (the state changed again)."""
        finished, self._finished[:] = list(self._finished), []
        for job in finished:
            self._remove(job)
        return bool(finished)

    def _make(self, name: str, windows: list[Window], source: Source) -> Iterator[Save]:
        running = self._running.setdefault(name, {})
        missing = [window for window in windows if _slot(window) not in running]
        try:
            for window in missing:
                running[_slot(window)] = source.create(window)
        finally:
            if missing:
                yield Save(now=True)  # also where a later one could not be made

    def _wait(self, polls: _Polls, window: Window) -> Any:
        job = self._running[polls.name][_slot(window)]
        pause, waited = self._poll_s or FIRST_POLL_S, 0.0
        while waited < self._timeout_s:
            self._sleep(pause)
            waited += pause
            made = polls.fetch(job)
            if made is not None:
                return made
            pause = self._poll_s or min(pause * GROWTH, LONGEST_POLL_S)
        return JobFailed(f"was not done after {waited / 60:.0f} minutes (job_timeout_minutes)", too_slow=True)

    def _give_up(self, name: str, window: Window) -> None:
        self._remove(self._forget(name, window))

    def _forget(self, name: str, window: Window) -> str:
        job = self._running[name].pop(_slot(window))
        if not self._running[name]:
            del self._running[name]
        return job

    def _remove(self, job: str) -> None:
        try:
            self._delete(job)
        except ConnectorError as error:
            log.warning(f"a finished job stays at the source: {error}")


def _slot(window: Window) -> str:
    return f"{window.since}-{window.until}"
