"""Groups, connections and their configuration, as Fivetran's API reference and the SDK's command describe them."""

import pytest
import requests

from fivetran_client import SECRET, config

MASKED = [{"key": "do", "value": "******"}, {"key": "token", "value": "******"}]
FIRST = {"package_id": "package_0001", "python_version": "3.12", "secrets_list": MASKED}


@pytest.mark.parametrize(
    "header", ["", "Basic c2FuZGJveDpvdGhlcg==", "Bearer c2FuZGJveDpzYW5kYm94", "Basic sandbox:sandbox"]
)
def test_any_other_key_is_refused(pretending, header):
    answer = pretending.call("GET", "groups", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "AuthFailed")


def test_a_fresh_account_has_one_group_with_a_destination_and_no_connection(pretending):
    assert [group["name"] for group in pretending.data("groups")["items"]] == ["sandbox"]
    assert pretending.data("groups/sandbox_group")["id"] == "sandbox_group"
    assert pretending.data("destinations/sandbox_group")["setup_status"] == "connected"
    assert pretending.data("groups/sandbox_group/connections") == {"items": []}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("groups/none", "NotFound_Group"),
        ("destinations/none", "NotFound_Group"),
        ("groups/none/connectors", "NotFound_Group"),
        ("connections/none", "NotFound_Connection"),
        ("connector-sdk/packages/none", "NotFound_ConnectorSdkPackage"),
        ("connector-sdk/packages/none/download", "NotFound_ConnectorSdkPackage"),
        ("teapots", "NotFound"),
    ],
)
def test_what_does_not_exist_is_named(pretending, path, code):
    answer = pretending.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_connection_is_created_paused_with_its_package_and_python_version(pretending):
    pretending.uploaded()
    found = pretending.data(pretending.connection(config=config(schema="orders", package_id="package_0001")))
    assert found["config"] == FIRST
    assert (found["schema"], found["service"], found["group_id"]) == ("orders", "connector_sdk", "sandbox_group")
    assert (found["paused"], found["sync_frequency"], found["networking_method"]) == (True, 360, "Directly")
    assert found["status"] == {
        "setup_state": "connected",
        "schema_status": "ready",
        "sync_state": "paused",
        "update_state": "on_schedule",
        "is_historical_sync": True,
        "tasks": [],
        "warnings": [],
    }


def test_without_a_python_version_it_is_the_newest(pretending):
    found = pretending.created(config={"schema": "orders"}).json()["data"]
    assert found["config"] == {"python_version": "3.14"}


@pytest.mark.parametrize("path", ["connections", "connectors"])
def test_both_names_of_connections_lead_to_the_same(pretending, path):
    created = pretending.created().json()["data"]
    assert pretending.data(f"{path}/{created['id']}")["id"] == created["id"]
    assert [found["id"] for found in pretending.data(path)["items"]] == [created["id"]]


def test_lists_are_filtered_by_group_and_name_and_have_no_configuration(pretending):
    pretending.sandbox.order("fivetran", "groups", id="other_group", name="other")
    for group_id, schema in (("sandbox_group", "orders"), ("sandbox_group", "people"), ("other_group", "orders")):
        pretending.created(schema, group_id=group_id)
    (found,) = pretending.data("groups/sandbox_group/connectors", schema="orders")["items"]
    assert (found["group_id"], found["schema"], "config" in found) == ("sandbox_group", "orders", False)
    assert len(pretending.data("connections", schema="orders")["items"]) == 2
    assert len(pretending.data("connections", group_id="sandbox_group")["items"]) == 2


def test_pages_have_a_cursor_until_the_last_one(pretending):
    for schema in ("a", "b", "c"):
        pretending.created(schema)
    first = pretending.data("connections", limit=2)
    last = pretending.data("connections", limit=2, cursor=first["next_cursor"])
    assert [found["schema"] for found in first["items"] + last["items"]] == ["a", "b", "c"]
    assert "next_cursor" not in last


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"cursor": "soon"}])
def test_a_senseless_page_is_refused(pretending, query):
    assert pretending.get("connections", **query).status_code == 400


def test_the_values_of_a_configuration_are_shown_nowhere(pretending):
    path = pretending.connection()
    pretending.patch(path, {"config": config("next")})
    shown = [pretending.get(path), pretending.get("connections"), pretending.post(f"{path}/test")]
    control = f"{pretending.sandbox.url}/_sandbox/fivetran"
    shown += [requests.get(f"{control}/{name}", timeout=5) for name in ("requests", "connections", "runs")]
    assert not [answer.url for answer in shown if SECRET in answer.text]


def test_the_log_names_the_keys_of_a_configuration(pretending):
    pretending.created()
    assert pretending.sandbox.requests("fivetran")[0]["body"]["config"]["secrets_list"] == MASKED


def test_a_new_configuration_replaces_all_keys(pretending):
    path = pretending.connection()
    pretending.patch(path, {"config": {"secrets_list": [{"key": "token", "value": "other"}]}})
    assert pretending.data(path)["config"]["secrets_list"] == [{"key": "token", "value": "******"}]


def test_an_update_without_a_configuration_keeps_it(pretending):
    path = pretending.connection()
    pretending.patch(path, {"config": {"python_version": "3.13"}})
    assert pretending.data(path)["config"] == {"python_version": "3.13", "secrets_list": MASKED}


def test_null_takes_a_key_of_the_config_away(pretending):
    path = pretending.connection(config={"schema": "orders", "proxy_host_config_key": "host"})
    assert pretending.data(path)["config"]["proxy_host_config_key"] == "host"
    pretending.patch(path, {"config": {"proxy_host_config_key": None}})
    assert "proxy_host_config_key" not in pretending.data(path)["config"]


def test_networking_schedule_and_pause_are_what_the_update_says(pretending):
    path = pretending.connection(networking_method="ProxyAgent", proxy_agent_id="agent")
    assert pretending.data(path)["networking_method"] == "ProxyAgent"
    changes = {"networking_method": "Directly", "proxy_agent_id": None, "paused": False, "sync_frequency": 60}
    found = pretending.patch(path, changes).json()["data"]
    assert {name: found[name] for name in changes} == changes
    assert found["status"]["sync_state"] == "scheduled"


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"config": {"schema": "Orders!"}}, "Schema name 'Orders!' may hold only"),
        ({"config": {}}, "Field 'schema' is required"),
        ({"service": None}, "Field 'service' is required"),
        ({"config": None}, "Field 'schema' is required"),
        ({"config": {"schema": "orders", "python_version": "2.7"}}, "'python_version' must be one of"),
        ({"config": {"schema": "orders", "secrets_list": ["token"]}}, "'secrets_list' must be a list of objects"),
        ({"sync_frequency": "7"}, "'sync_frequency' must be one of"),
        ({"networking_method": "Carrier"}, "'networking_method' must be one of"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_the_reason(pretending, order, message):
    answer = pretending.created(**order)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidInput")
    assert answer.json()["message"].startswith(message)
    assert pretending.data("connections") == {"items": []}


@pytest.mark.parametrize("body", ["{", "[]", "7"])
def test_a_body_that_is_no_object_is_refused(pretending, body):
    answer = pretending.call("POST", "connections", data=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidInput")


def test_a_name_is_taken_once_in_a_group(pretending):
    pretending.created()
    assert (pretending.created().status_code, len(pretending.data("connections")["items"])) == (409, 1)


def test_a_package_that_does_not_exist_is_not_bound(pretending):
    path = pretending.connection()
    answer = pretending.patch(path, {"config": {"package_id": "package_0009"}, "paused": False})
    assert (answer.status_code, pretending.data(path)["paused"]) == (404, True)


def test_a_connection_of_another_service_can_have_the_name(pretending):
    order = {"group_id": "sandbox_group", "service": "postgres", "config": {"schema": "ongage"}}
    pretending.sandbox.order("fivetran", "connections", **order)
    (found,) = pretending.data("groups/sandbox_group/connections", schema="ongage")["items"]
    assert found["service"] == "postgres"
    assert pretending.data("connector-sdk/migration/connections") == {"items": []}


def test_the_migration_list_names_the_group_and_the_settings(pretending):
    pretending.created()
    (found,) = pretending.data("connector-sdk/migration/connections")["items"]
    assert (found["group_name"], found["schema"], found["python_version"]) == ("sandbox", "orders", "3.12")


def test_a_deleted_connection_is_gone(pretending):
    path = pretending.connection()
    assert pretending.call("DELETE", path).status_code == 200
    assert pretending.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "order", "message"),
    [
        ("groups", {"id": "g"}, "a group has an id and a name"),
        ("connections", {"service": "postgres"}, "Field 'group_id' is required"),
        ("pretend", {}, "pretend is true or false"),
        ("teapots", {}, "nothing called teapots to order; known are: groups, connections, pretend, wait"),
    ],
)
def test_an_order_to_the_sandbox_says_what_it_lacks(fivetran, name, order, message):
    with pytest.raises(ValueError, match=message):
        fivetran.sandbox.order("fivetran", name, **order)


def test_a_reset_forgets_everything(pretending):
    pretending.uploaded()
    pretending.created()
    pretending.sandbox.reset("fivetran")
    assert pretending.data("connections") == pretending.data("connector-sdk/packages") == {"items": []}
    assert pretending.sandbox.inspect("fivetran", "runs") == []
