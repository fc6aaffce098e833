"""Single people, as a search finds them; there is no list of all."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.everyaction import lines
from sandbox.everyaction.call import Call
from sandbox.everyaction.envelope import Refused, answer
from sandbox.everyaction.lines import Line
from sandbox.everyaction.paging import Record, Rows, loaded, paged

CRITERIA = {
    "firstName": "FirstName",
    "lastName": "LastName",
    "email": "Email",
    "city": "City",
    "stateOrProvince": "State",
}
LISTS = ("addresses", "emails", "phones", "districts", "pollingLocation")
# what only a single person can be asked for; invented people have none of it
MORE_LISTS = (
    "contributionHistory", "codes", "customFields", "externalIds", "preferences", "recordedAddresses",
    "reportedDemographics", "suppressions", "cases", "customProperties", "electionRecords", "membershipStatuses",
    "notes", "organizationRoles", "scores", "disclosureFieldValues", "primaryContact",
)  # fmt: skip
MOST = 50


def search(call: Call) -> Response:
    """Those whose fields begin like the criteria; refuses a search without any."""
    asked = {column: text for name, column in CRITERIA.items() if (text := call.parameter(name))}
    if not asked:
        raise Refused(400, "requires at least one search parameter", *CRITERIA)
    numbers = [number for number in call.world.contacts.alive(call.now) if _found(_line(call, number), asked)]
    return paged(call, Rows(numbers, lambda number: _person(_line(call, number))), most=MOST, expands=LISTS)


def one(call: Call) -> Response:
    """A person by VanID."""
    lives, text = call.world.contacts, call.path("id")
    number = int(text) - call.world.van_id(0) if text.isdecimal() else -1
    if not 0 <= number < lives.count(call.now) or lives.ended(number, call.now):
        raise Refused(404)
    nothing: Record = {name: [] for name in MORE_LISTS}
    return answer(loaded(call, {**_person(_line(call, number)), **nothing}, LISTS + MORE_LISTS))


def _line(call: Call, number: int) -> Line:
    return lines.contact(call.world, number, call.now)


def _found(line: Line, asked: dict[str, str]) -> bool:
    return all(str(line[column]).lower().startswith(text.lower()) for column, text in asked.items())


def _person(line: Line) -> Record:
    made = f"{line['DateCreated']}T00:00:00Z"
    address = {
        "addressId": None,
        "addressLine1": line["StreetAddress"],
        "city": line["City"],
        "stateOrProvince": line["State"],
        "zipOrPostalCode": line["ZipOrPostal"],
        "countryCode": "US",
        "isPreferred": None,
    }
    phone = {"phoneId": line["VanID"] * 10, "phoneNumber": line["Phone"], "ext": None, "phoneType": "Cell"}
    email = {"type": "Work", "email": line["Email"], "dateCreated": made, "isPreferred": True}
    return {
        "vanId": line["VanID"],
        "firstName": line["FirstName"] or None,
        "middleName": line["MiddleName"] or None,
        "lastName": line["LastName"] or None,
        "contactMode": "Person",
        "dateCreated": made,
        "addresses": [address] if line["StreetAddress"] else [],
        "emails": [email] if line["Email"] else [],
        "phones": [phone] if line["Phone"] else [],
        "districts": [],
        "pollingLocation": None,
    }
