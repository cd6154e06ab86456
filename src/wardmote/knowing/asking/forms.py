"""The questions' forms: plain GET, so that an address is the question and can be kept or sent.

Shape only: what is chosen is judged by ``questions``. Months are lists of the
months there are; a value of the address that is in no list is added to it, so
that nothing an address says is lost.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wardmote.knowing.asking.questions import JUST_BEFORE, YEARS_BACK
from wardmote.measuring.catalogue.periods import Period, month_code, month_label

AGAINST = (
    ("", "A year before, or the nearest that can be compared"),
    (JUST_BEFORE, "The months just before"),
    *((key, key.replace("-", " ").capitalize()) for key in YEARS_BACK),
)
OPTION = '<option value="{}"{}>{}</option>'


class PlainSelect(forms.Select):
    """A list to choose from, written at once: a county has many areas, and a template for each is slow."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As Django's, with one call for each option."""
        chosen = str(value or "")
        groups = []
        for key, inner in self.choices:
            if isinstance(inner, list | tuple):
                options = format_html_join("", OPTION, (_option(k, words, chosen) for k, words in inner))
                groups.append(format_html('<optgroup label="{}">{}</optgroup>', key, options))
            else:
                groups.append(format_html(OPTION, *_option(key, inner, chosen)))
        held = {**self.attrs, **(attrs or {}), "name": name}
        return format_html(
            "<select{}>{}</select>", flatatt(held), format_html_join("", "{}", ((g,) for g in groups))
        )


def _option(key: Any, words: Any, chosen: str) -> tuple[Any, Any, Any]:
    return key, SafeString(" selected" if str(key) == chosen else ""), words


class ChangesForm(forms.Form):
    """What changed: measure, place, months, and what they are compared with."""

    use_required_attribute = False
    measure = forms.ChoiceField(label="What", widget=PlainSelect)
    place = forms.ChoiceField(label="Where", widget=PlainSelect)
    from_ = forms.ChoiceField(label="First month", widget=PlainSelect)
    to = forms.ChoiceField(label="Last month", widget=PlainSelect)
    against = forms.ChoiceField(label="Compared with", widget=PlainSelect)

    def add_prefix(self, field_name: str) -> str:
        """``from`` is a word of the language, not of the address."""
        return super().add_prefix(field_name.rstrip("_"))


class MapForm(ChangesForm):
    """The map: the same, by unit instead of place."""

    unit = forms.ChoiceField(label="By", widget=PlainSelect)
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
        "from_": month_code(period.first_month),
        "to": month_code(period.last_month),
        "against": query.get("against", ""),
    }
    found = form(initial=values)
    for name, choices in {"from_": dated, "to": dated, "against": AGAINST, **lists}.items():
        field = found.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = _with(choices, values.get(name, ""))
    return found


def _with(choices: Iterable[Any], value: str) -> list[Any]:
    """The choices, with the address's own value where none of them is it."""
    listed = list(choices)
    known = {key for key, inner in listed if isinstance(inner, str)}
    known |= {key for _, inner in listed if not isinstance(inner, str) for key, _ in inner}
    return listed if value in known or not value else [*listed, (value, value)]
