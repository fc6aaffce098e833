"""Changed entities: what each export is, the table that its fields make, the row that a line of its file is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache, partial
from typing import Any

from toolkit import casts
from toolkit.tables import Column, Row, Table, boolean, columns, day, long, money, string, utc

Record = dict[str, Any]

ERROR = "errormessage"  # F: a line with it filled is no row
DELETED = re.compile("delete|suppress", re.IGNORECASE)  # V: the names of change types; their numbers differ
SUPPRESSED = "datesuppressed"  # I: one of the columns that may tell of a suppressed contact
NUMBER = columns({"type": "DECIMAL", "precision": 38, "scale": 10}, partial(casts.decimal, precision=38, scale=10))
KINDS = {"B": boolean, "M": money, "T": string, "D": string}  # V: fieldType; N depends on the name


@dataclass(frozen=True)
class Export:
    """A resource of the changed-entity export.

    `keys` are the names that its key may have, the likeliest first (F, or I where nobody has seen the resource);
    `typed` the columns whose types are fixed, by type; `days` the width of one export.
    """

    resource: str
    table: str
    keys: tuple[str, ...]
    typed: tuple[Column, ...] = ()
    zoned: tuple[str, ...] = ()
    days: int = 30


EXPORTS = (
    Export(
        "Contacts", "contact", ("VanID",),
        (
            *long("van_id"), *string("first_name", "middle_name", "last_name", "email", "phone"),
            *string("street_address", "city", "state", "zip_or_postal"), *long("phone_opt_in_status"),
            *day("date_created"),
        ),
        days=7,
    ),
    Export(
        "Contributions", "contribution", ("ContributionID", "ContactsContributionID"),
        (
            *long("contribution_id", "van_id"), *money("amount", "amount_remaining"),
            *string("designation", "source_code"),
        ),
        ("date_received",), days=7,
    ),
    Export("ContributionAdjustments", "contribution_adjustment", ("ContributionAdjustmentID", "AdjustmentID")),
    Export(
        "RecurringContributions", "recurring_contribution",
        ("RecurringContributionID", "ContactsRecurringContributionID"),
    ),
    Export(
        "ContactHistory", "contact_history", ("ContactsContactID",),
        long(
            "contacts_contact_id", "van_id", "result_id", "canvassed_by", "committee_id", "created_by",
            "input_type_id", "contact_type_id",
        ),
        ("date_created", "date_canvassed"), days=7,
    ),
    Export(
        "ContactsActivistCodes", "contact_activist_code", ("ContactsActivistCodeID",),
        (*long("contacts_activist_code_id", "van_id", "activist_code_id", "committee_id"), *boolean("is_deleted")),
    ),
    Export(
        "ContactsSurveyResponses", "contact_survey_response", ("ContactsSurveyResponseID",),
        long(
            "contacts_survey_response_id", "van_id", "survey_question_id", "survey_response_id", "contacts_contact_id",
            "canvassed_by", "created_by", "committee_id", "input_type_id", "contact_type_id",
        ),
        ("date_canvassed", "date_created"),
    ),
    Export("ContactsOnlineForms", "contact_online_form", ("ContactsOnlineFormID",)),
    Export(
        "EventTicketTransactionsGuests", "event_ticket_guest",
        ("EventTicketTransactionGuestID", "EventTicketTransactionGuestsID", "EventTicketTransactionsGuestID"),
    ),
)  # fmt: skip
COMMON = (*long("change_type_id"), *string("change_type_name"), *utc("exported_at"))


@cache
def snake(name: str) -> str:
    """A column's name: `ContactsActivistCodeID` is contacts_activist_code_id, `T-shirt size` is t_shirt_size."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain))
    found = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return found if found[:1].isalpha() else f"field_{found}".rstrip("_")


@cache
def plain(name: str) -> str:
    """A name as it is compared: `ChangeTypeId`, `ChangeTypeID` and change_type_id are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def key_of(export: Export, names: Iterable[str]) -> str | None:
    """The column of the key among these fields or headers, None where no candidate is one of them."""
    found = {plain(name) for name in names}
    return next((snake(name) for name in export.keys if plain(name) in found), None)


def changed_table(export: Export, fields: Iterable[Record], zone: tzinfo) -> Table | None:
    """The table that `/fields` makes of a resource, None where its key is not among the fields.

    The columns of `typed` and `zoned` are always there. A naive time is one of `zone`.
    """
    names = [str(field["fieldName"]) for field in fields]
    key = key_of(export, names)
    if key is None:
        return None
    zoned = columns("UTC_DATETIME", partial(casts.utc, zone=zone))(*export.zoned)
    declared = {plain(column.name): column for column in (*export.typed, *zoned, *COMMON)}
    kinds = dict(zip(names, (str(field.get("fieldType")) for field in fields), strict=True))
    for name, kind in kinds.items():
        if plain(name) != ERROR:
            declared.setdefault(plain(name), _column(name, kind))
    return Table(export.table, (key,), tuple(declared.values()), volatile=("exported_at",))


def _column(name: str, kind: str) -> Column:
    number = long if name.lower().endswith("id") else NUMBER
    build = number if kind == "N" else KINDS.get(kind, string)
    return build(snake(name))[0]


def columns_of(header: Iterable[str]) -> list[str]:
    """The names by which a file's columns are known, each once: a custom field may be called like a core field."""
    found: dict[str, str] = {}
    for name in header:
        column, number = snake(name), 1
        while plain(column) in found:
            number += 1
            column = f"{snake(name)}_{number}"
        found[plain(column)] = column
    return list(found.values())


class Lines:
    """The lines of a file as rows of a table; what its header decides is found out once."""

    def __init__(self, table: Table, header: Iterable[str], change_types: Mapping[str, str], exported_at: str) -> None:
        self._table, self._change_types, self._exported_at = table, change_types, exported_at
        by_plain = {plain(name): name for name in header}
        self._sources = {column.source: by_plain.pop(plain(column.name), "") for column in table.columns}
        self._error = by_plain.pop(ERROR, "")
        self._others = list(by_plain.values())

    def is_error(self, record: Record) -> bool:
        """Whether the source could not make this line."""
        return casts.text(record.get(self._error)) is not None

    def key(self, record: Record) -> str:
        """The key of a line that may be none."""
        return str(record.get(self._sources[self._table.key[0]]))

    def row(self, record: Record) -> Row:
        """The row of a line. Columns that are not declared follow as text: a value never decides a type."""
        known = {source: record.get(name) for source, name in self._sources.items()}
        known["change_type_name"] = self._change_types.get((casts.text(known["change_type_id"]) or "").strip())
        known["exported_at"] = self._exported_at
        return {**self._table.row(known), **{name: casts.text(record[name]) for name in self._others}}


def is_deleted(row: Row) -> bool:
    """Whether a row is gone at the source: marked, or of a change type that says so."""
    suppressed = any(plain(name) == SUPPRESSED and value for name, value in row.items())
    return row.get("is_deleted") is True or suppressed or bool(DELETED.search(row.get("change_type_name") or ""))
