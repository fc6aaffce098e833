"""Single people, as a search finds them; there is no list of all."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.everyaction.call import Call
from sandbox.everyaction.changed import RESOURCES
from sandbox.everyaction.envelope import Refused, answer
from sandbox.everyaction.paging import loaded, paged

CRITERIA = {
    "firstName": "FirstName",
    "lastName": "LastName",
    "email": "Email",
    "city": "City",
    "stateOrProvince": "State",
}
LISTS = ("emails", "phones", "addresses", "customFields", "codes", "suppressions")
MOST = 50


def search(call: Call) -> Response:
    """Those whose fields begin like the criteria; refuses a search without any."""
    asked = {column: call.parameter(name) for name, column in CRITERIA.items() if call.parameter(name)}
    if not asked:
        raise Refused(400, "requires at least one search parameter", *CRITERIA)
    found = [
        person
        for number in call.world.contacts.alive(call.now)
        for person in [RESOURCES["Contacts"].line(call.world, number, call.now)]
        if all(str(person[column]).lower().startswith(str(text).lower()) for column, text in asked.items())
    ]
    return paged(call, loaded(call, [_person(line) for line in found], "Addresses", "Emails", "Phones"), most=MOST)


def one(call: Call) -> Response:
    """A person by VanID."""
    lives, text = call.world.contacts, call.path("id")
    number = int(text) - call.world.van_id(0) if text.isdecimal() else -1
    if not 0 <= number < lives.count(call.now) or lives.ended(number, call.now):
        raise Refused(404)
    return answer(_person(RESOURCES["Contacts"].line(call.world, number, call.now)))


def _person(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "vanId": line["VanID"],
        "firstName": line["FirstName"] or None,
        "middleName": line["MiddleName"] or None,
        "lastName": line["LastName"] or None,
        "contactMode": "Person",
        "dateCreated": f"{line['DateCreated']}T00:00:00Z",
        **dict.fromkeys(LISTS),
    }
