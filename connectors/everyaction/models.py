"""EveryAction's tables as data, and pure functions from its records to rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fields import snake
from toolkit.tables import (
    Row,
    Table,
    boolean,
    day,
    double,
    integer,
    json,
    long,
    money,
    real,
    string,
    table,
    utc,
)

Record = dict[str, Any]

FLAGS = (
    "can_have_multiple_shifts", "can_have_multiple_locations", "can_have_goals", "can_have_role_maximums",
    "can_have_role_minimums", "can_be_repeatable", "is_at_least_one_location_required",
)  # fmt: skip
COUNTERS = (
    "recipient_count", "open_count", "machine_open_count", "links_clicked_count", "unsubscribe_count", "bounce_count",
    "form_submission_count", "contribution_count",
)  # fmt: skip
SENT = "email_message_content_distributions"

EVENT = table(
    "event", "event_id", long("event_id"), string("name", "short_name", "description"),
    utc("start_date", "end_date", "created_date"), long(event_type_id="event_type.event_type_id"),
    string(event_type_name="event_type.name"), boolean("is_publicly_viewable", "is_active"),
    string("district_field_value", time_zone="dot_net_time_zone_id"),
)  # fmt: skip
EVENT_SHIFT = table(
    "event_shift", "event_shift_id", long("event_shift_id", "event_id"), string("name"), utc("start_time", "end_time"),
    parent=("event_id",),
)  # fmt: skip
EVENT_ROLE = table(
    "event_role", "event_id role_id", long("event_id", "role_id"), string("name"), integer("min", "max", "goal"),
    boolean("is_event_lead"),
)  # fmt: skip
EVENT_LOCATION = table("event_location", "event_id location_id", long("event_id", "location_id"), string("name"))
EVENT_CODE = table("event_code", "event_id code_id", long("event_id", "code_id"), string("name"))
EVENT_SIGNUP = table(
    "event_signup", "event_signup_id", long("event_signup_id", van_id="person.van_id", event_id="event.event_id"),
    long(event_shift_id="shift.event_shift_id", role_id="role.role_id", status_id="status.status_id"),
    long(location_id="location.location_id"), string(status_name="status.name", role_name="role.name"),
    utc("start_time_override", "end_time_override", "date_modified"), boolean("is_offline_signup"),
    parent=("event_id",),
)  # fmt: skip
EVENT_CHILDREN = {"shifts": EVENT_SHIFT, "roles": EVENT_ROLE, "locations": EVENT_LOCATION, "codes": EVENT_CODE}
CODE = table(
    "code", "code_id", long("code_id", "parent_code_id"), string("name", "code_type", "code_path", "description"),
    utc("date_created", "date_modified"),
)  # fmt: skip
CODE_SUPPORTED_ENTITY = table(
    "code_supported_entity", "code_id name", long("code_id"), string("name"), boolean("is_searchable", "is_applicable")
)
EMAIL_MESSAGE = table(
    "email_message", "foreign_message_id", string("foreign_message_id", "name", "created_by"),
    utc("date_created", "date_scheduled", "date_modified"), long("campaign_id"),
)  # fmt: skip
EMAIL_MESSAGE_CONTENT = table(
    "email_message_content", "foreign_message_id content_index", string("foreign_message_id"),
    integer("content_index"), string("name", "subject", "sender_display_name", "sender_email_address"),
    utc(date_sent=f"{SENT}.date_sent"), long(**{name: f"{SENT}.{name}" for name in COUNTERS}),
    money(contribution_total=f"{SENT}.contribution_total"),
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """A collection that is read whole: its table, and the tables of the lists inside its records."""

    path: str
    table: Table
    children: dict[str, Table] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)

    @property
    def tables(self) -> list[Table]:
        """All tables that it fills, its own first."""
        return [self.table, *self.children.values()]


TOP = {"$top": 200}  # V: the usual maximum
RESOURCES = (
    Resource(
        "events/types",
        table("event_type", "event_type_id", long("event_type_id"), string("name"), boolean(*FLAGS), string("color")),
        {
            "statuses": table(
                "event_type_status", "event_type_id status_id", long("event_type_id", "status_id"), string("name")
            ),
            "roles": table(
                "event_type_role", "event_type_id role_id", long("event_type_id", "role_id"), string("name"),
                boolean("is_event_lead"),
            ),
        },
    ),
    Resource(
        "locations",
        table(
            "location", "location_id", long("location_id"), string("name", "display_name"),
            string(address_line_1="address.address_line1", address_line_2="address.address_line2"),
            string(address_line_3="address.address_line3", city="address.city"),
            string(state_or_province="address.state_or_province", zip_or_postal_code="address.zip_or_postal_code"),
            string(country_code="address.country_code"),
            double(latitude="address.geo_location.lat", longitude="address.geo_location.lon"),
        ),
        query=TOP,
    ),
    Resource(
        "activistCodes",
        table(
            "activist_code", "activist_code_id", long("activist_code_id"),
            string("type", "name", "medium_name", "short_name", "description", "script_question", "status"),
        ),
        query={**TOP, "statuses": "Active,Archived,Inactive"},  # I: without it, only active ones come
    ),
    Resource(
        "surveyQuestions",
        table(
            "survey_question", "survey_question_id", long("survey_question_id"), string("type"), integer("cycle"),
            string("name", "medium_name", "short_name", "script_question", "status"),
        ),
        {
            "responses": table(
                "survey_response", "survey_response_id", long("survey_response_id", "survey_question_id"),
                string("name", "medium_name", "short_name"), parent=("survey_question_id",),
            )
        },
        query={**TOP, "statuses": "Active,Archived"},
    ),
    Resource(
        "customFields",
        table(
            "custom_field", "custom_field_id", long("custom_field_id", "custom_field_parent_id"),
            string("custom_field_name"), long("custom_field_group_id"),
            string("custom_field_group_name", "custom_field_group_type", "custom_field_type_id"),
            boolean("is_editable", "is_exportable"), long("max_textbox_characters"),
        ),
        {
            "available_values": table(
                "custom_field_value", "custom_field_id id", long("custom_field_id", "id"), string("name"),
                long("parent_value_id"),
            )
        },
    ),
    Resource("designations", table("designation", "designation_id", long("designation_id"), string("name"))),
    Resource(
        "financialBatches",
        table(
            "financial_batch", "financial_batch_id", long("financial_batch_id", "financial_batch_number"),
            string(name="financial_batch_name"), long("designation_id"), integer("expected_contribution_count"),
            money("expected_contribution_total_amount"), boolean("is_open", "is_auto_generated"),
            utc("date_opened", "date_closed", "date_deposited"), string("deposit_number", "check_number"),
            day("check_date"), long("bank_account_id"),
        ),
        # I: closed and automatic ones are hidden without these
        query={**TOP, "includeUnassigned": "true", "includeAllAutoGenerated": "true", "includeAllStatuses": "true"},
    ),
    Resource("supporterGroups", table("supporter_group", "id", long("id"), string("name", "description")), query=TOP),
    Resource(
        "savedLists",
        table(
            "saved_list", "saved_list_id", long("saved_list_id"), string("name", "description"),
            long("list_count", "door_count"),
        ),
        query={"$top": 100},  # C: the maximum here
    ),
    Resource("folders", table("folder", "folder_id", long("folder_id"), string("name")), query=TOP),
    Resource(
        "campaigns",
        table(
            "campaign", "campaign_id", long("campaign_id"), string("name"),
            long(campaign_type_id="campaign_type.campaign_type_id"), string(campaign_type_name="campaign_type.name"),
            string("campaign_display_name", "status"), json("contents"),
        ),
        query=TOP,
    ),
    Resource(
        "onlineActionsForms",
        table(
            "online_actions_form", "form_tracking_id", string("form_tracking_id", "form_name", "form_type"),
            long("form_type_id"), utc("date_created", "date_modified"), string("created_by_email", "modified_by_email"),
            boolean("is_active"), long(designation_id="designation.designation_id"),
            string(designation_name="designation.name"), json("confirmation_email_data", "activist_codes"),
            long("event_id", "code_id", "campaign_id"), boolean("is_confirmed_opt_in_enabled"),
        ),
        query=TOP,
    ),
    Resource(
        "memberStatuses",
        table("member_status", "member_status_id", long("member_status_id"), string("name"), boolean("is_member")),
        query=TOP,
    ),
    Resource(
        "targets",
        table(
            "target", "target_id", long("target_id"), string("name", "type", "description"), real("points"),
            boolean("are_subgroups_sticky"), string("status"), json("subgroups"),
        ),
        query={**TOP, "$expand": "subgroups"},
    ),
    Resource(
        "scores",
        table(
            "score", "score_id", long("score_id"), string("name", "short_name", "description", "score_type"),
            real("min_value", "max_value"), json("values"),
        ),
        query=TOP,
    ),
    Resource(
        "notes/categories",
        table("note_category", "note_category_id", long("note_category_id"), string("name"), json("assignable_types")),
    ),
    Resource(
        "canvassResponses/contactTypes",
        table("contact_type", "contact_type_id", long("contact_type_id"), string("name", "channel_type_name")),
    ),
    Resource(
        "canvassResponses/inputTypes", table("input_type", "input_type_id", long("input_type_id"), string("name"))
    ),
    Resource(
        "canvassResponses/resultCodes",
        table(
            "result_code", "result_code_id", long("result_code_id"), string("name", "medium_name", "short_name")
        ),
    ),
)  # fmt: skip
ACTIVITY = (
    EVENT, EVENT_SHIFT, EVENT_ROLE, EVENT_LOCATION, EVENT_CODE, EVENT_SIGNUP, CODE, CODE_SUPPORTED_ENTITY,
    EMAIL_MESSAGE, EMAIL_MESSAGE_CONTENT,
)  # fmt: skip
TABLES = (*(found for resource in RESOURCES for found in resource.tables), *ACTIVITY)


def flat(record: Record, prefix: str = "") -> Record:
    """A record with names in snake case, and what nested objects hold as `outer.inner`."""
    found = {}
    for name, value in record.items():
        key = prefix + snake(name)
        found[key] = value
        if isinstance(value, dict):
            found.update(flat(value, f"{key}."))
    return found


def rows_of(target: Table, records: Iterable[Record]) -> list[Row]:
    """The rows of raw records, each key once: a row that moved while its pages were read comes twice."""
    rows = (target.row(flat(record)) for record in records)
    return list({target.identity(row): row for row in rows}.values())


def children(target: Table, records: Iterable[Record], inside: str, **ids: str) -> tuple[list[Row], set[Any]]:
    """The rows of the lists inside records, and the ids of the records that have none loaded (null is not empty).

    `inside` is the list's name in snake case; `ids` are the child's columns that its parent's record holds.
    """
    made: list[Record] = []
    unloaded: set[Any] = set()
    for parent in map(flat, records):
        known = {column: parent[source] for column, source in ids.items()}
        if parent.get(inside) is None:
            unloaded.update(known.values())
        made += [{**child, **known} for child in parent.get(inside) or []]
    return rows_of(target, made), unloaded


def content(message: Record) -> list[Record]:
    """The variants of a message, which have no id of their own: their position is it."""
    variants = message.get("emailMessageContent") or []
    ids = {"foreignMessageId": message["foreignMessageId"]}
    return [{**variant, **ids, "contentIndex": index} for index, variant in enumerate(variants)]
