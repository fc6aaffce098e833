"""Jobs: their life, their downloads, and what can befall them."""

import csv
import io
import zipfile

import pytest

SEARCH = "/21001/api/contact_search"
ACTIVITY = "/21001/api/contact_activity"
DAY = {"from_date": "1793577600", "to_date": "1793663999", "user_type": "all"}
KINDS = [(SEARCH, {"title": "t"}), (ACTIVITY, {"title": "t", "filters": DAY})]
EXPORT = {"name": "sup", "list_id": 21005, "date_format": "mm/dd/yyyy", "file_format": "csv", "status": ["active"]}


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def only(zipped):
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        (name,) = archive.namelist()
        return name, archive.read(name).decode()


@pytest.mark.parametrize(("path", "body"), KINDS, ids=["search", "activity"])
class TestEachKind:
    def test_a_job_is_pending_for_two_polls_then_completed(self, ongage, path, body):
        job = f"{path}/{ongage.post(path, body).json()['payload']['id']}"
        answers = [ongage.get(job).json()["payload"] for _ in range(4)]
        assert [answer["status"] for answer in answers] == [1, 1, 2, 2]
        assert [answer["status_desc"] for answer in answers][1:3] == ["Pending", "Completed"]

    def test_an_early_download_is_a_412(self, ongage, path, body):
        job = f"{path}/{ongage.post(path, body).json()['payload']['id']}"
        answer = ongage.get(f"{job}/export")
        assert (answer.status_code, answer.json()["payload"]["message"]) == (412, "Precondition Failed")

    def test_a_job_is_deleted_once(self, sandbox, ongage, path, body):
        job = ongage.completed(path, body)
        answers = [ongage.delete(job) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 404]
        assert answers[0].json() == {"metadata": {"error": False}, "payload": []}
        assert sandbox.jobs("ongage") == []

    def test_saved_jobs_are_a_collection(self, ongage, path, body):
        ongage.completed(path, body)
        assert [row["title"] for row in ongage.rows(path)] == ["t"]

    def test_another_list_does_not_know_the_job(self, ongage, path, body):
        job = ongage.completed(path, body)
        assert ongage.get(job.replace("21001", "21002")).status_code == 404

    def test_a_job_needs_a_title(self, ongage, path, body):
        answer = ongage.post(path, {**body, "title": ""})
        assert (answer.status_code, answer.json()["payload"]["errors"]) == (412, {"title": "required"})

    def test_a_job_can_fail(self, sandbox, ongage, path, body):
        sandbox.fault("ongage", "job_fails")
        job = f"{path}/{ongage.post(path, body).json()['payload']['id']}"
        assert [ongage.get(job).json()["payload"]["status"] for _ in range(3)] == [1, 1, 3]
        ongage.completed(path, body)

    def test_a_job_can_stay_pending(self, sandbox, ongage, path, body):
        sandbox.fault("ongage", "job_hangs")
        job = f"{path}/{ongage.post(path, body).json()['payload']['id']}"
        assert {ongage.get(job).json()["payload"]["status"] for _ in range(6)} == {1}

    def test_a_job_can_vanish(self, sandbox, ongage, path, body):
        sandbox.fault("ongage", "job_vanishes")
        created = ongage.post(path, body)
        assert created.status_code == 200
        assert ongage.get(f"{path}/{created.json()['payload']['id']}").status_code == 404


def test_job_numbers_pass_two_to_the_31(ongage):
    numbers = [ongage.post(SEARCH, {"title": "t"}).json()["payload"]["id"] for _ in range(9)]
    assert numbers == list(range(2147483640, 2147483649))


def test_jobs_that_are_left_can_be_seen(sandbox, ongage):
    ongage.completed(SEARCH, {"title": "left over"})
    (job,) = sandbox.jobs("ongage")
    assert (job["kind"], job["title"], job["polls"]) == ("contact_search", "left over", 3)


def test_a_job_shows_the_data_of_the_instant_it_was_made(sandbox, ongage):
    job = ongage.completed(SEARCH, {"title": "t"})
    before = ongage.get(f"{job}/export").content
    sandbox.advance("ongage", days=7)
    assert ongage.get(f"{job}/export").content == before


def test_a_search_over_too_many_contacts_can_fail(sandbox, ongage):
    sandbox.fault("ongage", "job_too_large", max_rows=5)
    window = {"field_name": "ocx_created_date", "type": "date_absolute", "operator": ">=", "operand": [1793577600]}
    small = {"title": "t", "filters": {"criteria": [window]}}
    assert len(table(ongage.download(SEARCH, small))) <= 5
    job = f"{SEARCH}/{ongage.post(SEARCH, {'title': 't'}).json()['payload']['id']}"
    assert [ongage.get(job).json()["payload"]["status"] for _ in range(3)] == [1, 1, 3]


def test_an_export_has_no_status_but_is_a_412_until_it_is_ready(ongage):
    job = ongage.post("/21005/api/export", EXPORT).json()["payload"]["id"]
    answers = [ongage.get(f"/21005/api/export/{job}/retrieve") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [412, 412, 200]
    assert ongage.get(f"/21005/api/export/{job}").status_code == 404
    name, text = only(answers[2])
    assert answers[2].content[:4] == b"PK\x03\x04"
    assert (name, text[:7]) == ("sup.export.csv", "email\r\n")
    assert "*@spam" in text


def test_an_export_writes_dates_as_asked(ongage):
    body = {**EXPORT, "date_format": "dd-mm-yy", "fields_selected": ["email", "ocx_created_date"]}
    job = ongage.post("/api/export", body).json()["payload"]["id"]
    *_, ready = [ongage.get(f"/21005/api/export/{job}/retrieve") for _ in range(3)]
    assert only(ready)[1].splitlines()[1].rpartition(",")[2] == "01-10-21"


def test_the_members_of_a_segment_can_be_exported(ongage):
    body = {**EXPORT, "list_id": 21001, "segment_id": [3300004], "status": ["unjoin-member"]}
    job = ongage.post("/api/export", body).json()["payload"]["id"]
    *_, ready = [ongage.get(f"/21001/api/export/{job}/retrieve") for _ in range(3)]
    assert 5 < len(only(ready)[1].splitlines()) < 60


def test_the_openers_of_a_mailing_can_be_exported(ongage):
    mailing = next(row for row in ongage.rows("/21001/api/mailings") if row["schedule_date"] == "1793014200")
    body = {**EXPORT, "list_id": 21001, "mailing_id": [int(mailing["id"])], "status": ["opened"]}
    job = ongage.post("/api/export", body).json()["payload"]["id"]
    *_, ready = [ongage.get(f"/21001/api/export/{job}/retrieve") for _ in range(3)]
    assert 1 < len(only(ready)[1].splitlines()) < int(mailing["targeted"])


@pytest.mark.parametrize("key", ["name", "status", "date_format", "file_format"])
def test_an_export_that_lacks_a_key_is_refused(ongage, key):
    answer = ongage.post("/api/export", {**EXPORT, key: None})
    assert (answer.status_code, list(answer.json()["payload"]["errors"])) == (412, [key])


def test_an_export_of_a_sending_list_needs_a_segment_or_a_mailing(ongage):
    assert ongage.post("/api/export", {**EXPORT, "list_id": 21001}).status_code == 412
