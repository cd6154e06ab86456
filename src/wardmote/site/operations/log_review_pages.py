"""The page of the monthly review: a month of the log by person, its alerts, and the sign-off."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.lists import Listing, columns_of, lists_file, lists_of
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import parse_month
from wardmote.site.operations import log_reviews
from wardmote.site.operations.log_alerts import LogAlert

LONGEST = 4000
PEOPLE = columns_of({"Who": lambda row: row[0], "Read": lambda row: row[1], "Did": lambda row: row[2]})
ALERTS = columns_of({"Alert": "kind", "Who": "by", "On": "on", "What": "words"})
REVIEWS = columns_of({"Month": str, "By": "by", "On": "at", "Alerts": "alerts", "Found": "found"})


class LogReviewForm(forms.Form):
    """What the reviewer found."""

    found = forms.CharField(
        label="What did you find?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Each alert with what was behind it. Where nothing was: that you looked, and at what.",
    )


def review(request: PartnershipRequest) -> HttpResponse:
    """A month, the oldest owed where none is named; signed off by who may."""
    viewer, slug = request.viewer, request.partnership.slug
    month = _month(request)
    seen = log_reviews.month_of(slug, month)
    lists = _lists(request, seen)
    if file := lists_file(request, *lists):
        return file
    form = LogReviewForm(request.POST or None)

    def save() -> HttpResponse:
        log_reviews.sign_off(seen, form.cleaned_data["found"], by=viewer)
        return done(request, "The review is signed off.", "audit:review", slug)

    def shown() -> dict[str, Any]:
        reviewed = log_reviews.reviews_of(slug).filter(month=month).exists()
        why_not = log_reviews.why_not(month, viewer, reviewed=reviewed)
        told = {"seen": seen, "why_not": why_not, "lists": lists_of(request, *lists)}
        return {**told, "others": _months_beside(month, log_reviews.begins_in(slug), viewer.today)}

    return form_page(request, form, save, "audit/review.html", shown)


def _month(request: PartnershipRequest) -> date:
    """The month that the address names, the oldest one owed, or the last that is over."""
    today = request.viewer.today
    if asked := request.GET.get("month", ""):
        try:
            year, number = divmod(parse_month(asked), 12)
            return date(year, number + 1, 1)
        except ValueError:
            raise Http404("no such month") from None
    last = log_reviews.month_before(today)
    owed = log_reviews.first_unreviewed(slug := request.partnership.slug)
    if owed and owed <= last:
        return owed
    begins = log_reviews.begins_in(slug)
    return max(begins, last) if begins else last


def _months_beside(month: date, begins: date | None, today: date) -> list[date]:
    """The month before and the month after, where the log has them."""
    beside = (log_reviews.month_before(month), log_reviews.next_month(month))
    return [each for each in beside if begins and begins <= each <= today]


def _lists(request: PartnershipRequest, seen: log_reviews.LogMonth) -> tuple[Listing, ...]:
    def nobody(row: Any) -> str:
        return ""

    past = log_reviews.reviews_of(request.partnership.slug)
    alerts: list[LogAlert] = list(seen.alerts)
    return (
        Listing("alerts", "What asks for a look", ALERTS, alerts, "Nothing does.", record=nobody),
        Listing("people", "Who read and did how much", PEOPLE, seen.people, "Nobody did anything."),
        Listing("reviews", "Months reviewed", REVIEWS, past, "None yet.", record=nobody),
    )
