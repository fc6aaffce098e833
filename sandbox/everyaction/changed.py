"""The ten resources of the changed-entity export and their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import START_EPOCH_S
from sandbox.everyaction import lines
from sandbox.everyaction.lines import CREATED, DELETED, SUPPRESSED, Line
from sandbox.everyaction.world import World
from sandbox.lives import Lives

CHANGE_TYPES = {CREATED: "CreatedOrUpdated", DELETED: "Deleted", SUPPRESSED: "Suppressed"}


@dataclass(frozen=True)
class Resource:
    """`fields` by name: the type, in lower case where it comes only when asked for. `hides`: what ended comes only with
    includeInactive. `line` makes one of what lives under a number, at an instant; `key` is the place of its id."""

    name: str
    lives: Callable[[World], Lives]
    fields: dict[str, str]
    line: Callable[[World, int, int], Line]
    hides: bool = False
    key: int = 0

    def number_of(self, world: World, key: int) -> int:
        """Under which number something with this id lives, if it does."""
        return key - int(self.line(world, 0, START_EPOCH_S)[list(self.fields)[self.key]])


RESOURCES = {
    resource.name: resource
    for resource in (
        Resource(
            "ActivistCodes", lambda world: world.activist_codes,
            {"ActivistCodeID": "N", "ActivistCodeType": "T", "Campaign": "T", "ChangeTypeID": "N"}, lines.activist_code,
        ),
        Resource(
            "ContactHistory", lines.history,
            {
                "ContactsContactID": "N", "VanID": "N", "ResultID": "N", "CanvassedBy": "N", "CommitteeID": "N",
                "CreatedBy": "N", "DateCreated": "D", "DateCanvassed": "D", "InputTypeID": "N", "ContactTypeID": "N",
                "ChangeTypeId": "N",
            },
            lines.history_entry,
        ),
        Resource(
            "Contacts", lambda world: world.contacts,
            {
                "VanID": "N", "FirstName": "T", "MiddleName": "T", "LastName": "T", "Email": "T", "Phone": "T",
                "StreetAddress": "T", "City": "T", "State": "T", "ZipOrPostal": "T", "ChangeTypeID": "N",
                "ErrorMessage": "T", "PhoneOptInStatus": "n", "DateCreated": "d", "WorkEmail": "t",
            },
            lines.contact, hides=True,
        ),
        Resource(
            "ContactsActivistCodes", lines.applied,
            {
                "ActivistCodeID": "N", "ContactsActivistCodeID": "N", "ChangeTypeID": "N", "CommitteeID": "N",
                "IsDeleted": "B", "VanID": "N",
            },
            lines.applied_code, key=1,
        ),
        Resource(
            "ContactsOnlineForms", lines.forms,
            {
                "ContactsOnlineFormID": "N", "VanID": "N", "OnlineFormID": "N", "DateCreated": "D",
                "IsNewContact": "B", "ChangeTypeID": "N",
            },
            lines.form,
        ),
        Resource(
            "ContactsSurveyResponses", lines.answers,
            {
                "ContactsSurveyResponseID": "N", "VanID": "N", "SurveyQuestionID": "N", "SurveyResponseID": "N",
                "CanvassedBy": "N", "DateCanvassed": "D", "CommitteeID": "N", "CreatedBy": "N", "DateCreated": "D",
                "ContactsContactID": "N", "InputTypeID": "N", "ContactTypeID": "N",
            },
            lines.survey_answer,
        ),
        Resource(
            "ContributionAdjustments", lines.adjustments,
            {
                "ContributionAdjustmentID": "N", "ContributionID": "N", "Amount": "M", "AdjustmentType": "T",
                "DateAdjusted": "D", "ChangeTypeID": "N",
            },
            lines.adjustment,
        ),
        Resource(
            "Contributions", lines.contributions,
            {
                "ContributionID": "N", "VanID": "N", "Amount": "M", "AmountRemaining": "M", "DateReceived": "D",
                "Designation": "T", "SourceCode": "T", "ChangeTypeID": "N", "ErrorMessage": "T", "Memo": "t",
            },
            lines.contribution,
        ),
        Resource(
            "EventTicketTransactionsGuests", lines.guests,
            {
                "EventTicketTransactionGuestID": "N", "EventID": "N", "VanID": "N", "TicketPrice": "M",
                "CheckInRate": "N", "ChangeTypeID": "N",
            },
            lines.guest,
        ),
        Resource(
            "RecurringContributions", lines.recurring,
            {
                "ContactsRecurringContributionID": "N", "VanID": "N", "Amount": "M", "Frequency": "T", "IsActive": "B",
                "Installments": "N", "ChangeTypeID": "N",
            },
            lines.recurring_gift,
        ),
    )
}  # fmt: skip
