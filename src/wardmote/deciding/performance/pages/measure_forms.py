"""The shapes of what people set for a measure; what it must hold stands in ``rules.measures``."""

from typing import Any

from django import forms

from wardmote.deciding.performance.measures.settings import TargetRead
from wardmote.deciding.performance.models import ReplyAllowance
from wardmote.deciding.performance.rules.measures import AS_NOW, LEAST_MONTHS, MEASURED, PATHS, VALUE
from wardmote.ground.pages.form_page import ChoicesForm, EditForm
from wardmote.ground.pages.typed_fields import DayField, LinesField, MonthField, NumberField, PeriodField
from wardmote.measuring.catalogue.measures import Measure

LONGEST = 2000
NOT_SET = "not-set"
MISSING = {"value": "Give the value to reach.", "until": "Give the day to reach it by."}


class MeasureForm(ChoicesForm):
    """Most of what is set is optional, and which is needed hangs on the rest: nothing says "if you like"."""

    optional_unmarked = forms.ALL_FIELDS


class TargetForm(MeasureForm, EditForm):
    """A target, said in one of four ways, with its path; or "not set"."""

    kind = forms.ChoiceField(
        label="Is there a target?",
        choices=(("value", "A value to reach"), (NOT_SET, "Not set")),
        widget=forms.RadioSelect,
        initial="value",
    )
    measured = forms.ChoiceField(
        label="How it is said", choices=MEASURED, widget=forms.RadioSelect, initial=VALUE, required=False
    )
    value = NumberField(label="What to reach")
    start = NumberField(
        label="What it starts from", help_text="The value before, in the same unit; the path begins there."
    )
    until = DayField(
        label="To be reached by",
        required=False,
    )
    path = forms.ChoiceField(label="Path", choices=PATHS, widget=forms.RadioSelect, initial="linear")
    tolerance = NumberField(
        label="Tolerance in per cent",
        initial=5,
        help_text="How far beyond its path still counts as near.",
    )
    reason = LinesField(label="Why this target", max_length=LONGEST)
    told = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, item: Measure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = f"A value is in {item.unit}."

    @classmethod
    def initial_of(cls, record: TargetRead) -> dict[str, Any]:
        kind = "value" if record.values["value"] is not None else NOT_SET
        return {**record.values, "kind": kind, "revision": record.revision}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["measured"] = given.get("measured") or VALUE
        if given["measured"] == AS_NOW and given.get("value") is None:
            given["value"] = 0.0  # the value now takes its place
        if given.get("kind") == NOT_SET:
            given["value"] = None
        else:
            for name, words in MISSING.items():
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
        if given.get("tolerance") is None:
            given["tolerance"] = 5.0
        return given


class BaselineForm(MeasureForm):
    """Months that set new limits."""

    first = MonthField(label="Its first month", help_text="As 2007-01.")
    months = forms.IntegerField(
        label="How many months", initial=LEAST_MONTHS, help_text=f"At least {LEAST_MONTHS}.", max_value=120
    )
    reason = LinesField(
        label="What changed, so that the old limits no longer hold",
        max_length=LONGEST,
        help_text="It is written on the chart. A bad year is no reason.",
    )


class AllowanceForm(MeasureForm, EditForm):
    """How many replies a year chance may ask for."""

    replies = NumberField(
        label="Replies a year",
        required=True,
        help_text="More finds real steps sooner, and asks more often where nothing happened.",
    )
    reason = LinesField(label="Why", max_length=LONGEST, help_text="It stands beside the number.")

    @classmethod
    def initial_of(cls, record: ReplyAllowance) -> dict[str, Any]:
        return {**super().initial_of(record), "revision": record.revision}


class FeedForm(MeasureForm):
    """Which source a measure is read from."""

    feed = forms.ChoiceField(label="Read it from", widget=forms.RadioSelect, required=False)


class EnterForm(MeasureForm):
    """A value entered by hand, with its two counts or as published."""

    period = PeriodField(label="Period", max_length=30, help_text="As 2008-04:2009-03, or one month 2008-10.")
    area_kind = forms.ChoiceField(label="What kind of area it is of")
    area = forms.CharField(label="Whose value it is", max_length=200, help_text="As Hertfordshire.")
    count = NumberField(label="Count")
    base = NumberField(label="Counted over")
    value = NumberField(label="Or the value as it was published")
    expected = NumberField(
        label="What was predicted", help_text="For a caseload like this one, in the same unit as the value."
    )
    people = NumberField(
        label="How many people they were",
        help_text="Offences of one person come together: with this, chance can be allowed for.",
    )
    source = forms.CharField(label="Source", max_length=300, help_text="Who gave it, and where it stands.")
    definition = forms.CharField(
        label="How it was counted or asked, where that is not as the measure says",
        max_length=200,
        required=False,
        help_text="In a few words. It is set against values of just this definition only.",
    )
    about = LinesField(
        label="What must be said with it",
        max_length=LONGEST,
        required=False,
        help_text="If anything must: as the day on which the group was frozen.",
    )

    def __init__(self, item: Measure, *args: Any, **kwargs: Any) -> None:
        areas = [(kind, kind.upper() if kind == "csp" else kind) for kind in item.areas]
        super().__init__(*args, choices={"area_kind": areas}, **kwargs)
        self.fields["count"].help_text = item.numerator
        self.fields["base"].help_text = item.denominator
        self.fields["value"].help_text = f"In its unit: {item.unit}."
        if item.form == "number":
            self.fields["value"].label = "The number"
        if item.form == "weighted rate":
            self.fields["count"] = NumberField(
                label="Count", summed=True, help_text=f"{item.numerator}. A sum, as 1.0 + 0.27, is added up."
            )
        for name in _not_asked(item):
            del self.fields[name]


def _not_asked(item: Measure) -> list[str]:
    """Fields that say nothing of this measure."""
    gone = [] if item.against == "caseload" else ["expected"]
    gone += [] if item.form in ("change", "frequency") else ["people"]
    gone += ["value"] if item.by_hand == "counts" else []
    return [*gone, "count", "base"] if item.form == "number" else gone


class PeersForm(MeasureForm):
    """The counts of a group of similar partnerships."""

    period = PeriodField(label="Period of the counts", max_length=30, help_text="As 2007-01:2007-12.")
    name = forms.CharField(label="The group", max_length=200, help_text="As Most similar group.")
    version = forms.CharField(
        label="Its version",
        max_length=100,
        help_text="Groups are redrawn from time to time. Say which one this is, as 2007.",
    )
    own = forms.CharField(label="Our name in the file", max_length=200)
    source = forms.CharField(label="Source", max_length=300)
    restricted = forms.BooleanField(
        label="Restricted to police and partners",
        required=False,
        initial=True,
        help_text="It is then marked so and never published. Untick only what the source publishes itself.",
    )
    file = forms.FileField(
        label="The file", required=False, help_text="CSV or XLSX with the columns name, count, denominator."
    )
    pasted = LinesField(
        label="Or paste the rows",
        required=False,
        max_length=100_000,
        rows=6,
        help_text="The first line: name,count,denominator",
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and not (given.get("pasted") or "").strip():
            self.add_error("file", "Choose a file, or paste the rows.")
        return given
