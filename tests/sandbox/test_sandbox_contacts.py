"""Contact search: what the CSV holds and which contacts a search finds."""

import csv
import io
import re
from datetime import datetime, timezone
from itertools import islice

import pytest

from sandbox.ongage.contacts import contacts
from sandbox.ongage.downloads import Dialect
from sandbox.ongage.lists import World, mailing_lists

pytestmark = pytest.mark.once

SEARCH = "/21001/api/contact_search"
SYSTEM = [
    "ocx_status",
    "ocx_created_date",
    "ocx_unsubscribe_date",
    "ocx_resubscribe_date",
    "ocx_bounce_date",
    "ocx_complaint_date",
    "ocx_import_id",
]
NOW = 1793620800


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def criterion(field, operator, *operand, kind="string", condition="and"):
    return {"type": kind, "field_name": field, "operator": operator, "operand": list(operand), "condition": condition}


@pytest.fixture
def search(ongage):
    def found(*criteria, list_id=21001, user_type="all", **order):
        body = {"title": "t", "filters": {"user_type": user_type, "criteria": list(criteria)}, **order}
        return table(ongage.download(f"/{list_id}/api/contact_search", body))

    return found


def test_the_csv_is_utf8_with_a_header_crlf_and_quotes(ongage):
    answer = ongage.download(SEARCH, {"title": "t"})
    lines = answer.content.split(b"\r\n")
    assert answer.headers["content-type"].startswith("text/csv")
    assert lines[0].startswith(b"ocx_contact_id,email,first_name,last_name,")
    assert lines[-1] == b""
    assert b'"line one\nline two, with a comma and a ""quote"""' in answer.content
    assert b'"Moved house\r\nnew address follows"' in answer.content
    assert "北京".encode() in answer.content


def test_without_selection_all_list_and_system_fields_come(ongage, search):
    own = [field["name"] for field in ongage.rows("/21001/api/list_fields")]
    assert list(search()[0]) == ["ocx_contact_id", *own, *SYSTEM]


def test_the_id_comes_first_then_the_selection_in_its_order(search):
    rows = search(selected_fields=["city", "email", "ocx_contact_id", "ocx_created_date"])
    assert list(rows[0]) == ["ocx_contact_id", "city", "email", "ocx_created_date"]


def test_an_unknown_selected_field_is_refused(ongage):
    answer = ongage.post(SEARCH, {"title": "t", "selected_fields": ["shoe_size"]})
    assert (answer.status_code, answer.json()["payload"]["errors"]) == (412, {"shoe_size": "unknown field"})


def test_the_id_begins_with_the_creation_time_and_is_unique(search):
    rows = search()
    assert len({row["ocx_contact_id"] for row in rows}) == len(rows) == 372
    for row in rows:
        created = datetime.strptime(row["ocx_created_date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
        assert int(row["ocx_contact_id"][:8], 16) == created.timestamp()


def test_custom_fields_differ_from_list_to_list_in_names_and_date_formats(ongage):
    first = {row["name"]: row["format"] for row in ongage.rows("/21001/api/list_fields")}
    second = {row["name"]: row["format"] for row in ongage.rows("/21002/api/list_fields")}
    assert set(first) - set(second) == {"notes", "last_gift_at", "mobile", "second_email", "legacy_code"}
    assert (first["birthday"], second["birthday"]) == ("mm/dd/yyyy", "yyyy/mm/dd")
    assert first["last_gift_at"].endswith(" hh24:mi")
    assert first["pledged_at"].endswith(" hh24:mi:ss")
    assert {row["type"] for row in ongage.rows("/21001/api/list_fields")} == {"email", "string", "numeric", "date"}


def test_a_date_field_is_written_in_its_own_format(search):
    written = [row["birthday"] for row in search() if row["birthday"]]
    assert all(re.fullmatch(r"(0[1-9]|1[0-2])/[0-3]\d/(19|20)\d\d", text) for text in written)


def test_there_are_nulls_and_empty_texts(ongage):
    notes = [row["notes"] for row in json_rows(ongage)]
    assert None in notes
    assert "" in notes


def test_whole_months_have_no_new_contact(search):
    months = {row["ocx_created_date"][:7] for row in search()}
    assert not months & {"2021-12", "2022-01", "2022-02", "2022-03", "2026-08"}
    assert {"2021-04", "2026-10"} <= months


def test_a_window_of_creation_is_half_open_as_asked(search):
    whole = [criterion("ocx_created_date", "<", NOW, kind="date_absolute")]
    cut = sorted(int(row["ocx_contact_id"][:8], 16) for row in search(*whole))[100]
    before = search(criterion("ocx_created_date", "<", cut, kind="date_absolute"))
    after = search(criterion("ocx_created_date", ">=", cut, kind="date_absolute"))
    assert (len(before), len(after)) == (100, 272)


@pytest.mark.parametrize(
    "field", ["ocx_unsubscribe_date", "ocx_resubscribe_date", "ocx_bounce_date", "ocx_complaint_date"]
)
def test_each_status_date_can_be_searched(search, field):
    found = search(criterion(field, ">=", 1, kind="date_absolute"), user_type="all", list_id=21002)
    every = search(list_id=21002)
    assert len(found) == sum(row[field] != "" for row in every)


@pytest.mark.parametrize(
    ("user_type", "statuses"),
    [
        ("all", {"Active", "Unsubscribed", "Bounced", "Complaint"}),
        ("active", {"Active"}),
        ("nonactive", {"Unsubscribed", "Bounced", "Complaint"}),
        ("unsubscribed", {"Unsubscribed"}),
        ("bounced", {"Bounced"}),
        ("complaint", {"Complaint"}),
    ],
)
def test_user_types_are_statuses(search, user_type, statuses):
    assert {row["ocx_status"] for row in search(user_type=user_type)} == statuses


@pytest.mark.parametrize(
    ("criteria", "meets"),
    [
        ([criterion("city", "=", "Zürich", "Łódź")], lambda row: row["city"] in ("Zürich", "Łódź")),
        ([criterion("city", "!=", "Zürich")], lambda row: row["city"] != "Zürich"),
        ([criterion("email", "LIKE", "@example.")], lambda row: "@example." in row["email"].lower()),
        ([criterion("email", "LIKE_", "ada")], lambda row: row["email"].lower().startswith("ada")),
        ([criterion("email", "_LIKE", ".com")], lambda row: row["email"].lower().endswith(".com")),
        ([criterion("notes", "empty", "")], lambda row: row["notes"] == ""),
        ([criterion("notes", "notempty", "")], lambda row: row["notes"] != ""),
        ([criterion("gift_total", "><", 10, 500)], lambda row: 10 <= float(row["gift_total"] or 0) <= 500),
        ([criterion("gift_total", ">", 100)], lambda row: float(row["gift_total"] or 0) > 100),
        (
            [criterion("city", "=", "Zürich"), criterion("city", "=", "Łódź", condition="or")],
            lambda row: row["city"] in ("Zürich", "Łódź"),
        ),
    ],
)
def test_criteria_find_what_they_say(search, criteria, meets):
    every = search()
    expected = [row["ocx_contact_id"] for row in every if meets(row)]
    assert [row["ocx_contact_id"] for row in search(*criteria)] == expected
    assert 0 < len(expected) < len(every)


@pytest.mark.parametrize("bad", [criterion("shoe_size", "=", "1"), criterion("city", "~", "1")])
def test_unreadable_criteria_are_refused(ongage, bad):
    assert ongage.post(SEARCH, {"title": "t", "filters": {"criteria": [bad]}}).status_code == 412


def json_rows(ongage, **page):
    return ongage.get(f"{ongage.completed(SEARCH, {'title': 't'})}/result", **{"limit": 1000, **page}).json()["payload"]


def test_results_come_as_json_pages_too(ongage):
    job = ongage.completed(SEARCH, {"title": "t"})
    first = ongage.get(f"{job}/result").json()
    rest = ongage.get(f"{job}/result", offset=50, limit=1000).json()
    assert (first["metadata"]["total"], len(first["payload"]), len(rest["payload"])) == (372, 50, 322)
    assert type(first["payload"][0]["ocx_created_date"]) is int


def test_two_lists_hold_the_same_address_under_two_ids(search):
    first = {row["email"].lower(): row["ocx_contact_id"] for row in search(list_id=21001)}
    second = {row["email"].lower(): row["ocx_contact_id"] for row in search(list_id=21002)}
    shared = set(first) & set(second)
    assert len(shared) > 10
    assert all(first[email] != second[email] for email in shared)


def test_a_million_contacts_stream_without_being_made_first():
    (huge,) = mailing_lists(World(contacts=1_000_000, lists=1))
    rows = ([one.id, one.email] for one in contacts(huge, NOW, 0, NOW))
    chunks = Dialect().lines(["ocx_contact_id", "email"], rows)
    assert [len(chunk) // 1024 for chunk in islice(chunks, 3)] == [64, 64, 64]
    assert huge.growth.count_at(NOW) == 1_000_000
