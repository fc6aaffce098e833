"""The key to sync with: its configuration, the test of its login, and the tables that it may fill."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Test

import models
from api import BASE_URL, EveryAction, Record
from fields import EXPORTS, Export, changed_table, plain
from toolkit.errors import ConfigurationError, ConnectorError, SourceRefused
from toolkit.settings import Setting, boolean, day, names, number, polling, retrying, url, values, whole, zone
from toolkit.tables import Table

SERVICE = "everyaction"
NAMES = (*(export.table for export in EXPORTS), *(table.name for table in models.TABLES))
HISTORY_DAYS = 90  # V: changes are remembered for as long
TEST_ATTEMPTS = 3  # a person waits for the answer
CUSTOM = ("Contacts", "Contributions")  # V: the resources with custom fields


def key(text: str) -> str:
    """An API key, with or without its mode."""
    secret, bar, mode = text.partition("|")
    if not secret.strip() or (bar and mode not in ("0", "1")):
        raise ValueError("must be the key alone, or the key and |0 or |1")
    return text


def mode(text: str) -> str:
    """0 or 1."""
    if text not in ("0", "1"):
        raise ValueError("must be 0 (My Voters) or 1 (My Campaign)")
    return text


def resources(text: str) -> list[str]:
    """Names of our tables."""
    unknown = [name for name in names(text) if name not in NAMES]
    if unknown:
        near = [difflib.get_close_matches(name, NAMES, n=1, cutoff=0)[0] for name in unknown]
        raise ValueError(f"names no table: {', '.join(unknown)}; the nearest: {', '.join(near)}")
    return names(text)


def requested(text: str) -> dict[str, list[str]] | str:
    """`all`, or JSON: a resource, or its table, and the fields to export besides the core ones."""
    if text == "all":
        return text
    found = _lists(text)
    known = {name: export.resource for export in EXPORTS for name in (export.resource, export.table)}
    unknown = [name for name in found if name not in known]
    if unknown:
        raise ValueError(f"names no resource: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return {known[name]: wanted for name, wanted in found.items()}


def _lists(text: str) -> dict[str, list[str]]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    lists = found.values() if isinstance(found, dict) else [found]
    if not all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in lists):
        raise ValueError('must be all, or JSON like {"Contacts": ["WorkEmail"]}')
    return dict(found)


def custom(text: str) -> list[int] | str:
    """`none`, `all`, or ids."""
    if text in ("none", "all"):
        return text
    if not all(name.isdecimal() for name in names(text)):
        raise ValueError("must be none, all, or ids of custom fields, comma separated")
    return [int(name) for name in names(text)]


SETTINGS = (
    Setting("application_name", "Application name that EveryAction issued with the key.", required=True),
    Setting("api_key", "API key, with or without |mode.", key, required=True, secret=True),
    Setting("database_mode", "1 for My Campaign, 0 for My Voters; a mode in api_key wins.", mode, "1"),
    Setting("base_url", "Address of the API; another one for keys from outside the US.", url, BASE_URL),
    Setting("resources", "Tables to sync, comma separated; empty for all that the key may read.", resources),
    Setting("start_date", "First day of changes; empty, or longer ago than it goes: 90 days back.", day),
    Setting(
        "window_days", "Days of one export; empty: 7 for contacts, contributions and history, else 30.", whole(1, 90)
    ),
    Setting("include_inactive", "Export what was suppressed or archived too, so that it is deleted.", boolean, "true"),
    Setting("requested_fields", "Fields besides the core ones: all, or JSON of resource and field names.", requested),
    Setting("custom_fields", "Custom fields to export: none, all, or their ids.", custom, "none"),
    Setting("csv_timezone", "Time zone of times that name none.", zone, "America/New_York"),
    Setting("events_past_days", "Events read again at every sync: started this many days ago at most.", whole(0), "90"),
    Setting("events_future_days", "Events read again at every sync: this many days ahead at most.", whole(0), "365"),
    Setting("email_refresh_days", "Days for which the counters of a mail sent are read again.", whole(0), "14"),
    Setting("max_requests_per_second", "Calls a second, at most; one at a time.", number(0.01, 10_000), "4"),
    *polling(),
    *retrying(),
)


def read_settings(configuration: dict[str, Any]) -> dict[str, Any]:
    """Every key's value. Raises ConfigurationError naming all faults at once."""
    return values(SETTINGS, configuration, SERVICE)


def is_wanted(settings: dict[str, Any], table: str) -> bool:
    """Whether the configuration names the table, or none."""
    return not settings["resources"] or table in settings["resources"]


@dataclass(frozen=True)
class Exported:
    """An export that this key may make: its table, and the fields to ask for by name and by id."""

    export: Export
    table: Table
    fields: tuple[str, ...]
    custom_ids: tuple[int, ...]


Refuse = Callable[[str, SourceRefused], None]


def exported(api: EveryAction, settings: dict[str, Any], refuse: Refuse) -> Iterator[Exported]:
    """The exports that the configuration wants and the key may make; of the others, `refuse` is told.

    Raises ConfigurationError for a field that does not exist.
    """
    wanted = [export for export in EXPORTS if is_wanted(settings, export.table)]
    if not wanted:
        return
    custom_ids = _custom_ids(api, settings["custom_fields"])
    known = _resources(api)
    for export in wanted:
        try:
            yield _exported(api, settings, export, known, custom_ids.get(export.resource, ()))
        except SourceRefused as error:
            refuse(export.table, error)


def _exported(
    api: EveryAction, settings: dict[str, Any], export: Export, known: list[str], custom_ids: tuple[int, ...]
) -> Exported:
    if export.resource not in known:
        raise SourceRefused(f"the key may not export {export.resource}: ask EveryAction for the right to it", 403)
    fields = api.fields(export.resource)
    table = changed_table(export, fields, settings["csv_timezone"])
    if table is None:
        names_ = ", ".join(str(field["fieldName"]) for field in fields)
        raise SourceRefused(f"no key of {export.resource} is known among its fields ({names_})", 404)
    chosen = _chosen(export.resource, fields, settings["requested_fields"])
    return Exported(export, table, tuple(chosen), custom_ids)


def _chosen(resource: str, fields: list[Record], wanted: dict[str, list[str]] | str | None) -> list[str]:
    optional = [str(field["fieldName"]) for field in fields if not field.get("isCoreField")]
    if wanted == "all":
        return optional
    chosen = wanted.get(resource, []) if isinstance(wanted, dict) else []
    by_name = {plain(str(field["fieldName"])): str(field["fieldName"]) for field in fields}
    unknown = [name for name in chosen if plain(name) not in by_name]
    if unknown:
        raise ConfigurationError(
            f"requested_fields (SFL_EVERYACTION_REQUESTED_FIELDS): {resource} has no {', '.join(unknown)}; "
            f"besides the core fields it has {', '.join(optional) or 'none'}"
        )
    return [by_name[plain(name)] for name in chosen]


def _custom_ids(api: EveryAction, wanted: list[int] | str) -> dict[str, tuple[int, ...]]:
    """The custom fields to export, by resource. Raises ConfigurationError for one that does not exist."""
    if wanted == "none":
        return {}
    fields = {resource: api.custom_fields(resource) for resource in CUSTOM}
    known = {int(field["customFieldId"]) for found in fields.values() for field in found}
    unknown = [str(field_id) for field_id in wanted if field_id not in known] if isinstance(wanted, list) else []
    if unknown:
        raise ConfigurationError(
            f"custom_fields (SFL_EVERYACTION_CUSTOM_FIELDS) names {', '.join(unknown)}, which do not exist; there are "
            f"{', '.join(map(str, sorted(known))) or 'none'}"
        )
    return {
        resource: tuple(
            int(field["customFieldId"])
            for field in found
            if field.get("isExportable") is not False and (wanted == "all" or int(field["customFieldId"]) in wanted)
        )
        for resource, found in fields.items()
    }


def declared_tables(settings: dict[str, Any]) -> list[Table]:
    """The tables of this configuration. Of changed entities, EveryAction itself is asked for the columns."""
    tables = [table for table in models.TABLES if is_wanted(settings, table.name)]
    with EveryAction(settings) as api:
        found = exported(api, settings, lambda what, error: log.warning(f"{what} is not declared: {error}"))
        return [*(one.table for one in found), *tables]


def connection_test(configuration: dict[str, Any]) -> Any:
    """Logs in and names what the key may read."""
    try:
        settings = read_settings(configuration)
        with EveryAction(settings, attempts=TEST_ATTEMPTS) as api:
            profile, exports = api.profile(), _resources(api)
    except ConnectorError as error:
        return Test().failure(str(error))
    key_of, committee, database = (profile.get(name) for name in ("keyReference", "committeeName", "databaseName"))
    log.info(f"The key {key_of} reads {committee}, {database}; it may export {', '.join(exports) or 'nothing'}")
    return Test().success()


def _resources(api: EveryAction) -> list[str]:
    try:
        return api.resources()
    except SourceRefused as error:
        if error.status != 403:
            raise
        return []  # the other tables may be readable all the same
