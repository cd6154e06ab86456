"""What may be asked of the log."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from wardmote.ground.pages.lists import ListFilter, one_of
from wardmote.ground.pages.typed_fields import DayField

FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class LogFilter(ListFilter):
    """Rows by one person, of one kind, between two days (both inside); empty means all."""

    by = one_of("Who", every="Everybody")
    what = one_of("What", every="Everything")
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return found

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The rows that fit."""
        if wanted["by"]:
            rows = rows.filter(by=wanted["by"])
        if wanted["what"]:
            rows = rows.filter(what=wanted["what"])
        if wanted["since"]:
            rows = rows.filter(at__gte=_moment(wanted["since"], time.min))
        if wanted["until"]:
            rows = rows.filter(at__lte=_moment(wanted["until"], time.max))
        return rows


def _moment(day: date, at: time) -> str:
    """A local moment as the log writes it."""
    local = datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
    return local.astimezone(UTC).strftime(FORMAT)
