"""The account to sync: its configuration keys, the test of its login, its lists and the tables they fill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Test

import fields
import models
from api import Ongage, Record
from toolkit.errors import ConfigurationError, ConnectorError, SourceRefused
from toolkit.settings import Setting, boolean, day, names, polling, retrying, url, values, whole, zone
from toolkit.tables import Table

SERVICE = "ongage"

SETTINGS = (
    Setting("username", "User name of the API user."),
    Setting("password", "Password of the API user.", secret=True),
    Setting("account_code", "Account code of Ongage's Profile page (not the numeric id)."),
    Setting("api_key", "An API key, instead of user name, password and account code.", secret=True),
    Setting("base_url", "Address of the API; empty for Ongage's own.", url),
    Setting("list_ids", "Lists to sync, comma separated; empty for all.", names),
    Setting(
        "start_date",
        "First day of mailings, statistics and activity; empty: 365 days before the first sync.",
        day,
    ),
    Setting("stats_lookback_days", "Days of statistics read again at every sync.", whole(0), "7"),
    Setting("mailings_lookback_days", "Days of mailings read again at every sync.", whole(0), "30"),
    Setting("mailings_full_refresh_days", "Days between two full readings of the mailings.", whole(1), "7"),
    Setting("contacts_full_refresh_days", "Days between two full readings of the contacts.", whole(1), "7"),
    Setting("contacts_delete_max_rows", "Contacts above which vanished ones stay.", whole(0), "200000"),
    Setting("time_zone", "Time zone of the statistics' days.", zone, "UTC"),
    Setting("include_contacts", "Sync contacts.", boolean, "true"),
    Setting("include_activity", "Sync contact_activity_daily.", boolean, "true"),
    Setting("include_events", "Sync contact_events, a row for every open and click.", boolean, "false"),
    Setting("include_suppression", "Sync suppression_entries.", boolean, "false"),
    Setting("include_transactional", "Sync transactional_campaigns and events.", boolean, "false"),
    Setting("include_email_tags", "Sync email_tags.", boolean, "false"),
    Setting("include_email_content", "Fill the bodies of email_messages.", boolean, "false"),
    Setting("include_segment_rules", "Fill the rules of segments.", boolean, "false"),
    Setting("flatten_fields", "Custom fields that get a column of their own, comma separated.", names),
    Setting("email_hash_key", "With it, addresses are replaced by their HMAC-SHA256 under this key.", secret=True),
    Setting("calls_per_minute", "Calls in any 60 seconds, at most.", whole(1), "240"),
    Setting("parallel_calls", "Calls at once, at most (Ongage allows 10).", whole(1, 64), "8"),
    *polling(),
    *retrying(),
)
TEST_ATTEMPTS = 3  # a person waits for the answer


def read_settings(configuration: dict[str, Any]) -> dict[str, Any]:
    """Every key's value. Raises ConfigurationError naming all faults at once, such as a login that is not complete."""
    login = ("api_key",) if configuration.get("api_key") else ("username", "password", "account_code")
    needed = [replace(setting, required=setting.name in login) for setting in SETTINGS]
    return values(needed, configuration, SERVICE)


def connection_test(configuration: dict[str, Any]) -> Any:
    """Logs in and names the lists that the login may read."""
    try:
        settings = read_settings(configuration)
        with Ongage(settings, attempts=TEST_ATTEMPTS) as api:
            lists = api.lists()
        chosen(lists, settings["list_ids"])
    except ConnectorError as error:
        return Test().failure(str(error))
    log.info(f"The login reads {len(lists)} lists: {', '.join(str(found['name']) for found in lists)}")
    return Test().success()


def chosen(lists: list[Record], list_ids: list[str]) -> list[Record]:
    """The lists that `list_ids` names, or all. Raises ConfigurationError for one that the login does not read."""
    known = [str(found["id"]) for found in lists]
    missing = [list_id for list_id in list_ids if list_id not in known]
    if missing:
        raise ConfigurationError(
            f"list_ids (SFL_ONGAGE_LIST_IDS) names {', '.join(missing)}, which this login cannot read; "
            f"it reads {', '.join(known)}"
        )
    return [found for found in lists if not list_ids or str(found["id"]) in list_ids]


def declared_tables(settings: dict[str, Any]) -> list[Table]:
    """The tables of this configuration; only `flatten_fields` needs to ask Ongage for them."""
    if not settings["flatten_fields"]:
        return models.tables(settings)
    with Ongage(settings) as api:
        return flattened(api, settings, api.lists())


def flattened(api: Ongage, settings: dict[str, Any], lists: list[Record]) -> list[Table]:
    """The tables with a column for each field that `flatten_fields` names, in any list.

    Raises ConfigurationError for a name that no list has.
    """
    wanted = settings["flatten_fields"]
    sending = [record for record in chosen(lists, settings["list_ids"]) if record["type"] != "suppression"]
    found = [field for record in sending if wanted for field in _fields(api, record)]
    try:
        return models.tables(settings, fields.flat_columns(wanted, found))
    except ValueError as error:
        raise ConfigurationError(f"flatten_fields (SFL_ONGAGE_FLATTEN_FIELDS): {error}") from None


def _fields(api: Ongage, record: Record) -> list[Record]:
    try:
        return list(api.pages(f"{record['id']}/api/list_fields"))
    except SourceRefused as error:
        if error.status not in (403, 404):
            raise
        return []  # the sync says that this list is refused
