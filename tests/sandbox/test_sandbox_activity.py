"""Contact activity: who was sent, opened and clicked; it agrees with the statistics of the day."""

import csv
import io
from collections import Counter

import pytest

ACTIVITY = "/21001/api/contact_activity"
NEWSLETTER = "1234500164"  # of Monday, 26 October
MONDAY = {"user_type": "all", "from_date": "1792972800", "to_date": 1793059199}
DETAILED = [
    "ocx_contact_id", "email", "action", "timestamp", "mailing_id", "mailing_name", "email_message_id", "link_url",
    "country", "ip", "os", "browser",
]  # fmt: skip


def sent_to(*mailing_ids, field="sent"):
    operand = {"mailing_ids": list(mailing_ids)}
    return [{"type": "behavioral", "field_name": field, "operator": "=", "operand": operand, "condition": "and"}]


@pytest.fixture
def activity(ongage):
    def rows(tail="export", window=MONDAY, **order):
        filters = {**window, "criteria": order.pop("criteria", [])}
        answer = ongage.download(ACTIVITY, {"title": "t", "filters": filters, **order}, tail)
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))

    return rows


def test_the_aggregated_csv_has_the_selected_fields_and_counters(activity):
    (first, *_) = activity(selected_fields=["email", "ocx_status", "city", "sent", "opens", "last_open_date"])
    assert list(first) == ["ocx_contact_id", "email", "ocx_status", "city", "sent", "opens", "last_open_date"]


def test_each_contact_has_one_row(activity):
    ids = [row["ocx_contact_id"] for row in activity()]
    assert len(ids) == len(set(ids)) > 100


def test_activity_agrees_with_the_statistics_of_the_day(ongage, activity):
    sums = ["sum(`sent`)", "sum(`opens`)", "sum(`clicks`)"]
    day = [["stats_date", "=", "2026-10-26"], ["list_id", "=", 21001]]
    (counted,) = ongage.report(select=sums, filter=day)
    rows = activity()
    assert {key: str(sum(int(row[key]) for row in rows)) for key in ("sent", "opens", "clicks")} == counted


def test_only_the_asked_mailings_count(activity):
    everyone, one = activity(), activity(criteria=sent_to(NEWSLETTER))
    assert 0 < sum(int(row["opens"]) for row in one) < sum(int(row["opens"]) for row in everyone)
    assert {row["mailing_id"] for row in activity("export_detailed", criteria=sent_to(NEWSLETTER))} == {NEWSLETTER}


def test_openers_alone_can_be_asked_for(activity):
    rows = activity(criteria=sent_to(NEWSLETTER, field="opens"))
    assert rows
    assert all(int(row["opens"]) > 0 for row in rows)


def test_an_older_mailing_that_is_opened_again_is_activity_of_the_later_day(activity):
    tuesday = {"user_type": "all", "from_date": "1793059200", "to_date": "1793145599"}
    rows = activity(window=tuesday, criteria=sent_to(NEWSLETTER))
    assert rows
    assert {row["sent"] for row in rows} == {"0"}


def test_the_detailed_csv_has_one_row_an_action(activity):
    rows = activity("export_detailed")
    actions = Counter(row["action"] for row in rows)
    assert list(rows[0]) == DETAILED
    assert {"sent", "open", "click", "hard_bounce", "soft_bounce"} <= set(actions)
    assert set(actions) <= {"sent", "open", "click", "unsubscribe", "hard_bounce", "soft_bounce", "complaint"}


def test_opens_and_clicks_are_rounded_to_the_hour_and_can_look_the_same(activity):
    reads = [tuple(row.values()) for row in activity("export_detailed") if row["action"] in ("open", "click")]
    assert {row[3][13:] for row in reads} == {":00:00"}
    assert len(set(reads)) < len(reads)


def test_a_window_of_some_hours_holds_those_hours_alone(activity):
    hours = {"user_type": "all", "from_date": "1793023200", "to_date": "1793030399"}  # 14:00 to 15:59
    stamps = {row["timestamp"][11:13] for row in activity("export_detailed", window=hours)}
    assert stamps <= {"14", "15"}
    assert stamps


def test_a_day_without_activity_is_a_header_alone(ongage):
    quiet = {"user_type": "all", "from_date": "1700006400", "to_date": "1700092799"}
    answer = ongage.download("/21003/api/contact_activity", {"title": "t", "filters": quiet})
    assert answer.text == "ocx_contact_id,email,ocx_status,sent,opens,clicks,last_sent_date,last_open_date\r\n"


def test_results_come_as_json_text_too(ongage):
    job = ongage.completed(ACTIVITY, {"title": "t", "filters": MONDAY})
    answer = ongage.get(f"{job}/result", limit=3).json()
    assert type(answer["metadata"]["total"]) is str
    assert len(answer["payload"]) == 3
    assert type(answer["payload"][0]["sent"]) is str


def test_activity_without_a_window_is_refused(ongage):
    answer = ongage.post(ACTIVITY, {"title": "t", "filters": {"user_type": "all"}})
    assert (answer.status_code, list(answer.json()["payload"]["errors"])) == (412, ["filters"])
