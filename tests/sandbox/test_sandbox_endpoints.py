"""Every read: its envelope, its loose types, its single item."""

import pytest

TEXT, NUMBER = str, int
# path, type of metadata.total, fields and their types
COLLECTIONS = [
    ("/api/lists", NUMBER, {"id": int, "name": str, "archive": bool, "created": int, "default": bool}),
    ("/21001/api/list_fields", NUMBER, {"id": int, "list_id": int, "mandatory": bool, "position": int, "is_sms": bool}),
    ("/21001/api/segments", TEXT, {"id": str, "last_count": str, "favorite": str, "created": str, "deleted": str}),
    ("/21001/api/mailings", TEXT, {"id": str, "status": str, "progress": str, "targeted": str, "report": int}),
    ("/21001/api/transactional", TEXT, {"id": str, "status": str, "created": str}),
    ("/21001/api/events", TEXT, {"id": str, "status": bool, "triggers": list}),
    ("/21001/api/email_tag", TEXT, {"id": str, "title": str}),
    ("/21001/api/emails", TEXT, {"id": str, "type": str, "modified": str, "favorite": str, "parent_id": str}),
    ("/21001/api/import", TEXT, {"id": str, "total": str, "progress": str, "status": str}),
]
ITEMS = [
    ("/api/lists/21002", {"id": int, "archive": bool}),
    ("/21001/api/segments/3300002", {"id": str, "rules": list, "mailings": list}),
    ("/21001/api/mailings/1234500100", {"segments": list, "distribution": list, "email_message": list}),
    ("/21001/api/events/660001", {"id": str}),
    ("/21001/api/emails/410000", {"content_html": str, "content_text": str, "mailing_id": str}),
    ("/21001/api/import/5500000", {"id": int, "total": int, "account_id": str}),
]


@pytest.mark.parametrize(("path", "total", "fields"), COLLECTIONS, ids=[path for path, _, _ in COLLECTIONS])
def test_a_collection_has_its_envelope_and_types(ongage, path, total, fields):
    answer = ongage.get(path)
    row = answer.json()["payload"][0]
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["metadata"]["error"] is False
    assert type(answer.json()["metadata"]["total"]) is total
    assert {name: type(row[name]) for name in fields} == fields


@pytest.mark.parametrize(("path", "fields"), ITEMS, ids=[path for path, _ in ITEMS])
def test_a_single_item_is_an_object_with_more_fields(ongage, path, fields):
    answer = ongage.get(path).json()
    assert answer["metadata"] == {"error": False}
    assert {name: type(answer["payload"][name]) for name in fields} == fields


@pytest.mark.parametrize("path", [path for path, _ in ITEMS])
def test_an_unknown_single_item_is_a_404(ongage, path):
    answer = ongage.get(path.rpartition("/")[0] + "/1")
    assert (answer.status_code, answer.json()["payload"]["code"]) == (404, 404)


@pytest.mark.parametrize("path", ["/99/api/segments", "/api/nothing", "/", "/21001/api/v9/mailings"])
def test_unknown_paths_and_lists_are_404_envelopes(ongage, path):
    answer = ongage.get(path)
    assert (answer.status_code, answer.json()["metadata"]) == (404, {"error": True})


def test_a_body_that_is_no_json_is_a_400_envelope(ongage):
    answer = ongage.session.post(f"{ongage.url}/api/reports/query", data="{", timeout=5)
    assert (answer.status_code, answer.json()["payload"]["message"]) == (400, "Malformed JSON")


def test_the_list_is_taken_from_body_then_query_then_path_then_default(ongage):
    def names(answer):
        return {row["list_id"] for row in answer.json()["payload"]}

    assert names(ongage.get("/api/segments")) == {"21001"}
    assert names(ongage.get("/21002/api/segments")) == {"21002"}
    assert names(ongage.get("/21002/api/segments", list_id=21003)) == {"21003"}
    body = {"title": "t", "list_id": 21004}
    assert ongage.post("/21002/api/contact_search?list_id=21003", body).json()["payload"]["list_id"] == 21004


def test_inactive_connections_are_left_out_on_request(ongage):
    every = {row["id"] for row in ongage.get("/api/esp_connections/options").json()["payload"]}
    active = {row["id"] for row in ongage.get("/api/esp_connections/options", active_only="true").json()["payload"]}
    assert every - active == {"14901"}


def test_connections_have_no_total(ongage):
    assert ongage.get("/api/esp_connections/options").json()["metadata"] == {"error": False}


def test_mailings_are_bounded_by_their_schedule_date_both_ends_included(ongage):
    dates = {row["schedule_date"] for row in ongage.rows("/21001/api/mailings")}
    at = "1793619000"
    assert at in dates
    assert [row["schedule_date"] for row in ongage.rows("/21001/api/mailings", date_from=at, date_to=at)] == [at]


def test_messages_are_found_by_their_modification(ongage):
    found = ongage.rows("/21001/api/emails", modified_from=1793500000, modified_to=1793620800)
    assert 0 < len(found) < len(ongage.rows("/21001/api/emails"))
    assert all(1793500000 <= int(row["modified"]) <= 1793620800 for row in found)


def test_lists_can_be_asked_for_by_type(ongage):
    assert [row["id"] for row in ongage.rows("/api/lists", type="suppression")] == [21005]


def test_test_mailings_can_be_asked_for(ongage):
    assert {row["is_test"] for row in ongage.rows("/21001/api/mailings", is_test="true")} == {"1"}


def test_a_contact_is_found_by_address_in_any_spelling_and_by_id(ongage):
    found = ongage.get("/21001/api/contacts/by_email/BJORN.5@mail.example.org").json()["payload"]
    assert found["email"].lower() == "bjorn.5@mail.example.org"
    assert ongage.get(f"/21001/api/contacts/by_id/{found['id']}").json()["payload"] == found
    assert int(found["id"][:8], 16) == found["ocx_created_date"]


@pytest.mark.parametrize(
    "tail", ["by_email/nobody@example.org", "by_email/bjorn.5@wrong.example", "by_id/zz", "by_id/00"]
)
def test_an_unknown_contact_is_a_404(ongage, tail):
    assert ongage.get(f"/21001/api/contacts/{tail}").status_code == 404


def test_one_address_can_be_in_two_lists_with_two_ids(ongage):
    email = ongage.get("/21001/api/contacts/by_email/keiko.0@post.example.com").json()["payload"]["email"]
    found = ongage.get("/api/contacts/cross_account", email=email).json()["payload"]
    assert [row["list_id"] for row in found][:2] == [21001, 21002]
    assert len({row["id"] for row in found}) == len(found)


def test_contacts_are_counted_by_status(ongage):
    job = ongage.post("/21001/api/contact_counts", {"segment_id": 3300001}).json()["payload"]["id"]
    early = [ongage.get(f"/api/contact_counts/{job}").status_code for _ in range(2)]
    counted = ongage.get(f"/api/contact_counts/{job}").json()
    assert early == [412, 412]
    assert int(counted["metadata"]["total"]) == sum(counted["payload"].values()) == 372
    assert set(counted["payload"]) == {"active", "bounced", "complaint", "unsubscribed"}


def test_counts_of_nothing_are_the_documented_500(ongage):
    assert ongage.post("/21001/api/contact_counts", {}).status_code == 500
