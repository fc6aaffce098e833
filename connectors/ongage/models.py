"""Ongage's tables as data, and pure functions from its records to rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import fields
from toolkit import casts
from toolkit.tables import (
    Column,
    Row,
    Table,
    boolean,
    day,
    identifier,
    integer,
    json,
    key,
    long,
    real,
    rounded,
    string,
    table,
    utc,
)

COUNTERS = (
    "targeted", "sent", "success", "failed", "hard_bounces", "soft_bounces", "opens", "unique_opens", "clicks",
    "unique_clicks", "unsubscribes", "complaints", "post_back_clicks",
)  # fmt: skip
LIST_COUNTERS = ("active", "not_active", "complaints", "unsubscribes", "bounces", "opened", "clicked", "no_activity")
STATS_KEYS = ("list_id", "mailing_id", "email_message_id", "segment_id", "esp_connection_id", "isp_id")
OPEN_MAILING = {"60001", "60002", "60003", "60009"}  # D: new, scheduled, in progress, on hold; the rest has ended
OPEN_IMPORT = {"40001", "40010", "40002", "40004"}  # D: queued, validating, processing, updating list statistics
STATUS_DATES = ("ocx_unsubscribe_date", "ocx_resubscribe_date", "ocx_bounce_date", "ocx_complaint_date")
CONTACT_FIELDS = ("ocx_contact_id", "ocx_status", "ocx_created_date", *STATUS_DATES, "ocx_import_id")
ACTIVITY_FIELDS = (
    "email",
    "ocx_contact_id",
    "ocx_status",
    "sent",
    "opens",
    "clicks",
    "last_sent_date",
    "last_open_date",
)


LISTS = table(
    "lists", "id", key("id"), identifier("account_id"), string("name", "description", "type", "scope", "hash_type"),
    boolean(is_default="default", archived="archive"),
    long(contact_count="last_count", active_count="last_active_count"),
    long("unsubscribes", "complaints", "bounces"), utc(last_stats_at="last_stats_date", expires_at="expiration_date"),
    identifier("default_transactional_id"), string("tracking_domain"),
    utc(created_at="created", modified_at="modified"),
)  # fmt: skip
LIST_FIELDS = table(
    "list_fields", "list_id id", key("list_id", "id"),
    string("name", "title", "type", "format", default_value="default"),
    boolean("mandatory"), integer("position"), boolean("is_sms"), utc(created_at="created", modified_at="modified"),
)  # fmt: skip
SEGMENTS = table(
    "segments", "list_id id", key("list_id", "id"), string("name", "type", "description"), boolean("favorite"),
    long("last_count"), utc(last_count_at="last_count_date", last_sent_at="last_sent"), boolean("is_external"),
    identifier("created_by", "modified_by"),
    utc(created_at="created", modified_at="modified", user_modified_at="user_modified"),
)  # fmt: skip
ESP_CONNECTIONS = table(
    "esp_connections", "id", key("id"), identifier("esp_id"), string("esp_name", "name"),
    boolean("active", supports_transactional="support_transactional"),
)  # fmt: skip
MAILINGS = table(
    "mailings", "list_id id", key("list_id", "id"), string("name", "description", "type", "split_type"),
    integer(status_code="status"), string(status="status_desc"),
    utc(status_at="status_date", scheduled_at="schedule_date"),
    utc(sending_started_at="sending_start_date", sending_ended_at="sending_end_date"), long("targeted"),
    rounded(progress_percent="progress"), long("emails_limit"), boolean("is_test", "favorite"),
    identifier("original_email_message_id"), string("esps"), identifier("created_by", "scheduled_by"),
    utc(created_at="created", modified_at="modified"),
)  # fmt: skip
MAILING_SEGMENTS = table(
    "mailing_segments", "list_id mailing_id segment_id", key("list_id", "mailing_id", "segment_id"),
    string(segment_name="name"), boolean(excluded="exclude"), long("last_count"),
)  # fmt: skip
MAILING_DISTRIBUTION = table(
    "mailing_distribution", "list_id mailing_id position", key("list_id", "mailing_id"), integer("position"),
    identifier("esp_id", "esp_connection_id", "isp_id"), string("domain"), real("percent"), string("name"),
)  # fmt: skip
MAILING_EMAIL_MESSAGES = table(
    "mailing_email_messages", "list_id mailing_id email_message_id", key("list_id", "mailing_id", "email_message_id"),
    string("name", "subject"),
)  # fmt: skip
EMAIL_MESSAGES = table(
    "email_messages", "list_id id", key("list_id", "id"), string("type", "name", "description", "subject"),
    identifier("parent_id", "mailing_id"), boolean("favorite"), identifier("created_by"),
    utc(created_at="created", modified_at="modified"),
)  # fmt: skip
IMPORTS = table(
    "imports", "list_id id", key("list_id", "id"), string("action", file_name="name"), integer(status_code="status"),
    string(status="status_desc"), long("total", "success", "failed", "duplicate", "existing", "not_existing"),
    long("incomplete", "invalid"), rounded(progress_percent="progress"),
    utc(started_at="import_process_start_time", ended_at="import_process_end_time"), identifier("imported_by"),
    utc(created_at="created", modified_at="modified"),
)  # fmt: skip
CONTACTS = table(
    "contacts", "list_id id", key("list_id", "id"), string("email", status="ocx_status"),
    utc(created_at="ocx_created_date", unsubscribed_at="ocx_unsubscribe_date", resubscribed_at="ocx_resubscribe_date"),
    utc(bounced_at="ocx_bounce_date", complained_at="ocx_complaint_date"), identifier(last_import_id="ocx_import_id"),
    json("fields"), option="include_contacts",
)  # fmt: skip
MAILING_STATS_DAILY = table(
    "mailing_stats_daily", "list_id mailing_id stats_date email_message_id segment_id esp_connection_id isp_id",
    key(*STATS_KEYS), day("stats_date"), string("mailing_name", "mailing_type", "isp_name"), long(*COUNTERS),
)  # fmt: skip
MAILING_STATS_TOTAL = table(
    "mailing_stats_total", "list_id mailing_id", key("list_id", "mailing_id"), day("window_from", "window_to"),
    long(*COUNTERS), volatile=("window_to",),
)  # fmt: skip
LINK_STATS_DAILY = table(
    "link_stats_daily", "list_id mailing_id stats_date link_key", key("list_id", "mailing_id"), day("stats_date"),
    string("link_key", "link_url"), long("clicks", "unique_clicks"),
)  # fmt: skip
LIST_STATS_DAILY = table(
    "list_stats_daily", "list_id record_date", key("list_id"), day("record_date"), long(*LIST_COUNTERS)
)  # fmt: skip
CONTACT_ACTIVITY_DAILY = table(
    "contact_activity_daily", "list_id activity_date contact_key", key("list_id"), day("activity_date"),
    string("contact_key"), identifier("contact_id"), string("email", status="ocx_status"),
    long("sent", "opens", "clicks"),
    utc(last_sent_at="last_sent_date", last_open_at="last_open_date"), option="include_activity",
)  # fmt: skip
CONTACT_EVENTS = table(
    "contact_events", "event_key", string("event_key"), identifier("list_id", "contact_id"),
    string("email", "action"), utc("occurred_at"), identifier("mailing_id", "email_message_id"),
    string("link_url", "country"), json("raw"), option="include_events",
)  # fmt: skip
SUPPRESSION_ENTRIES = table(
    "suppression_entries", "list_id email_or_pattern", key("list_id"), string("email_or_pattern"),
    boolean("is_domain_pattern"), day("created_date"), option="include_suppression",
)  # fmt: skip


def raw_table(name: str, option: str) -> Table:
    """A table of a resource whose fields nobody documents (U): the whole record is kept."""
    return table(name, "list_id id", key("list_id", "id"), string("name"), json("raw"), option=option)


TRANSACTIONAL_CAMPAIGNS = raw_table("transactional_campaigns", "include_transactional")
EVENTS = raw_table("events", "include_transactional")
EMAIL_TAGS = raw_table("email_tags", "include_email_tags")


def tables(chosen: dict[str, Any], flat: Iterable[Column] = ()) -> list[Table]:
    """The tables that this configuration declares, with the columns that its options add."""
    extra = {
        SEGMENTS.name: json("rules") if chosen["include_segment_rules"] else (),
        EMAIL_MESSAGES.name: string("content_html", "content_text") if chosen["include_email_content"] else (),
        CONTACTS.name: tuple(flat),
    }
    declared = [found for found in ALL_TABLES if found.option is None or chosen[found.option]]
    return [replace(found, columns=found.columns + extra.get(found.name, ())) for found in declared]


def contact(
    record: dict[str, Any], list_id: str, list_fields: Iterable[fields.Field], hash_key: str | None
) -> dict[str, Any]:
    """A search result's record with the names that the contacts table reads."""
    custom = {f["name"]: fields.value(f, record.get(f["name"]), hash_key) for f in list_fields if f["name"] != "email"}
    return {
        **{name: record.get(name) for name in CONTACT_FIELDS},
        "list_id": list_id,
        "id": record.get("ocx_contact_id") or record.get("id"),  # Q: either name is seen
        "email": fields.mask(record.get("email"), hash_key),
        "fields": custom,
        **{f"field_{name}": value for name, value in custom.items()},
    }


def activity(record: dict[str, Any], list_id: str, day_: str, hash_key: str | None) -> dict[str, Any]:
    """An activity report's record: what one contact did on one day."""
    contact_id = record.get("ocx_contact_id") or record.get("id")
    address = (record.get("email") or "").strip().lower()
    return {
        **record,
        "list_id": list_id,
        "activity_date": day_,
        "contact_key": contact_id or (fields.mask(address, hash_key) if hash_key else casts.sha256(address)),
        "contact_id": contact_id,
        "email": fields.mask(record.get("email"), hash_key),
    }


def merged_activity(rows: Iterable[Row]) -> list[Row]:
    """The rows of a day that was read in parts: one a contact, counters added, the latest dates."""
    merged: dict[str, Row] = {}
    for row in rows:
        before = merged.get(row["contact_key"])
        added = row
        if before:
            added = {
                **row,
                **{name: (before[name] or 0) + (row[name] or 0) for name in ("sent", "opens", "clicks")},
                **{name: max(before[name] or "", row[name] or "") or None for name in ("last_sent_at", "last_open_at")},
            }
        merged[row["contact_key"]] = added
    return list(merged.values())


EVENT_NAMES = {  # U: the header of the detailed report is not documented
    "contact_id": ("ocx_contact_id", "contact_id", "id"),
    "action": ("action", "event", "activity"),
    "occurred_at": ("timestamp", "date", "action_date", "time"),
    "mailing_id": ("mailing_id", "campaign_id"),
    "email_message_id": ("email_message_id", "email_id"),
    "link_url": ("link_url", "url", "link"),
    "country": ("country", "country_iso"),
}


def events(records: Iterable[dict[str, Any]], list_id: str, hash_key: str | None) -> Iterator[dict[str, Any]]:
    """A detailed report's records. Times are rounded to the hour (D), so equal ones are told apart by counting them."""
    occurrences: Counter[str] = Counter()
    for record in records:
        found = {name: next((record[n] for n in names if record.get(n)), None) for name, names in EVENT_NAMES.items()}
        who = found["contact_id"] or (record.get("email") or "").lower()
        at = casts.utc(found["occurred_at"])  # an event stays the same when its file writes dates another way
        what = (who, found["action"], at, found["mailing_id"], found["link_url"])
        same = casts.sha256(list_id, *(str(value or "") for value in what))
        occurrences[same] += 1
        hidden = {"email": fields.mask(record.get("email"), hash_key)}
        raw = {name: fields.mask(v, hash_key) if "@" in str(v) else v for name, v in record.items()}
        key_ = casts.sha256(same, str(occurrences[same]))
        yield {**found, **hidden, "event_key": key_, "list_id": list_id, "raw": raw}


def suppressed(record: dict[str, Any], list_id: str, hash_key: str | None) -> dict[str, Any]:
    """An exported entry of a suppression list: an address, or a pattern such as `*@example.org`."""
    entry = record.get("email") or next(iter(record.values()), None)
    created = casts.text(record.get("ocx_created_date"))
    return {
        "list_id": list_id,
        "email_or_pattern": fields.mask(entry, hash_key),
        "is_domain_pattern": "*" in (entry or ""),
        "created_date": created and fields.iso_date(EXPORT_DATES, created),
    }


def mailing_parts(detail: dict[str, Any], list_id: str) -> dict[str, list[Row]]:
    """The rows of a mailing's three child tables."""
    ids = {"list_id": list_id, "mailing_id": detail["id"]}
    return {
        MAILING_SEGMENTS.name: [MAILING_SEGMENTS.row({**part, **ids}) for part in detail.get("segments") or []],
        MAILING_DISTRIBUTION.name: [
            MAILING_DISTRIBUTION.row({**part, **ids, "position": position})
            for position, part in enumerate(detail.get("distribution") or [])
        ],
        MAILING_EMAIL_MESSAGES.name: [
            MAILING_EMAIL_MESSAGES.row({**part, **ids}) for part in detail.get("email_message") or []
        ],
    }


EXPORT_DATES = "mm/dd/yyyy"  # D: exports know days only, in one of eight formats
MAILING_PARTS = (MAILING_SEGMENTS, MAILING_DISTRIBUTION, MAILING_EMAIL_MESSAGES)
ALL_TABLES = (
    LISTS, LIST_FIELDS, SEGMENTS, ESP_CONNECTIONS, MAILINGS, *MAILING_PARTS, EMAIL_MESSAGES, IMPORTS, CONTACTS,
    MAILING_STATS_DAILY, MAILING_STATS_TOTAL, LINK_STATS_DAILY, LIST_STATS_DAILY,
    CONTACT_ACTIVITY_DAILY, CONTACT_EVENTS, SUPPRESSION_ENTRIES, TRANSACTIONAL_CAMPAIGNS, EVENTS, EMAIL_TAGS,
)  # fmt: skip
