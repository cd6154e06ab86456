"""The shapes of what people write in the parts of a draft; what it must hold stands in ``exchange.checks``.

Each form takes its choices from the draft and gives back a row that is not written down.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from wardmote.deciding.plan.models import (
    Fact,
    LinkedStrategy,
    MeasureUse,
    PlanBody,
    PlanEdition,
    Priority,
    PublicContact,
    SubPriority,
)
from wardmote.deciding.plan.models.described import copied, described
from wardmote.deciding.plan.models.parts import BODY_PARTS, FACT_KINDS, FACT_SHAPES, LEVELS, TEXT_PARTS
from wardmote.deciding.plan.records.parts import seen
from wardmote.ground.pages.form_page import Choices, EditForm
from wardmote.ground.pages.typed_fields import LONGEST, DayField, LinesField
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.measures import measures
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.regimes import body_kind_choices

SPANS = (("starts", "ends", "period"), ("against_starts", "against_ends", "against"))
"""Two fields of a form that are one period of a record."""


class PartForm(EditForm):
    """A row of a draft; ``read`` is the row as its writer had it before them.

    ``written``: what it is a record of; ``named_by``: the field whose words make the key of a new one.
    """

    written: ClassVar[type[Model]]
    named_by: ClassVar[str] = ""
    revision = None  # type: ignore[assignment]
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        """``key``: of the row that is there; none where one is added."""
        super().__init__(*args, **kwargs)
        self.of = key
        if key:
            self.fields.pop("key", None)

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """A record as the form's first values; a period as its two days."""
        first = super().initial_of(record) | {"read": seen(record)}
        for starts, ends, name in SPANS:
            if period := getattr(record, name, None):
                first |= {starts: period.start, ends: period.end}
        return first

    def record(self, before: Any) -> Any:
        """What the form holds as a record, over the one that was there; its key is as it was, as written, or
        made from its words."""
        given = {name: tuple(value) if isinstance(value, list) else value
                 for name, value in self.cleaned_data.items()}  # fmt: skip
        words = slug(str(given.get(self.named_by, "")))[:80] or "unnamed"
        given["key"] = self.of or given.get("key") or words
        known = described(self.written)
        given |= {name: self.span(starts, ends) for starts, ends, name in SPANS if name in known}
        return copied(
            before or self.written(), **{name: value for name, value in given.items() if name in known}
        )

    def span(self, starts: str, ends: str) -> Period | None:
        given = self.cleaned_data
        return Period(given[starts], given[ends]) if given.get(starts) and given.get(ends) else None

    def in_order(self, starts: str, ends: str) -> None:
        """Both days or none, the first before the last."""
        first, last = self.cleaned_data.get(starts), self.cleaned_data.get(ends)
        if bool(first) != bool(last):
            self.add_error(ends if first else starts, "Give both days, or none.")
        elif first and last and last < first:
            self.add_error(ends, "It ends before it begins.")


class FactForm(PartForm):
    """A fact: what it says, of when, from where, and what stands behind it."""

    written = Fact
    fields_of: ClassVar[Mapping[str, str]] = {"against": "against_starts", "period": "starts"}
    key = forms.CharField(
        label="Name", max_length=40, help_text="Short; texts link to it by this name, as F-30."
    )
    words = LinesField(label="What it says", rows=3)
    about = forms.MultipleChoiceField(label="What it is about", widget=forms.CheckboxSelectMultiple)
    kind = forms.ChoiceField(label="Kind", choices=FACT_KINDS)
    source = forms.CharField(label="Source", max_length=300)
    starts = DayField(label="First day")
    ends = DayField(label="Last day")
    assumed_period = forms.BooleanField(
        label="The source gives no period; this one is assumed", required=False
    )
    value = forms.FloatField(label="Value", required=False)
    unit = forms.CharField(
        label="Unit", max_length=80, required=False, help_text="For example %, or offences."
    )
    qualifier = forms.CharField(
        label="Words before the value",
        max_length=40,
        required=False,
        help_text="For example more than, about.",
    )
    shape = forms.ChoiceField(
        label="Two counts make", choices=[("", "Neither"), *FACT_SHAPES], required=False
    )
    count = forms.IntegerField(
        label="Count", min_value=0, required=False,
        help_text="The part, or the count of this period. Left empty, it stands as published only.",
    )  # fmt: skip
    base = forms.IntegerField(
        label="Of, or before",
        min_value=0,
        required=False,
        help_text="The whole, or the count of the period before.",
    )
    against_starts = DayField(label="First day of the period before", required=False)
    against_ends = DayField(label="Last day of the period before", required=False)
    note = forms.CharField(label="Note", max_length=LONGEST, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.in_order("starts", "ends")
        self.in_order("against_starts", "against_ends")
        if "key" in self.fields and not re.fullmatch(r"[\w.-]+", given.get("key") or "-"):
            self.add_error("key", "Use letters, digits, full stops and hyphens.")
        return given


class SubPriorityForm(PartForm):
    """A sub-priority: added, renamed, moved to another priority."""

    written = SubPriority
    named_by = "title"
    title = forms.CharField(label="How it reads", max_length=200)
    priority = forms.ChoiceField(label="Under which priority?")

    @classmethod
    def initial_of(cls, record: SubPriority) -> dict[str, Any]:
        return super().initial_of(record) | {"priority": record.priority.key}

    def record(self, before: SubPriority | None) -> SubPriority:
        self.cleaned_data["priority"] = Priority(key=self.cleaned_data["priority"])
        found: SubPriority = super().record(before)
        return found


class IndicatorForm(PartForm):
    """An indicator: which measures of the catalogue watch which sub-priorities."""

    written = MeasureUse
    key = forms.CharField(label="Number", max_length=40, help_text="As it is printed, for example I-20.")
    words = LinesField(label="What is watched, in the plan's words")
    priority = forms.ChoiceField(label="Priority")
    sub_priorities = forms.MultipleChoiceField(
        label="Sub-priorities it watches", widget=forms.CheckboxSelectMultiple
    )
    measures = forms.MultipleChoiceField(
        label="Measures", widget=forms.CheckboxSelectMultiple, help_text="From the catalogue."
    )
    national = forms.BooleanField(label="It is a national indicator", required=False)
    note = forms.CharField(label="Note", max_length=LONGEST, required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        listed = [(key, item.name) for key, item in sorted(measures().items(), key=lambda pair: pair[1].name)]
        super().__init__(*args, choices={**choices, "measures": listed}, **kwargs)


class StrategyForm(PartForm):
    """A document the plan is linked with."""

    written = LinkedStrategy
    named_by = "title"
    title = forms.CharField(label="Title", max_length=300)
    level = forms.ChoiceField(label="Level", choices=LEVELS)
    owner = forms.CharField(label="Whose it is", max_length=200, required=False)
    starts = DayField(label="First day", required=False)
    ends = DayField(label="Last day", required=False)
    priorities = forms.MultipleChoiceField(
        label="Priorities it is linked with", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Note", max_length=LONGEST, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.in_order("starts", "ends")
        return given


class ContactForm(PartForm):
    """How the public reaches somebody."""

    written = PublicContact
    named_by = "what"
    what = forms.CharField(label="What it is", max_length=200, help_text="For example Telephone.")
    value = forms.CharField(label="Address, number or site", max_length=300)
    owner = forms.CharField(label="Who sees to it that it is right", max_length=200)

    def record(self, before: PublicContact | None) -> PublicContact:
        found: PublicContact = super().record(before)
        same = before is not None and before.value == found.value
        return found if same else copied(found, checked_on=None)


class BodyForm(PartForm):
    """A body as the plan names it, and what it is to the partnership."""

    written = PlanBody
    named_by = "name"
    fields_of: ClassVar[Mapping[str, str]] = {"key": "name"}
    name = forms.CharField(
        label="Name", max_length=200,
        help_text="As the partnership writes it everywhere. Its people stay with it; another body is added.",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Kind", help_text="What the law calls it; a kind that has ended is refused."
    )
    part = forms.ChoiceField(
        label="What it is to the partnership", choices=BODY_PARTS, widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", max_length=LONGEST, required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        kinds = [("", "Choose one"), *body_kind_choices()]
        super().__init__(*args, choices={**choices, "kind": kinds}, **kwargs)


class ParagraphForm(forms.Form):
    """A new paragraph."""

    part = forms.ChoiceField(label="Where it stands", choices=TEXT_PARTS)
    words = LinesField(label="The paragraph", rows=6,
        help_text="A number is linked to its fact: fell by [13 per cent](F-01).")  # fmt: skip


class VisionForm(forms.Form):
    """What somebody wants to reach, from a day on."""

    owner = forms.CharField(label="Whose vision", max_length=200)
    since = DayField(label="In force from")
    words = LinesField(label="The vision", rows=4)


class SignatoryForm(EditForm):
    """Who signs the foreword, and as what."""

    person = forms.CharField(label="Who signs it", max_length=200)
    role = forms.CharField(label="As what", max_length=200, help_text="For example Chair of the partnership.")

    @classmethod
    def initial_of(cls, record: PlanEdition) -> dict[str, Any]:
        return {"person": record.signed_person, "role": record.signed_role, "revision": record.revision}


class SignForm(forms.Form):
    """Signing what was read."""

    read = forms.BooleanField(
        label="I have read the foreword, and it is signed as it stands here",
        error_messages={"required": "Read the foreword, then tick the box."},
    )
    words = forms.CharField(widget=forms.HiddenInput)


class CountForm(forms.Form):
    """A count to set against residents and visits."""

    count = forms.IntegerField(
        label="How many offences a year?", min_value=0, max_value=10_000_000, required=False
    )


FORMS: Mapping[str, type[PartForm]] = {
    "facts": FactForm,
    "sub_priorities": SubPriorityForm,
    "indicators": IndicatorForm,
    "strategies": StrategyForm,
    "contacts": ContactForm,
    "bodies": BodyForm,
}
