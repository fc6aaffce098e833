"""The report query: its dialect, its answers, and what its numbers promise."""

import pytest

pytestmark = pytest.mark.once

DAY = [["stats_date", ">=", "2026-10-26"], ["stats_date", "<=", "2026-10-26"]]
WEEK = [["stats_date", ">=", "2026-10-20"], ["stats_date", "<=", "2026-10-26"]]
NEWSLETTER = ["mailing_id", "=", "1234500164"]


def test_rows_are_text_under_alias_or_bare_column(ongage):
    select = ["list_id", "mailing_id", "sum(`sent`)", ["MAX(`stats_date`)", "stats_date"], ["sum(`opens`)", "reads"]]
    (row,) = ongage.report(select=select, group=["list_id", "mailing_id"], filter=[*DAY, NEWSLETTER])
    assert list(row) == ["list_id", "mailing_id", "sent", "stats_date", "reads"]
    assert {type(value) for value in row.values()} == {str}
    assert (row["list_id"], row["stats_date"]) == ("21001", "1792972800")


def test_the_total_is_a_number_and_counts_rows_before_paging(ongage):
    body = {
        "list_ids": "all",
        "select": ["mailing_id", "isp_id", "sum(`sent`)"],
        "filter": DAY,
        "offset": 1,
        "limit": 2,
    }
    answer = ongage.post("/api/reports/query", body).json()
    assert type(answer["metadata"]["total"]) is int
    assert answer["metadata"]["total"] > 2 == len(answer["payload"])


def test_days_add_up_to_their_week(ongage):
    whole = ongage.report(select=["sum(`opens`)"], filter=WEEK)
    daily = ongage.report(select=["stats_date", "sum(`opens`)"], group=[["stats_date", "day"]], filter=WEEK)
    assert len(daily) == 7
    assert str(sum(int(row["opens"]) for row in daily)) == whole[0]["opens"]


def test_unique_openers_of_days_do_not_add_up_to_those_of_the_mailing(ongage):
    since = [["stats_date", ">=", "2026-10-19"], NEWSLETTER]
    (whole,) = ongage.report(select=["sum(`unique_opens`)"], filter=since)
    daily = ongage.report(select=["sum(`unique_opens`)"], group=[["stats_date", "day"]], filter=since)
    assert int(whole["unique_opens"]) < sum(int(row["unique_opens"]) for row in daily)


def test_without_a_date_only_the_last_month_is_counted(ongage):
    dates = {row["stats_date"] for row in ongage.report(select=["stats_date"], group=[["stats_date", "day"]])}
    assert min(dates) >= "1790985600"  # 3 October


@pytest.mark.parametrize(("unit", "firsts"), [("week", {"1792368000", "1792972800"}), ("month", {"1790812800"})])
def test_days_can_be_grouped_to(ongage, unit, firsts):
    rows = ongage.report(select=["stats_date", "sum(`sent`)"], group=[["stats_date", unit]], filter=WEEK)
    assert {row["stats_date"] for row in rows} == firsts


def test_a_time_zone_moves_the_midnight(ongage):
    query = {"select": ["stats_date", "sum(`sent`)"], "group": [["stats_date", "day"]], "filter": DAY}
    (row,) = ongage.report(**query, time_zone="America/New_York")
    assert row["stats_date"] == "1792987200"


def test_links_have_clicks_alone(ongage):
    select = ["mailing_id", "link_url", "sum(`clicks`)", "sum(`unique_clicks`)"]
    rows = ongage.report(select=select, group=["mailing_id", "link_url"], filter=WEEK)
    (total,) = ongage.report(select=["sum(`clicks`)"], filter=WEEK)
    assert all(row["link_url"].startswith("https://www.example.org/") for row in rows)
    assert sum(int(row["clicks"]) for row in rows) == int(total["clicks"])


@pytest.mark.parametrize(
    ("item", "meets"),
    [
        (["is_test_campaign", "=", 1], lambda row: row["mailing_type"] == "test"),
        (["mailing_type", "!=", "campaign"], lambda row: row["mailing_type"] != "campaign"),
        (
            ["mailing_id", "IN", ["1234500164", 1234600164]],
            lambda row: row["mailing_id"] in ("1234500164", "1234600164"),
        ),
        (["mailing_type", "=", "transactional"], lambda row: row["segment_id"] is None),
    ],
)
def test_filters_leave_what_they_say(ongage, item, meets):
    since = ["stats_date", ">=", "2026-09-01"]
    query = {"select": ["mailing_id", "mailing_type", "segment_id"], "group": ["mailing_id"]}
    every, left = ongage.report(**query, filter=[since]), ongage.report(**query, filter=[since, item])
    assert left == [row for row in every if meets(row)]
    assert 0 < len(left) < len(every)


def test_rows_are_ordered_as_asked(ongage):
    rows = ongage.report(
        select=["mailing_id", "sum(`opens`)"], group=["mailing_id"], order=[["opens", "DESC"]], filter=WEEK
    )
    opens = [int(row["opens"]) for row in rows]
    assert opens == sorted(opens, reverse=True)
    assert len(set(opens)) > 2


def test_list_ids_narrow_the_report(ongage):
    rows = ongage.report(list_ids=["21002", 21003], select=["list_id", "sum(`sent`)"], group=["list_id"], filter=WEEK)
    assert [row["list_id"] for row in rows] == ["21002", "21003"]


def test_an_unknown_list_is_a_404(ongage):
    assert ongage.post("/api/reports/query", {"list_ids": [1], "select": ["sent"]}).status_code == 404


def test_rates_come_on_request(ongage):
    query = {"select": ["sum(`sent`)", "sum(`success`)", "ctr"], "filter": [*DAY, NEWSLETTER]}
    (row,) = ongage.report(**query, calculate_rates=True)
    assert row["sent_percent"] == "100.00%"
    assert 90 < float(row["success_percent"].rstrip("%")) < 100
    assert 0 < float(row["ctr"]) < 20


def test_one_field_can_be_a_flat_array(ongage):
    ids = ongage.report(select=["mailing_id"], group=["mailing_id"], filter=[*DAY, NEWSLETTER], value="mailing_id")
    assert ids == ["1234500164"]


def test_a_report_can_be_csv(ongage):
    body = {"list_ids": "all", "select": ["mailing_id"], "filter": [*DAY, NEWSLETTER], "format": "csv"}
    assert ongage.post("/api/reports/query", body).text == "mailing_id\r\n1234500164\r\n"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"select": ["shoe_size"]},
        {"select": ["sum(sent"]},
        {"select": ["sent"], "from": "moon"},
        {"select": ["sent"], "group": [["stats_date", "fortnight"]]},
        {"select": ["sent"], "filter": [["sent", "~", 1]]},
        {"select": ["sent"], "filter": [["stats_date", "=", "yesterday"]]},
        {"select": ["sent"], "time_zone": "Mars/Olympus"},
    ],
)
def test_an_unreadable_report_is_a_412_that_says_where(ongage, query):
    answer = ongage.post("/api/reports/query", {"list_ids": "all", **query})
    assert (answer.status_code, type(answer.json()["payload"]["errors"])) == (412, dict)


def test_lists_have_one_row_a_day(ongage):
    days = [["record_date", ">=", "2026-10-20"], ["record_date", "<=", "2026-10-22"]]
    fields = ["active", "not_active", "complaints", "unsubscribes", "bounces", "opened", "clicked", "no_activity"]
    query = {
        "from": "list",
        "select": ["list_id", "record_date", *fields],
        "group": ["list_id", ["record_date", "day"]],
    }
    rows = ongage.report(**query, filter=days)
    assert [row["list_id"] for row in rows] == [
        list_ for list_ in ("21001", "21002", "21003", "21004") for _ in range(3)
    ]
    assert [row["record_date"] for row in rows[:3]] == ["1792454400", "1792540800", "1792627200"]
    assert all(int(row["active"]) == int(row["opened"]) + int(row["no_activity"]) for row in rows)


def test_activity_follows_the_sending_with_a_tail_that_ends(ongage):
    query = {"select": ["stats_date", "sum(`sent`)", "sum(`opens`)"], "group": [["stats_date", "day"]]}
    rows = ongage.report(**query, filter=[["mailing_id", "=", "1234500148"], ["stats_date", ">=", "2026-09-01"]])
    assert [row["sent"] != "0" for row in rows] == [True] + [False] * (len(rows) - 1)
    assert int(rows[0]["opens"]) > 2 * int(rows[1]["opens"]) > 0
    assert len(rows) < 14


def test_there_are_days_without_any_activity(ongage):
    year = [["stats_date", ">=", "2025-11-02"]]
    assert 100 < len(ongage.report(select=["stats_date"], group=[["stats_date", "day"]], filter=year)) < 350


def test_nothing_is_sent_in_the_summer_break(ongage):
    summer = [["stats_date", ">=", "2026-08-03"], ["stats_date", "<=", "2026-08-23"]]
    (total,) = ongage.report(select=["sum(`sent`)"], filter=[*summer, ["mailing_type", "!=", "transactional"]])
    assert total["sent"] == "0"


def test_a_very_old_mailing_is_opened_again_in_recent_days(ongage):
    recent = [["stats_date", ">=", "2026-10-24"], ["schedule_date", "<", 1767225600], ["list_id", "=", 21001]]
    rows = ongage.report(select=["mailing_id", "sum(`sent`)", "sum(`opens`)"], group=["mailing_id"], filter=recent)
    assert any(row["sent"] == "0" and int(row["opens"]) > 0 for row in rows)
