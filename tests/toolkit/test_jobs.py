"""Jobs are made once, saved before they are polled, and handed on in order."""

from __future__ import annotations

import json

import pytest

from remote_jobs import DAY, EVENING, HOUR, MORNING, Remote, State, failed, read
from toolkit.changes import Save
from toolkit.errors import SourceRefused, SourceUnavailable
from toolkit.jobs import Done, JobFailed
from toolkit.windows import Window


def test_a_job_is_in_the_state_and_saved_before_the_first_poll() -> None:
    remote, state = Remote(), State()
    steps = remote.jobs(state, parallel=2).read("contacts/7", [MORNING, EVENING], remote.source)
    assert next(steps) == Save(now=True)
    assert state["jobs"] == {"contacts/7": {"0-43200": "search/0to12/1", "43200-86400": "search/12to24/1"}}
    assert (remote.polled, remote.waits) == ([], [])
    assert json.loads(json.dumps(state)) == state
    assert [type(step).__name__ for step in steps] == ["Done", "Done"]


def test_no_more_jobs_run_at_once_than_allowed() -> None:
    remote, state = Remote(), State()
    steps = remote.jobs(state, parallel=2).read("contacts/7", [MORNING, EVENING, DAY], remote.source)
    next(steps)
    assert remote.made == ["0to12", "12to24"]


@pytest.mark.parametrize("parallel", [1, 2, 3])
def test_windows_come_in_order_whichever_job_is_done_first(parallel: int) -> None:
    remote = Remote(h0to12=[None, None, None], h12to24=[None])
    windows = [MORNING, EVENING, Window(24 * HOUR, 25 * HOUR)]
    assert read(remote, {}, windows, parallel=parallel) == [
        (MORNING, "rows of search/0to12/1"),
        (EVENING, "rows of search/12to24/1"),
        (windows[2], "rows of search/24to25/1"),
    ]


def test_a_job_that_made_nothing_is_done() -> None:
    assert read(Remote(h0to24=[None, []]), {}, [DAY]) == [(DAY, [])]


def test_the_poll_waits_grow_from_half_a_second_to_thirty() -> None:
    remote = Remote(h0to24=[None] * 13)
    read(remote, {}, [DAY])
    rounded = [round(wait, 2) for wait in remote.waits]
    assert rounded == [0.5, 0.75, 1.12, 1.69, 2.53, 3.8, 5.7, 8.54, 12.81, 19.22, 28.83, 30, 30, 30]


def test_a_poll_interval_is_fixed() -> None:
    remote = Remote(h0to24=[None] * 3)
    read(remote, {}, [DAY], poll_s=0.01)
    assert remote.waits == [0.01, 0.01, 0.01, 0.01]


def test_a_job_that_fails_is_made_again_and_the_failed_one_deleted(warned: list[str]) -> None:
    remote, state = Remote(h0to24=[failed()]), State()
    assert read(remote, state, [DAY]) == [(DAY, "rows of search/0to24/2")]
    assert remote.deleted == ["search/0to24/1"]
    assert warned == ["contacts/7: the job for 1970-01-01T00:00:00Z..1970-01-02T00:00:00Z failed with status 3"]


def test_the_job_made_again_is_saved_before_it_is_polled(warned: list[str]) -> None:
    remote, state = Remote(h0to24=[failed()]), State()
    steps = remote.jobs(state).read("contacts/7", [DAY], remote.source)
    assert [next(steps), next(steps)] == [Save(now=True), Save(now=True)]
    assert state["jobs"] == {"contacts/7": {"0-86400": "search/0to24/2"}}
    assert remote.polled == ["search/0to24/1"]
    assert len(warned) == 1


def test_a_job_that_fails_twice_is_halved_in_its_place(warned: list[str]) -> None:
    remote = Remote(h0to24=[failed(), failed()])
    after = Window(24 * HOUR, 30 * HOUR)
    windows = [window for window, _ in read(remote, {}, [DAY, after], parallel=2)]
    assert windows == [MORNING, EVENING, after]
    assert remote.made == ["0to24", "24to30", "0to24", "0to12", "12to24"]
    assert len(warned) == 2


def test_a_half_that_fails_is_made_again_too(warned: list[str]) -> None:
    remote = Remote(h0to24=[failed(), failed()], h0to12=[failed()])
    assert [window for window, _ in read(remote, {}, [DAY])] == [MORNING, EVENING]
    assert remote.made == ["0to24", "0to24", "0to12", "0to12", "12to24"]
    assert len(warned) == 3


def test_a_job_that_is_too_slow_is_halved_at_once(warned: list[str]) -> None:
    remote, state = Remote(h0to24=[None] * 6), State()
    windows = [window for window, _ in read(remote, state, [DAY], poll_s=60, timeout_s=360)]
    assert windows == [MORNING, EVENING]
    assert remote.made == ["0to24", "0to12", "12to24"]
    assert remote.deleted == ["search/0to24/1"]
    assert [message[-50:] for message in warned] == ["was not done after 6 minutes (job_timeout_minutes)"]


def test_at_the_floor_the_sync_fails_with_bounds_and_reason(warned: list[str]) -> None:
    remote, state, hour = Remote(h12to13=[failed(), failed()]), State(), Window(12 * HOUR, 13 * HOUR)
    with pytest.raises(
        SourceUnavailable,
        match=r"^contacts/7: the job for 1970-01-01T12:00:00Z\.\.1970-01-01T13:00:00Z failed with status 3; its window",
    ):
        read(remote, state, [hour])
    assert remote.deleted == ["search/12to13/1", "search/12to13/2"]
    assert state["jobs"] == {}
    assert len(warned) == 2


def test_a_job_that_is_given_up_for_good_is_not_waited_for_by_the_next_sync(warned: list[str]) -> None:
    """A job that hangs hangs for ever: it must not be in the state that is saved last."""
    remote, state, hour = Remote(h12to13=[None] * 9), State(), Window(12 * HOUR, 13 * HOUR)
    steps = remote.jobs(state, poll_s=60, timeout_s=360).read("contacts/7", [hour], remote.source)
    assert [next(steps), next(steps)] == [Save(now=True), Save(now=True)]
    assert state["jobs"] == {}
    with pytest.raises(SourceUnavailable, match="not done after 6 minutes"):
        next(steps)
    assert len(warned) == 1


def test_windows_before_the_one_that_fails_are_handed_on(warned: list[str]) -> None:
    remote, state = Remote(h12to13=[failed(), failed()]), State()
    steps = remote.jobs(state, parallel=2).read("contacts/7", [MORNING, Window(12 * HOUR, 13 * HOUR)], remote.source)
    assert [next(steps), next(steps)] == [Save(now=True), Done("contacts/7", MORNING, "rows of search/0to12/1")]
    with pytest.raises(SourceUnavailable):
        list(steps)
    assert state["jobs"] == {"contacts/7": {"0-43200": "search/0to12/1"}}
    assert len(warned) == 2


def test_a_job_that_vanished_is_made_again(warned: list[str]) -> None:
    remote = Remote(h0to24=[JobFailed("is no longer there")])
    state = {"jobs": {"contacts/7": {"0-86400": "search/0to24/9"}}}
    assert read(remote, state, [DAY]) == [(DAY, "rows of search/0to24/1")]
    assert remote.polled == ["search/0to24/9", "search/0to24/1"]
    assert len(warned) == 1


def test_a_refusal_while_polling_stops_the_sync_and_keeps_the_job() -> None:
    remote, state = Remote(h0to24=[SourceRefused("revoked", 401)]), State()
    with pytest.raises(SourceRefused, match="revoked"):
        read(remote, state, [DAY])
    assert state["jobs"] == {"contacts/7": {"0-86400": "search/0to24/1"}}
    assert remote.deleted == []


def test_a_job_whose_files_are_no_good_counts_as_failed() -> None:
    """Made again once; then its window is halved."""
    remote = Remote()
    jobs, done = remote.jobs({}), []
    for step in jobs.read("contacts/7", [DAY], remote.source):
        if isinstance(step, Done) and step.window == DAY:
            step.failure = failed()
        elif isinstance(step, Done):
            jobs.finish(step)
            done.append(step.window)
    assert (remote.made, done) == (["0to24", "0to24", "0to12", "12to24"], [MORNING, EVENING])


def test_jobs_that_an_earlier_sync_left_are_known_by_their_windows() -> None:
    jobs = Remote().jobs({"jobs": {"contacts/7": {f"{EVENING.since}-{EVENING.until}": "b", "0-43200": "a"}}})
    assert (jobs.left("contacts/7"), jobs.left("other")) == ([MORNING, EVENING], [])
