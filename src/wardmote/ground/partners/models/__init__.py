"""What the room keeps: partnerships, bodies and people (``people``), and their groups (``groups``)."""

from wardmote.ground.partners.models.groups import (
    CommitteeWard,
    Group,
    GroupKind,
    GroupSeat,
    ReportingLine,
    SeatPart,
)
from wardmote.ground.partners.models.people import (
    ApiToken,
    Body,
    ContactDetails,
    FormerName,
    Invitation,
    Membership,
    Partnership,
    Person,
    Reminder,
    Tokens,
)

__all__ = [
    "ApiToken",
    "Body",
    "CommitteeWard",
    "ContactDetails",
    "FormerName",
    "Group",
    "GroupKind",
    "GroupSeat",
    "Invitation",
    "Membership",
    "Partnership",
    "Person",
    "Reminder",
    "ReportingLine",
    "SeatPart",
    "Tokens",
]
