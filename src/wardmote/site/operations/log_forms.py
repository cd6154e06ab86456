"""What may be asked of the log."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from wardmote.ground.audit.log import moment
from wardmote.ground.audit.models import Entry
from wardmote.ground.pages.lists import ListFilter, one_of
from wardmote.ground.pages.typed_fields import DayField


class LogFilter(ListFilter):
    """Rows by one person, of one kind, about one record, between two days (both inside); empty means all."""

    by = one_of("Who", every="Everybody")
    what = one_of("What", every="Everything")
    record = forms.CharField(
        label="Record", required=False, max_length=300, help_text="As the log has it: task:12"
    )
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, data: Any, people: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        """``people``: who is meant by each name in the log; ``kinds``: each kind of event in words."""
        if (asked := data.get("by", "")) in people:  # an older address names them as a row does
            data = {**data.dict(), "by": people[asked]}
        super().__init__(data, by=people.values(), what=kinds.items())
        self.people = people

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return found

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows that fit."""
        if wanted["by"]:
            rows = rows.filter(by__in=[name for name, one in self.people.items() if one == wanted["by"]])
        if wanted["what"]:
            rows = rows.filter(what=wanted["what"])
        if wanted["record"]:
            fits = Q(subject=wanted["record"])
            if rows.model is Entry:  # among others, on a list or of a file
                fits |= Q(detail__contains=f'"{wanted["record"]}"')
            rows = rows.filter(fits)
        if wanted["since"]:
            rows = rows.filter(at__gte=_moment(wanted["since"], time.min))
        if wanted["until"]:
            rows = rows.filter(at__lte=_moment(wanted["until"], time.max))
        return rows


def _moment(day: date, at: time) -> str:
    """A local moment as the log writes it."""
    return moment(datetime.combine(day, at, tzinfo=timezone.get_current_timezone()))
