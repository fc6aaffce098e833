"""The same seed is the same data; a week of the clock brings every kind of change."""

import csv
import io

import pytest
import requests

from sandbox.app import Settings
from sandbox.server import running

pytestmark = pytest.mark.once

SEARCH = "/21001/api/contact_search"
STATUS_DATES = ("ocx_unsubscribe_date", "ocx_resubscribe_date", "ocx_bounce_date", "ocx_complaint_date")


def contacts(ongage):
    text = ongage.download(SEARCH, {"title": "t"}).content.decode()
    return {row["ocx_contact_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def by_id(ongage, path):
    return {row["id"]: row for row in ongage.rows(path)}


@pytest.fixture
def week(sandbox, ongage):
    """What a reader returns before and after a week."""

    def around(read, *arguments):
        before = read(ongage, *arguments)
        sandbox.advance("ongage", days=7)
        return before, read(ongage, *arguments)

    return around


def test_an_archived_list_stands_still(sandbox, ongage):
    def everything():
        export = ongage.download("/21004/api/contact_search", {"title": "t"}).content
        return export, ongage.rows("/21004/api/mailings"), ongage.rows("/21004/api/import")

    before = everything()
    sandbox.advance("ongage", days=7)
    assert everything() == before


def changed(before, after, field):
    return [key for key in before.keys() & after.keys() if before[key][field] != after[key][field]]


def test_new_contacts_join(week):
    before, after = week(contacts)
    joined = after.keys() - before.keys()
    assert len(joined) == 7
    assert {after[key]["ocx_created_date"][:10] for key in joined} <= {f"2026-11-{day:02}" for day in range(2, 10)}


@pytest.mark.parametrize("field", STATUS_DATES)
def test_the_status_of_old_contacts_changes_with_its_date(week, field):
    before, after = week(contacts)
    turned = [key for key in changed(before, after, field) if before[key]["ocx_created_date"] < "2026-10"]
    assert turned
    assert all(after[key][field][:8] == "2026-11-" for key in turned)
    assert any(before[key]["ocx_status"] != after[key]["ocx_status"] for key in turned)


def test_custom_fields_are_edited_and_no_date_tells(week):
    before, after = week(contacts)
    edited = changed(before, after, "notes")
    assert edited
    assert all(before[key][field] == after[key][field] for key in edited for field in ("ocx_status", *STATUS_DATES))


def test_contacts_are_deleted_without_a_trace(ongage, week):
    before, after = week(contacts)
    gone = before.keys() - after.keys()
    assert gone
    assert {ongage.get(f"/21001/api/contacts/by_id/{key}").status_code for key in gone} == {404}


def test_mailings_are_new_and_go_from_scheduled_over_in_progress_to_completed(sandbox, ongage):
    def statuses():
        return {row["id"]: row["status_desc"] for row in ongage.rows("/21001/api/mailings")}

    before = statuses()
    sandbox.advance("ongage", days=7)
    at_noon = statuses()
    sandbox.advance("ongage", hours=3)
    later = statuses()
    assert len(at_noon.keys() - before.keys()) > 0
    assert [(before[key], at_noon[key], later[key]) for key in ("1234500168", "1234500172")] == [
        ("In progress", "Completed", "Completed"),
        ("Scheduled", "In progress", "Completed"),
    ]


def test_mailings_have_come_to_every_end(ongage):
    rows = [*ongage.rows("/21001/api/mailings"), *ongage.rows("/21002/api/mailings")]
    assert {row["status"] for row in rows} == {str(60000 + code) for code in (1, 2, 3, 4, 5, 6, 8, 9, 10)}


def test_a_draft_has_no_schedule_and_disappears_in_the_end(sandbox, ongage):
    (draft,) = [row for row in ongage.rows("/21001/api/mailings") if row["schedule_date"] is None]
    sandbox.advance("ongage", days=21)
    assert draft["id"] not in by_id(ongage, "/21001/api/mailings")


def test_messages_are_modified(ongage, week):
    before, after = week(by_id, "/21001/api/emails")
    modified = changed(before, after, "modified")
    assert modified
    assert all(int(after[key]["modified"]) > 1793620800 for key in modified)
    assert {after[key]["type"] for key in modified} == {"email_message", "template"}


def test_a_running_import_finishes_and_another_begins(week):
    before, after = week(by_id, "/21001/api/import")
    (running_one,) = [row for row in before.values() if row["status"] == "40002"]
    assert running_one["status_desc"] == "Processing (38%)"
    assert after[running_one["id"]]["status"] == "40003"
    assert int(after[running_one["id"]]["success"]) > int(running_one["success"])
    assert after.keys() - before.keys()


def stats(ongage):
    rows = ongage.stats("2026-11-01", "2026-11-02")
    return {(row["mailing_id"], row["isp_id"]): {name: int(value) for name, value in row.items()} for row in rows}


def test_statistics_of_recent_days_are_restated(sandbox, ongage):
    sandbox.advance("ongage", hours=11)
    before = stats(ongage)
    sandbox.advance("ongage", days=1)
    after = stats(ongage)
    lower = [key for key in before.keys() & after.keys() if after[key]["success"] < before[key]["success"]]
    assert lower
    assert all(after[key]["hard_bounces"] >= before[key]["hard_bounces"] for key in lower)
    assert sum(row["opens"] for row in after.values()) > sum(row["opens"] for row in before.values())


def test_statistics_settle_after_some_days(sandbox, ongage):
    sandbox.advance("ongage", days=6)
    settled = stats(ongage)
    sandbox.advance("ongage", days=6)
    assert stats(ongage) == settled


def test_rows_of_statistics_vanish(week):
    before, after = week(stats)
    gone = before.keys() - after.keys()
    assert {isp for _, isp in gone} == {"99"}


def test_a_segment_is_renamed(week):
    before, after = week(by_id, "/21001/api/segments")
    assert changed(before, after, "name") == ["3300002"]


def test_one_field_is_removed_and_another_added(week):
    before, after = week(lambda ongage: {row["name"] for row in ongage.rows("/21001/api/list_fields")})
    assert (before - after, after - before) == ({"legacy_code"}, {"language"})


def test_the_same_seed_gives_the_same_answers_on_another_server(ongage):
    paths = ("/api/lists", "/21001/api/mailings", "/21002/api/contacts/by_email/keiko.0@post.example.com")
    with running(Settings(ongage_contacts=600)) as other:
        again = [
            requests.get(f"{other.url}/ongage{path}", headers=ongage.session.headers, timeout=5).text for path in paths
        ]
    assert again == [ongage.get(path).text for path in paths]


def test_another_seed_gives_other_contacts(ongage):
    with running(Settings(seed=2, ongage_contacts=600)) as other:
        path = f"{other.url}/ongage/21001/api/contacts/by_email/keiko.0@post.example.com"
        assert requests.get(path, headers=ongage.session.headers, timeout=5).status_code == 404


def test_two_advances_are_as_good_as_one(sandbox, ongage):
    sandbox.advance("ongage", days=3)
    sandbox.advance("ongage", days=4)
    in_steps = contacts(ongage)
    sandbox.reset("ongage")
    sandbox.advance("ongage", days=7)
    assert contacts(ongage) == in_steps
