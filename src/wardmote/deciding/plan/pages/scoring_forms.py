"""The shapes of what people write in a scoring round; what it must hold stands in ``rules.scoring``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wardmote.deciding.plan.models import ScoredDecision
from wardmote.deciding.plan.records.scoring import RoundWeights
from wardmote.deciding.plan.rules import scoring as rules
from wardmote.ground.pages.form_page import EditForm
from wardmote.ground.pages.typed_fields import LinesField


class RoundForm(forms.Form):
    """A round."""

    title = forms.CharField(
        label="Name of the round", max_length=200, help_text="For example: Priorities for 2009/10"
    )


class MattersForm(forms.Form):
    """Findings to take in, and a title where they are one matter."""

    title = forms.CharField(
        label="In your words",
        max_length=300,
        required=False,
        help_text="With a title, the findings chosen become one matter; with none chosen it is your own. "
        "Left empty, each finding becomes a matter.",
    )

    def __init__(self, findings: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if findings:
            self.fields["findings"] = forms.MultipleChoiceField(
                label="Findings of the assessment",
                choices=findings,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields(("findings", "title"))


class WeightsForm(EditForm):
    """The weight of each criterion, and why they change."""

    def __init__(self, criteria: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in criteria:
            self.fields[each["key"]] = forms.FloatField(
                label=each["name"], min_value=0, help_text=each["hint"]
            )
        self.fields["reason"] = LinesField(label="Why")

    @classmethod
    def initial_of(cls, record: RoundWeights) -> dict[str, Any]:
        return {**record.weights, "reason": record.reason, "revision": record.revision}

    @property
    def weights(self) -> dict[str, float]:
        return {key: value for key, value in self.cleaned_data.items() if key not in ("reason", "revision")}


class ScoreForm(forms.Form):
    """What one person gives a matter."""

    def __init__(self, criteria: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [("", "No score"), *((n, str(n)) for n in range(rules.LOWEST, rules.HIGHEST + 1))]
        for each in criteria:
            self.fields[each["key"]] = forms.TypedChoiceField(
                label=each["name"],
                choices=steps,
                coerce=int,
                empty_value=None,
                required=False,
                help_text=each["hint"],
            )


class MatterDecisionForm(EditForm):
    """What people decide on a matter."""

    chosen = forms.ChoiceField(
        label="Does it become a priority?",
        choices=(("yes", "Yes"), ("no", "No")),
        widget=forms.RadioSelect,
    )
    place = forms.IntegerField(
        label="At which place",
        min_value=1,
        required=False,
        help_text="1 comes first. Only where it is chosen.",
    )
    reason = LinesField(label="Why", rows=3, help_text="The score advises. Say what decided it.")

    @classmethod
    def initial_of(cls, record: ScoredDecision) -> dict[str, Any]:
        chosen = "yes" if record.chosen else "no"
        return super().initial_of(record) | {"chosen": chosen, "revision": record.pk}
