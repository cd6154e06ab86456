"""What people type into a form as they write it: several lines, numbers, days, months and periods.

In: text. Out: text, a float, a date, a month (``2008-04``), a ``Period``; else what to write instead.
"""

import re
from typing import Any

from django import forms

from wardmote.measuring.catalogue.periods import Period, parse_month, parse_period
from wardmote.measuring.catalogue.refusals import Refusal

LONGEST = 4000
LARGEST = 999_999_999


def whole_number(text: str, *, most: int = LARGEST) -> int | None:
    """A small whole number out of an address or a hidden field; None for anything else.

    >>> whole_number("12"), whole_number("-1"), whole_number("\u00b2"), whole_number("9" * 5000)
    (12, None, None, None)
    """
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return number if plain and (number := int(text)) <= most else None


class LinesField(forms.CharField):
    """Words on several lines; ``rows``: how many stand open."""

    def __init__(self, *, rows: int = 2, **options: Any) -> None:
        options.setdefault("max_length", LONGEST)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class NumberField(forms.FloatField):
    """A number as people write it (1,165), or a sum of parts (1.0 + 0.27), which is added up."""

    def __init__(self, *, summed: bool = False, **options: Any) -> None:
        self.summed = summed
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(required=options.pop("required", False), **options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if self.summed and "+" in text:
            parts = [super(NumberField, self).to_python(part.strip()) for part in text.split("+")]
            if None in parts:
                raise forms.ValidationError("A part of the sum is missing.")
            return sum(part for part in parts if part is not None)
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        return super().to_python(text)


class PeriodField(forms.CharField):
    """A period as it is typed: 2008-04:2009-03."""

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Period) else value

    def clean(self, value: Any) -> Period:
        try:
            return parse_period(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.what} {refusal.todo}") from None


class MonthField(forms.CharField):
    """A month as it is typed: 2008-04; ``""`` where it may be left out."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if text:
            try:
                parse_month(text)
            except ValueError:
                raise forms.ValidationError("Write the month as 2022-01.") from None
        return text
