"""Shapes of what is asked about groups, seats, wards and reporting lines."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

from wardmote.ground.pages.form_page import EditForm
from wardmote.ground.pages.lists import ListFilter
from wardmote.ground.pages.typed_fields import DayField, LinesField
from wardmote.ground.partners.groups import GroupDetails, SeatDetails, Upward, Ward
from wardmote.ground.partners.models import Body, Group, GroupKind, Membership, Partnership, SeatPart


class WardsField(LinesField):
    """Wards, one a line; what the plan calls one stands after a slash: Manor / Chells Manor."""

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines()]
        parts = [[part.strip() for part in line.split("/", 1)] for line in lines if line]
        return tuple(Ward(part[0], part[1] if len(part) > 1 else "") for part in parts)


WARDS_HELP = (
    "One on each line, by its official name; what the plan calls it after a slash, where that is another: "
    "Manor / Chells Manor."
)


def wards_in_words(wards: Any) -> str:
    """Rows of wards as the field has them."""
    return "\n".join(f"{each.name} / {each.plan_name}" if each.plan_name else each.name for each in wards)


class GroupForm(EditForm):
    """What is said of a group; its wards only when it is new."""

    name = forms.CharField(label="Name", max_length=200, help_text="For example: tasking group.")
    kind = forms.ChoiceField(label="What it is to the partnership", choices=GroupKind.choices)
    meets = forms.CharField(
        label="How often it meets", max_length=100, required=False, help_text="In words: each quarter."
    )
    purpose = LinesField(label="What it is for", required=False, rows=3)
    terms = LinesField(label="Terms of reference", required=False, rows=6)
    chair = forms.CharField(
        label="Office that chairs it", max_length=200, required=False,
        help_text="As: the borough commander. Who sits in the chair is a seat.",
    )  # fmt: skip
    quorum = forms.IntegerField(
        label="Quorum", min_value=1, max_value=99, required=False,
        help_text="How many bodies must be there for it to decide.",
    )  # fmt: skip
    skills = LinesField(
        label="Knowledge and skills it needs", required=False, rows=3,
        help_text="For the strategy group: what was considered, and when.",
    )  # fmt: skip
    begins = DayField(label="In force from")
    begun_why = forms.CharField(label="Why it begins", max_length=300, required=False)
    wards = WardsField(label="Wards of an area committee", required=False, rows=4, help_text=WARDS_HELP)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new:
            del self.fields["wards"]

    def said(self) -> GroupDetails:
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("revision", "wards")
        }
        return GroupDetails(**{**given, "name": " ".join(given["name"].split())})


class EndGroupForm(EditForm):
    """The last day of a group, and why."""

    ends = DayField(label="Last day")
    why = forms.CharField(
        label="Why it ends",
        max_length=300,
        help_text="For example: the review of 2010 put two groups together.",
    )


class SeatForm(EditForm):
    """Who takes a seat. A person is chosen with the body they sit for."""

    fields_of: ClassVar[Mapping[str, str]] = {"person": "who"}
    body = forms.ChoiceField(label="Body")
    who = forms.ChoiceField(
        label="Person", required=False, help_text="Who sits for it, where that is known; they belong to it."
    )
    part = forms.ChoiceField(label="As", choices=SeatPart.choices, initial=SeatPart.MEMBER)
    begins = DayField(label="From")
    why = forms.CharField(
        label="Why", max_length=300, help_text="For example: appointed by the chief executive."
    )

    def __init__(self, partnership: Partnership, today: date, *args: Any, **kwargs: Any) -> None:
        bodies = list(Body.objects.filter(partnership=partnership).on(today))
        held = Membership.objects.filter(partnership=partnership).select_related("person", "body")
        people = {each.person_id: each.person for each in held if each.in_force(today)}
        of = {each.person_id: each.body.name for each in held if each.in_force(today)}
        choices = {
            "body": [("", "Choose a body"), *((str(each.pk), each.name) for each in bodies)],
            "who": [
                ("", "Nobody named"),
                *((str(key), f"{each.name}, {of[key]}") for key, each in sorted(people.items())),
            ],
        }
        super().__init__(*args, choices=choices, **kwargs)
        self.bodies, self.people = {str(each.pk): each for each in bodies}, people

    def said(self) -> SeatDetails:
        given = self.cleaned_data
        person = self.people[int(given["who"])] if given["who"] else None
        return SeatDetails(
            self.bodies[given["body"]], given["begins"], person, given["part"], given["why"].strip()
        )


class EndSeatForm(EditForm):
    """The last day somebody sits there, and why."""

    ends = DayField(label="Last day")
    why = forms.CharField(label="Why", max_length=300, help_text="For example: moved to another force.")


class WardsForm(EditForm):
    """Which wards an area committee is for, from a day on."""

    wards = WardsField(label="Wards", required=False, rows=5, help_text=WARDS_HELP)
    since = DayField(label="From")


class LineForm(EditForm):
    """Whom a group reports to, from a day on."""

    above = forms.ChoiceField(label="Reports to", required=False)
    since = DayField(label="From")
    assumed = forms.BooleanField(
        label="Assumed: nobody wrote it down so", required=False,
        help_text="An assumed line is dashed in the picture, and said to be assumed wherever it is read.",
    )  # fmt: skip

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        groups = Group.objects.filter(partnership=group.partnership_id, ends=None).exclude(pk=group.pk)
        bodies = Body.objects.filter(partnership=group.partnership_id, ends=None)
        self.groups = {f"group:{each.pk}": each for each in groups}
        self.bodies = {f"body:{each.pk}": each for each in bodies}
        listed = [(key, each.name) for key, each in self.groups.items()]
        other = [(key, each.name) for key, each in self.bodies.items()]
        choices: Mapping[str, Any] = {"above": [("", "Nobody here"), ("Groups", listed), ("Bodies", other)]}
        super().__init__(*args, choices=choices, **kwargs)

    def said(self) -> Upward:
        given = self.cleaned_data
        key = given["above"]
        return Upward(given["since"], self.groups.get(key), self.bodies.get(key), given["assumed"])


class StructureFilter(ListFilter):
    """The day whose structure is read."""

    on = DayField(label="On which day?", required=False)

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows are those of the day already."""
        return rows
