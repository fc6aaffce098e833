"""What streams yield reaches the destination, and a state is saved only where a crash may resume."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from toolkit.changes import Change, Delete, Save, Truncate, Upsert
from toolkit.errors import ConfigurationError, SourceRefused, SourceUnavailable
from toolkit.flow import delivered, opened
from toolkit.run import Run, unless_refused

SETTINGS = {"poll_interval_seconds": None, "job_timeout_minutes": 60}


class Destination:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def upsert(self, table: str, row: Any) -> None:
        self.given.append((table, row))

    def delete(self, table: str, keys: Any) -> None:
        self.given.append((table, "deleted", keys))

    def truncate(self, table: str) -> None:
        self.given.append((table, "truncated"))

    def warning(self, message: str) -> None:
        self.given.append(message)


def run_of(state: dict[str, Any]) -> Run:
    return Run(SETTINGS, state, None)


def saved(destination: Destination, run: Run, *streams: Any) -> list[dict[str, Any]]:
    """The states that were to be saved, as they were then."""
    return [copy.deepcopy(state.get("cursors", {})) for state in delivered(run, streams, destination)]


def rows(count: int, name: str) -> Any:
    def stream(run: Run) -> Iterator[Change]:
        yield Upsert(name, [{"id": number} for number in range(count)])
        run.cursor(name)["until"] = count

    return stream


def test_small_streams_share_one_checkpoint() -> None:
    destination = Destination()
    assert saved(destination, run_of({}), rows(1, "a"), rows(1, "b")) == [{"a": {"until": 1}, "b": {"until": 1}}]
    assert destination.given == [("a", {"id": 0}), ("b", {"id": 0})]


def test_a_large_stream_has_its_own() -> None:
    states = saved(Destination(), run_of({}), rows(5_000, "a"), rows(1, "b"))
    assert states == [{"a": {"until": 5_000}}, {"a": {"until": 5_000}, "b": {"until": 1}}]


def test_every_kind_of_change_is_handed_on() -> None:
    def stream(run: Run) -> Iterator[Change]:
        yield Truncate("a")
        yield Upsert("a", [{"id": 1}])
        yield Delete("a", [{"id": 2}])

    destination = Destination()
    saved(destination, run_of({}), stream)
    assert destination.given == [("a", "truncated"), ("a", {"id": 1}), ("a", "deleted", {"id": 2})]


def failing(rows: list[Any]) -> Any:
    """A stream of one complete window, whose second one fails after these rows."""

    def stream(run: Run) -> Iterator[Change]:
        yield Upsert("b", [{"id": 1}])
        run.cursor("b")["until"] = 1
        yield Save()
        yield Upsert("b", rows)
        run.cursor("b")["until"] = 2
        raise SourceUnavailable("down")

    return stream


def test_where_a_stream_fails_the_last_complete_window_is_saved() -> None:
    states = delivered(run_of({}), [failing([])], Destination())
    assert next(states)["cursors"] == {"b": {"until": 1}}
    with pytest.raises(SourceUnavailable):
        next(states)


def test_half_a_window_is_never_saved() -> None:
    with pytest.raises(SourceUnavailable):
        next(delivered(run_of({}), [failing([{"id": 2}])], Destination()))


def test_a_save_within_a_window_is_taken_where_rows_are_many_and_never_else() -> None:
    def stream(run: Run) -> Iterator[Change]:
        for number, count in enumerate((1, 5_000, 1)):
            run.cursor("a")["before"] = number
            yield Save(within=True)
            yield Upsert("a", [{"id": number}] * count)
        raise SourceUnavailable("down")

    states = delivered(run_of({}), [stream], Destination())
    assert next(states)["cursors"] == {"a": {"before": 2}}
    with pytest.raises(SourceUnavailable):
        next(states)


def test_a_row_that_the_destination_refuses_is_half_a_window() -> None:
    class Refusing(Destination):
        def upsert(self, table: str, row: Any) -> None:
            if row["id"] == 2:
                raise TypeError

    with pytest.raises(TypeError):
        next(delivered(run_of({}), [failing([{"id": 2}])], Refusing()))


def test_what_the_source_refuses_is_told_at_the_end_and_the_others_go_on() -> None:
    def refused(run: Run) -> Iterator[Change]:
        def changes() -> Iterator[Change]:
            raise SourceRefused("no right", 403)
            yield Save()

        yield from unless_refused(run, "gifts", changes())

    destination = Destination()
    saved(destination, run_of({}), refused, rows(1, "b"))
    assert destination.given == [("b", {"id": 0}), "gifts not synced, its cursor stays: no right"]


def test_a_login_that_is_refused_stops_the_sync() -> None:
    def changes() -> Iterator[Change]:
        raise SourceRefused("no login", 401)
        yield Save()

    with pytest.raises(SourceRefused):
        list(unless_refused(run_of({}), "gifts", changes()))


@pytest.mark.parametrize("saved_state", [{"version": 2}, {"cursors": {}}], ids=["newer", "none"])
def test_a_state_that_we_did_not_write_is_refused(saved_state: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="sfl debug gifts --fresh"):
        opened(saved_state, "gifts")


def test_the_saved_state_itself_is_not_touched() -> None:
    before: dict[str, Any] = {"version": 1, "cursors": {}}
    opened(before, "gifts")["cursors"]["a"] = 1
    assert before == {"version": 1, "cursors": {}}
