"""Packages: stored byte for byte, known by their hash, bound by connections."""

import hashlib

import pytest

from fivetran_client import archive, config


def test_a_package_comes_back_byte_for_byte_under_its_hash(fivetran):
    content = archive({"notes.txt": "\r\n--boundary\r\n" * 100})
    package_id = fivetran.uploaded(content)
    assert fivetran.get(f"connector-sdk/packages/{package_id}/download").content == content
    found = fivetran.data(f"connector-sdk/packages/{package_id}")
    assert found["file_sha256_hash"] == hashlib.sha256(content).hexdigest()
    assert (found["connection_id"], found["connection_ids"]) == (None, [])


@pytest.mark.parametrize("content", [b"no zip", archive()[:-30], archive().replace(b"schema", b"broken")])
def test_what_is_no_zip_is_refused(fivetran, content):
    answer = fivetran.call("POST", "connector-sdk/packages", files={"file": content})
    assert (answer.status_code, fivetran.data("connector-sdk/packages")) == (400, {"items": []})


def test_a_form_without_a_file_is_refused(fivetran):
    assert fivetran.call("POST", "connector-sdk/packages", files={"other": archive()}).status_code == 400
    assert fivetran.call("POST", "connector-sdk/packages", data=archive()).status_code == 400


def test_a_package_names_the_connections_that_use_it(pretending):
    package_id = pretending.uploaded()
    paths = [pretending.connection(schema=name, config=config(schema=name, package_id=package_id)) for name in "ab"]
    found = pretending.data(f"connector-sdk/packages/{package_id}")
    assert [f"connections/{one}" for one in found["connection_ids"]] == paths
    assert found["connection_id"] == found["connection_ids"][0]


def test_the_package_before_stays_unbound_and_can_be_bound_again(pretending):
    first, second = pretending.uploaded(), pretending.uploaded()
    path = pretending.connection(config=config(schema="orders", package_id=first))
    pretending.patch(path, {"config": {"package_id": second}})
    bound = {one["id"]: bool(one["connection_id"]) for one in pretending.data("connector-sdk/packages")["items"]}
    assert bound == {first: False, second: True}
    pretending.patch(path, {"config": {"package_id": first}})
    assert pretending.data(path)["config"]["package_id"] == first


def test_only_an_unbound_package_is_deleted(pretending):
    package_id = pretending.uploaded()
    path = pretending.connection(config=config(schema="orders", package_id=package_id))
    assert pretending.call("DELETE", f"connector-sdk/packages/{package_id}").status_code == 409
    pretending.call("DELETE", path)
    assert pretending.call("DELETE", f"connector-sdk/packages/{package_id}").status_code == 200
    assert pretending.data("connector-sdk/packages") == {"items": []}


def test_code_can_be_replaced_under_the_same_id(fivetran):
    package_id, content = fivetran.uploaded(), archive({"new.py": ""})
    fivetran.call("PATCH", f"connector-sdk/packages/{package_id}", files={"file": content})
    assert fivetran.get(f"connector-sdk/packages/{package_id}/download").content == content


def test_an_upload_is_logged_by_its_size(fivetran):
    fivetran.uploaded()
    assert fivetran.sandbox.requests("fivetran")[0]["body"]["bytes"] > len(archive())
