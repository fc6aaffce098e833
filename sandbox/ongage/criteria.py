"""The filters of searches: which contacts meet user_type and criteria, and between which creation dates they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.ongage import fields, segments
from sandbox.ongage.contacts import SYSTEM_FIELDS, Contact
from sandbox.ongage.envelope import Refused
from sandbox.ongage.lists import MailingList

USER_TYPES: dict[str, Callable[[str], bool]] = {
    "all": lambda status: True,
    "active": lambda status: status == "Active",
    "nonactive": lambda status: status != "Active",
    "unsubscribed": lambda status: status == "Unsubscribed",
    "bounced": lambda status: status == "Bounced",
    "complaint": lambda status: status == "Complaint",
}
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "LIKE": lambda value, wanted: wanted in value,
    "LIKE_": lambda value, wanted: value.startswith(wanted),
    "_LIKE": lambda value, wanted: value.endswith(wanted),
    "<": lambda value, wanted: value < wanted,
    "<=": lambda value, wanted: value <= wanted,
    ">": lambda value, wanted: value > wanted,
    ">=": lambda value, wanted: value >= wanted,
}
NEGATIONS = {"!=": "=", "NOT LIKE": "LIKE"}
FOREVER = 1 << 40
Test = Callable[[Contact], bool]


def read(mailing_list: MailingList, filters: Mapping[str, Any], now: int) -> tuple[Test, tuple[int, int]]:
    """A test of contacts and the bounds, both included, of their creation; raises Refused (412)."""
    user_type = filters.get("user_type") or "all"
    if user_type not in USER_TYPES:
        raise Refused(412, errors={"user_type": f"unknown: {user_type}"})
    criteria = [one for one in filters.get("criteria") or [] if one.get("type") != "behavioral"]
    tests = [(_test(mailing_list, one, now), one.get("condition") == "or") for one in criteria]
    only_and = not any(alternative for _, alternative in tests)
    return _all(USER_TYPES[user_type], tests), _created_bounds(criteria) if only_and else (0, FOREVER)


def _all(user_type: Callable[[str], bool], tests: list[tuple[Test, bool]]) -> Test:
    def test(contact: Contact) -> bool:
        if not user_type(contact.status):
            return False
        met = True
        for place, (one, alternative) in enumerate(tests):
            # How `or` binds is not documented: from left to right.
            met = (met or one(contact)) if alternative and place else (met and one(contact))
        return met

    return test


def _test(mailing_list: MailingList, criterion: Mapping[str, Any], now: int) -> Test:
    operand = criterion.get("operand")
    wanted = operand if isinstance(operand, list) else [operand]
    if criterion.get("type") == "segment":
        return lambda contact: any(segments.holds(int(str(one)), contact.number) for one in wanted)
    name, operator = _field_name(mailing_list, criterion, now), criterion.get("operator")
    if operator == "empty":
        return lambda contact: value(contact, name) in (None, "")
    if operator == "notempty":
        return lambda contact: value(contact, name) not in (None, "")
    if operator == "><":
        return lambda contact: (
            _met(">=", value(contact, name), wanted[0]) and _met("<=", value(contact, name), wanted[1])
        )
    if operator in NEGATIONS:
        return lambda contact: not any(_met(NEGATIONS[operator], value(contact, name), one) for one in wanted)
    if operator not in OPERATORS:
        raise Refused(412, errors={"operator": f"unknown: {operator}"})
    return lambda contact: any(_met(operator, value(contact, name), one) for one in wanted)


def value(contact: Contact, name: str) -> Any:
    """One field of a contact; what is not thrown for it costs nothing."""
    if name == "email":
        return contact.email
    if name in ("ocx_contact_id", "id"):
        return contact.id
    if name == "ocx_created_date":
        return contact.life.created
    return contact.system()[name] if name in SYSTEM_FIELDS else contact.fields().get(name)


def _field_name(mailing_list: MailingList, criterion: Mapping[str, Any], now: int) -> str:
    here = {str(field_id): field.name for field_id, field in fields.fields_of(mailing_list, now)}
    name = criterion.get("field_name") or here.get(str(criterion.get("field_id")))
    if name not in (*here.values(), *SYSTEM_FIELDS, "ocx_contact_id", "id"):
        raise Refused(412, errors={"field_name": f"unknown: {name}"})
    return str(name)


def _met(operator: str, held: Any, wanted: Any) -> bool:
    if held is None:
        return False
    try:
        return OPERATORS[operator](float(held), float(wanted))
    except (TypeError, ValueError, AttributeError):
        return OPERATORS[operator](str(held).lower(), str(wanted).lower())


def _created_bounds(criteria: list[Mapping[str, Any]]) -> tuple[int, int]:
    first, last = 0, FOREVER
    for criterion in criteria:
        operand = criterion.get("operand")
        if criterion.get("field_name") != "ocx_created_date" or not isinstance(operand, list) or len(operand) != 1:
            continue
        at, operator = int(operand[0]), criterion.get("operator")
        first = max(first, at + (operator == ">")) if operator in (">", ">=", "=") else first
        last = min(last, at - (operator == "<")) if operator in ("<", "<=", "=") else last
    return first, last
