"""The files of EveryAction's exports: their dialects, their host, and what can be wrong with them."""

from __future__ import annotations

import re

import pytest
import requests

from everyaction_api import SERVICE, Api
from sandbox.server import Sandbox

BOM = b"\xef\xbb\xbf"


def one(api: Api) -> bytes:
    return api.files(api.job())[0]


def link(api: Api) -> str:
    return str(api.job()["files"][0]["downloadUrl"])


def test_a_file_is_split_by_bytes_and_only_the_first_has_a_header(
    sandbox: Sandbox, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = one(api)
    monkeypatch.setattr("sandbox.everyaction.exports.BYTES_PER_KB", 0.05)
    parts = api.files(api.job())
    assert len(parts) > 2
    assert b"".join(parts) == whole
    assert max(len(part) for part in parts) <= 2000
    sandbox.fault(SERVICE, "header_everywhere")
    assert {part[:6] for part in api.files(api.job())} == {b"VanID,"}


def test_a_file_can_begin_with_a_bom(sandbox: Sandbox, api: Api) -> None:
    plain = one(api)
    sandbox.fault(SERVICE, "csv_bom")
    assert one(api) == BOM + plain


def test_a_file_can_be_separated_by_tabs(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "csv_tab")
    assert one(api).startswith(b"VanID\tFirstName\t")


def test_lines_can_end_with_lf(sandbox: Sandbox, api: Api) -> None:
    plain = one(api)
    sandbox.fault(SERVICE, "csv_lf")
    assert one(api) == plain.replace(b"\r\n", b"\n")


def test_a_file_can_be_cp1252(sandbox: Sandbox, api: Api) -> None:
    plain = one(api).decode()
    sandbox.fault(SERVICE, "csv_cp1252")
    found = one(api)
    assert "Zoë".encode("cp1252") in found
    assert found.decode("cp1252") == plain


def test_a_header_can_come_in_upper_case(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "csv_header_case")
    assert one(api).startswith(b"VANID,FIRSTNAME,")


def test_rows_can_carry_an_error(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "csv_error_rows", rows=2)
    found = [line["ErrorMessage"] for line in api.lines(api.job())]
    assert (found[:2], set(found[2:])) == (["could not be exported"] * 2, {""})


def test_a_page_can_come_instead_of_a_file(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "csv_not")
    job = api.job()
    assert [api.files(job)[0][:5] for _ in range(2)] == [b"<html", b"VanID"]


@pytest.mark.parametrize(("fault", "last"), [("csv_cut", False), ("csv_short", True)])
def test_a_whole_answer_can_hold_half_a_file(sandbox: Sandbox, api: Api, fault: str, last: bool) -> None:
    whole = one(api)
    sandbox.fault(SERVICE, fault)
    found = one(api)
    assert whole.startswith(found)
    assert 0 < len(found) < len(whole)
    assert found.endswith(b"\r\n") == last


def test_a_link_can_be_expired_at_once(sandbox: Sandbox, api: Api) -> None:
    sandbox.fault(SERVICE, "link_expired", path="^/files/")
    url = link(api)
    assert [requests.get(url, timeout=20).status_code for _ in range(2)] == [403, 200]


def test_a_refusal_of_the_file_host_is_xml(api: Api) -> None:
    answer = requests.get(re.sub("sig=[^&]*", "sig=none", link(api)), timeout=20)
    assert answer.headers["content-type"] == "application/xml"
    assert "<Code>AuthenticationFailed</Code>" in answer.text
    assert requests.get(re.sub("&?sig=[^&]*", "", link(api)), timeout=20).status_code == 403


def test_a_link_and_its_end_are_written_as_the_vendor_does(api: Api) -> None:
    (file,) = api.job()["files"]
    assert file["dateExpired"] == "2026-11-22T07:00:00.2106809-05:00"
    assert re.search(r"/deb0028d_Contacts_\d{10}_1_2026-11-02T07:00:00\.2106809-05:00\.csv\?sv=", file["downloadUrl"])
    assert "&se=2026-11-22T12%3A00%3A00Z&sp=r" in file["downloadUrl"]


def test_the_log_tells_whether_a_login_came_and_never_which(sandbox: Sandbox, api: Api) -> None:
    url = link(api)
    requests.get(url, timeout=20)
    requests.get(url, auth=("app", "marked"), timeout=20)
    calls = [call for call in sandbox.requests(SERVICE) if call["path"].startswith("/files/")]
    assert [(call["authorization"], call["status"]) for call in calls] == [(False, 200), (True, 400)]
    assert "marked" not in str(calls)


@pytest.mark.parametrize("fault", ["reset", "truncated"])
def test_a_download_can_break(sandbox: Sandbox, api: Api, fault: str) -> None:
    url = link(api)
    sandbox.fault(SERVICE, fault, path="^/files/", after_bytes=500)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        requests.get(url, timeout=20)
    assert requests.get(url, timeout=20).status_code == 200


def test_the_host_of_a_link_is_the_one_that_was_asked(sandbox: Sandbox, api: Api) -> None:
    path = f"{api.url}/changedEntityExportJobs/{api.order().json()['exportJobId']}"
    headers = {"Host": "sandbox:8900"}
    last = [requests.get(path, headers=headers, auth=api.auth, timeout=20).json() for _ in range(3)][-1]
    port = sandbox.files_url.rpartition(":")[2]
    assert last["files"][0]["downloadUrl"].startswith(f"http://sandbox:{port}/files/")


def test_times_in_files_name_no_zone(api: Api) -> None:
    lines = api.lines(api.job(resourceType="ContactHistory"))
    assert {len(line["DateCreated"]) for line in lines} == {len("2026-10-01T12:00:00")}
    assert {line["DateCanvassed"][19:] for line in lines} == {".1234567"}
