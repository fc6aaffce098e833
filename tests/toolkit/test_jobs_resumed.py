"""Jobs that an earlier sync left behind are polled, not made again; jobs that are done with are deleted."""

from __future__ import annotations

import pytest

from remote_jobs import DAY, EVENING, HOUR, MORNING, Remote, State, read
from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.jobs import Done
from toolkit.windows import Window


def left(*windows: Window) -> State:
    """A state with a job for each of these windows."""
    slots = {f"{w.since}-{w.until}": f"search/{w.since // HOUR}to{w.until // HOUR}/left" for w in windows}
    return {"jobs": {"contacts/7": slots, "contacts/8": {"0-5": "search/other"}}}


def hours(*bounds: int) -> Window:
    return Window(bounds[0] * HOUR, bounds[1] * HOUR)


def test_a_job_left_behind_is_polled_and_not_made_again() -> None:
    remote = Remote()
    assert read(remote, left(DAY), [DAY]) == [(DAY, "rows of search/0to24/left")]
    assert remote.made == []


def test_a_resumed_job_needs_no_save_before_it_is_polled() -> None:
    remote = Remote()
    steps = list(remote.jobs(left(DAY)).read("contacts/7", [DAY], remote.source))
    assert steps == [Done("contacts/7", DAY, "rows of search/0to24/left")]


RESUMED = {
    "the-same": ([DAY], [DAY], [DAY]),
    "none": ([], [MORNING, EVENING], [MORNING, EVENING]),
    "a-new-end": ([DAY], [hours(0, 30)], [DAY, hours(24, 30)]),
    "in-the-middle": ([hours(6, 9)], [DAY], [hours(0, 6), hours(6, 9), hours(9, 24)]),
    "both-halves": ([MORNING, EVENING], [DAY], [MORNING, EVENING]),
    "over-two": ([DAY], [MORNING, EVENING], [DAY]),
    "across-a-border": ([hours(6, 18)], [MORNING, EVENING], [hours(0, 6), hours(6, 18), hours(18, 24)]),
    "second-of-two": ([EVENING], [MORNING, EVENING], [MORNING, EVENING]),
}


@pytest.mark.parametrize(("jobs", "planned", "expected"), RESUMED.values(), ids=RESUMED.keys())
def test_windows_are_cut_so_that_each_job_left_behind_has_its_own(
    jobs: list[Window], planned: list[Window], expected: list[Window]
) -> None:
    remote, state = Remote(), left(*jobs)
    assert remote.jobs(state).resumed("contacts/7", planned) == expected
    assert remote.deleted == []


def test_every_job_that_fits_is_kept_whatever_their_order() -> None:
    remote, state = Remote(), left(hours(2, 4), hours(11, 13))
    expected = [hours(0, 2), hours(2, 4), hours(4, 11), hours(11, 13), hours(13, 24)]
    assert remote.jobs(state).resumed("contacts/7", [MORNING, EVENING]) == expected
    assert remote.deleted == []


@pytest.mark.parametrize(
    ("job", "planned"),
    [(MORNING, [EVENING]), (hours(6, 18), [EVENING]), (hours(18, 30), [EVENING]), (DAY, [])],
    ids=["before", "begins-before", "ends-after", "nothing-planned"],
)
def test_a_job_that_fits_no_window_is_deleted(job: Window, planned: list[Window]) -> None:
    remote, state = Remote(), left(job)
    assert remote.jobs(state).resumed("contacts/7", planned) == planned
    assert len(remote.deleted) == 1
    assert state["jobs"] == {"contacts/8": {"0-5": "search/other"}}


def test_a_finished_job_is_deleted_only_when_its_rows_are_safe() -> None:
    remote, state = Remote(), State()
    jobs = remote.jobs(state)
    read(remote, state, [DAY])
    assert (state["jobs"], state["finished_jobs"], remote.deleted) == ({}, ["search/0to24/1"], [])
    assert jobs.tidy() is True
    assert (state["finished_jobs"], remote.deleted) == ([], ["search/0to24/1"])
    assert jobs.tidy() is False


def test_a_finished_job_that_was_not_deleted_is_left_to_the_next_sync() -> None:
    remote = Remote()
    remote.jobs({"finished_jobs": ["search/0to24/1"]}).tidy()
    assert remote.deleted == ["search/0to24/1"]


@pytest.mark.parametrize(
    "error", [SourceRefused("HTTP 403", 403), SourceUnavailable("down")], ids=["refused", "unavailable"]
)
def test_a_delete_that_fails_is_only_a_warning(error: Exception, warned: list[str]) -> None:
    def refuse(_: str) -> None:
        raise error

    state: State = {"finished_jobs": ["a", "b"]}
    assert Remote().jobs(state, delete=refuse).tidy() is True
    assert state["finished_jobs"] == []
    assert warned == [f"a finished job stays at the source: {error}"] * 2
