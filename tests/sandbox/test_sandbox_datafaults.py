"""Faults of the data: refused lists, surprising fields, late rows, other dialects of CSV."""

import csv
import io

import pytest

SEARCH = "/21001/api/contact_search"
SMALL = {"title": "t", "selected_fields": ["email", "ocx_created_date"]}


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_list_can_turn_403_while_the_others_answer(sandbox, ongage):
    sandbox.fault("ongage", "forbidden_list", list_id=21002)
    assert ongage.get("/21002/api/segments").status_code == 403
    assert ongage.get("/api/lists/21002").status_code == 403
    assert ongage.post("/api/reports/query", {"list_ids": [21002], "select": ["sent"]}).status_code == 403
    assert ongage.get("/21001/api/segments").status_code == 200
    assert 21002 in [row["id"] for row in ongage.rows("/api/lists")]


def test_a_report_on_all_lists_leaves_a_forbidden_one_out(sandbox, ongage):
    query = {"select": ["list_id", "sum(`sent`)"], "group": ["list_id"], "filter": [["stats_date", ">=", "2026-10-01"]]}
    before = [row["list_id"] for row in ongage.report(**query)]
    sandbox.fault("ongage", "forbidden_list", list_id="21002")
    after = [row["list_id"] for row in ongage.report(**query)]
    assert (before, after) == (["21001", "21002", "21003"], ["21001", "21003"])


def test_a_field_can_appear_everywhere_at_once(sandbox, ongage):
    sandbox.fault("ongage", "new_field", name="shoe_size")
    assert "shoe_size" in [row["name"] for row in ongage.rows("/21002/api/list_fields")]
    rows = table(ongage.download(SEARCH, {"title": "t"}).content)
    assert {row["shoe_size"] for row in rows} == {"new"}


def test_late_rows_turn_up_with_an_old_creation_date(sandbox, ongage):
    before = {row["email"] for row in table(ongage.download(SEARCH, SMALL).content)}
    sandbox.fault("ongage", "late_rows", count=2, days_ago=400, list_id=21001)
    late = [row for row in table(ongage.download(SEARCH, SMALL).content) if row["email"] not in before]
    assert [row["ocx_created_date"] for row in late] == ["2025-09-28 12:00:00", "2025-09-28 12:00:01"]


def test_late_rows_are_found_by_their_window_alone(sandbox, ongage):
    sandbox.fault("ongage", "late_rows")
    recent = {"type": "date_absolute", "field_name": "ocx_created_date", "operator": ">=", "operand": [1793577600]}
    rows = table(ongage.download(SEARCH, {**SMALL, "filters": {"criteria": [recent]}}).content)
    assert not [row for row in rows if row["ocx_created_date"] < "2026-11-02"]


@pytest.fixture
def download(ongage):
    return lambda: ongage.download(SEARCH, SMALL).content


def test_csv_can_begin_with_a_bom(sandbox, download):
    plain = download()
    sandbox.fault("ongage", "csv_bom")
    assert download() == b"\xef\xbb\xbf" + plain


def test_csv_can_end_its_lines_with_lf(sandbox, download):
    plain = download()
    sandbox.fault("ongage", "csv_lf")
    assert download() == plain.replace(b"\r\n", b"\n")


def test_csv_dates_can_be_unix_seconds(sandbox, download):
    sandbox.fault("ongage", "csv_unix_dates")
    assert all(int(row["ocx_created_date"]) == int(row["ocx_contact_id"][:8], 16) for row in table(download()))


def test_csv_columns_can_come_in_another_order_with_another_id(sandbox, download):
    sandbox.fault("ongage", "csv_order")
    first = table(download())[0]
    assert list(first) == ["ocx_created_date", "email", "id"]
    assert len(first["id"]) == 24
    assert "@" in first["email"]
