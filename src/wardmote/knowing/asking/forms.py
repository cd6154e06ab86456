"""The questions' forms: plain GET, so that an address is the question and can be kept or sent.

Shape only: what is chosen is judged by ``questions``. Months are lists of the
months there are; a value of the address that is in no list is added to it, so
that nothing an address says is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from wardmote.knowing.asking.measures import Choices
from wardmote.knowing.asking.questions import JUST_BEFORE, YEARS_BACK
from wardmote.measuring.catalogue.periods import Period, month_code, month_label

AGAINST = (
    ("", "A year before, or the nearest that can be compared"),
    (JUST_BEFORE, "The months just before"),
    *((key, key.replace("-", " ").capitalize()) for key in YEARS_BACK),
)
Groups = Sequence[tuple[str, Choices]]


class ChangesForm(forms.Form):
    """What changed: measure, place, months, and what they are compared with."""

    measure = forms.ChoiceField(label="What", required=False)
    place = forms.ChoiceField(label="Where", required=False)
    from_ = forms.ChoiceField(label="First month", required=False)
    to = forms.ChoiceField(label="Last month", required=False)
    against = forms.ChoiceField(label="Compared with", required=False)

    def add_prefix(self, field_name: str) -> str:
        """``from`` is a word of the language, not of the address."""
        return super().add_prefix(field_name.rstrip("_"))


class MapForm(ChangesForm):
    """The map: the same, by unit instead of place."""

    unit = forms.ChoiceField(label="By", required=False)
    field_order = ("measure", "unit", "from_", "to", "against")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["place"]


def filled(
    form: type[ChangesForm],
    query: Mapping[str, str],
    *,
    period: Period,
    months: Iterable[int],
    lists: Mapping[str, Any],
) -> ChangesForm:
    """The form as this question has it; ``lists`` are the choices of each list field."""
    held = set(months)
    span = range(min(held | set(period.months)), max(held | set(period.months)) + 1)
    dated = [(month_code(m), month_label(m) + ("" if m in held else " (not held)")) for m in reversed(span)]
    values = {
        **query,
        "from": month_code(period.first_month),
        "to": month_code(period.last_month),
        "against": query.get("against", ""),
    }
    found = form(data=values)
    for name, choices in {"from_": dated, "to": dated, "against": AGAINST, **lists}.items():
        field = found.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = _with(choices, values.get(name.rstrip("_"), ""))
    found.fields["from_"].widget.attrs["class"] = "govuk-select"
    return found


def _with(choices: Iterable[Any], value: str) -> list[Any]:
    """The choices, with the address's own value where none of them is it."""
    listed = list(choices)
    known = {key for key, inner in listed if isinstance(inner, str)}
    known |= {key for _, inner in listed if not isinstance(inner, str) for key, _ in inner}
    return listed if value in known or not value else [*listed, (value, value)]
