"""Offset and limit, page and page_size, sort and order, and what can go wrong across pages."""

import pytest


@pytest.fixture
def ids(ongage):
    return [row["id"] for row in ongage.rows("/21001/api/import")]


def test_a_page_has_fifty_rows_unless_asked(ongage, ids):
    answer = ongage.get("/21001/api/import").json()
    assert (len(answer["payload"]), answer["metadata"]["total"], len(ids)) == (50, "61", 61)


def test_the_limit_is_capped_without_a_word(sandbox, ongage):
    sandbox.advance("ongage", days=3650)
    sandbox.advance("ongage", days=3650)
    answer = ongage.get("/21001/api/import", limit=5000).json()
    assert (answer["metadata"]["total"], len(answer["payload"])) == ("1886", 1000)


def test_pages_follow_one_another(ongage, ids):
    pages = [ongage.get("/21001/api/import", offset=offset, limit=20).json()["payload"] for offset in (0, 20, 40, 60)]
    assert [row["id"] for page in pages for row in page] == ids


def test_a_page_behind_the_end_is_empty(ongage):
    assert ongage.get("/21001/api/import", offset=61).json()["payload"] == []


def test_messages_are_paged_by_number(ongage):
    every = [row["id"] for row in ongage.rows("/21001/api/emails")]
    second = ongage.get("/21001/api/emails", page=2, page_size=10).json()
    assert [row["id"] for row in second["payload"]] == every[10:20]
    assert len(ongage.get("/21001/api/emails").json()["payload"]) == 50


def test_rows_are_sorted_as_asked(ongage, ids):
    newest_first = ongage.rows("/21001/api/import", sort="id", order="DESC")
    assert [row["id"] for row in newest_first] == ids[::-1]


def test_an_unknown_sort_column_is_ignored(ongage, ids):
    assert [row["id"] for row in ongage.rows("/21001/api/import", sort="nothing", order="DESC")] == ids


def test_a_row_can_turn_up_on_two_pages(sandbox, ongage, ids):
    sandbox.fault("ongage", "duplicate_rows", path="import")
    second = ongage.get("/21001/api/import", offset=20, limit=20).json()["payload"]
    assert [row["id"] for row in second] == ids[19:39]


def test_a_row_can_slip_through_between_two_pages(sandbox, ongage, ids):
    sandbox.fault("ongage", "shifted_rows", path="import", rows=2)
    second = ongage.get("/21001/api/import", offset=20, limit=20).json()["payload"]
    assert [row["id"] for row in second] == ids[22:42]


def test_the_total_can_be_wrong(sandbox, ongage):
    sandbox.fault("ongage", "total_wrong", path="import", total=7)
    answer = ongage.get("/21001/api/import").json()
    assert (answer["metadata"]["total"], len(answer["payload"])) == ("7", 50)
