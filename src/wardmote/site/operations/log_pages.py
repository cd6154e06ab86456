"""The log page: who did what to what, as a diary, found by person, kind, record and day; and as a CSV file.

The front door has let the viewer in; rows of this partnership are shown, and those of the whole installation
that are about its people or about nobody's. What a row is about is told in words only to whom the record's
own page opens. Taking the log away as a file, of which no cell runs as a formula, is itself in the log.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wardmote.ground.audit.log import INSTALLATION, as_text
from wardmote.ground.audit.models import Entry, PendingEntry
from wardmote.ground.audit.pending import chain_pending
from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.lists import ListColumn, ListFile, Listing, list_page
from wardmote.ground.pages.words import short_day
from wardmote.ground.partners.models import Membership
from wardmote.site.operations.log_forms import LogFilter
from wardmote.site.operations.log_people import people_in
from wardmote.site.operations.log_sentences import detail_of, in_words, local_moment, sentence
from wardmote.site.operations.log_subjects import Subjects

EVERYTHING: Final = "everything about it"


@require_safe
def log_page(request: Any) -> HttpResponse:
    """Rows, newest first."""
    chained, just_now = _listings(request)
    context = {"record": Subjects(request.viewer).of_one(request.GET.get("record", ""))}
    return list_page(request, chained, "audit/log.html", context, beside=[just_now])


@require_safe
@identity_confirmed()
def export(request: Any) -> HttpResponse:
    """The same rows as a file."""
    return _listings(request)[0].download("csv", sort=request.GET.get("sort", ""))


def entries_of(slug: str) -> QuerySet[Entry]:
    """The rows that a partnership's keepers see."""
    return Entry.objects.filter(_seen_in(slug))


def _seen_in(slug: str) -> Q:
    number = Cast("person_id", CharField())
    people = Membership.objects.filter(partnership__slug=slug)
    theirs = Q(subject__in=people.annotate(named=Concat(Value("person:"), number)).values("named"))
    return Q(partnership=slug) | (Q(partnership=INSTALLATION) & (theirs | ~Q(subject__startswith="person:")))


def _listings(request: Any) -> tuple[Listing, Listing]:
    """What is chained; and the tries of just now, which are counted before they are."""
    chain_pending()
    slug = request.partnership.slug
    rows, subjects = entries_of(slug), Subjects(request.viewer)
    counting = PendingEntry.objects.filter(_seen_in(slug)).order_by("-id")
    there = {pair for each in (rows, counting) for pair in _who_and_what(each)}
    people, kinds = people_in({by for by, _ in there}, slug), {what: in_words(what) for _, what in there}
    filters = LogFilter(request.GET, people, kinds)
    words = Case(*(When(what=kind, then=Value(told)) for kind, told in kinds.items()), default=Value(""))

    def told(row: Entry) -> str:
        return sentence(row, subjects.words(row.subject))

    def all_of_it(row: Entry) -> str:
        return f"?{urlencode({'record': row.subject})}" if row.subject else ""

    when_, who = ListColumn("When", local_moment, order="at"), ListColumn("Who", "by")
    more = ListColumn("More", more_of, order="")
    what = ListColumn("What", told, order="words", link=lambda row: subjects.url(row.subject))
    shown = ListColumn(
        "Record", lambda row: EVERYTHING if row.subject else "", order="subject", link=all_of_it
    )
    columns = (replace(when_, value=_exactly), who, what, shown)
    in_file = (when_, who, what, ListColumn("Record", "subject"), more, ListColumn("Hash", "hash"))
    chained = Listing(
        name="log",
        caption="Log",
        columns=(*columns, more) if request.GET.get("record") else columns,
        rows=rows.annotate(words=words).order_by("-id"),
        empty="Nothing was done yet.",
        filters=filters,
        file=ListFile(f"log-{slug}", in_file),
        opens="newest first",
        record=lambda row: "",
        load=subjects.load,
        personal=True,
    )
    tries = [_as_entry(row) for row in filters.left_of(counting)]
    just_now = replace(chained, name="now", caption="Just now", columns=columns, rows=tries, filters=None)
    return chained, replace(just_now, file=None)


def _exactly(row: Entry) -> str:
    """The moment to the second: many rows share a minute."""
    at = local_moment(row)
    return f"{short_day(at)}, {at:%H:%M:%S}"


def _who_and_what(rows: "QuerySet[Any]") -> Iterable[tuple[str, str]]:
    return rows.order_by().values_list("by", "what").distinct()


def _as_entry(row: PendingEntry) -> Entry:
    """A try that is counted still, as the log will have it."""
    same = {name: getattr(row, name) for name in ("at", "partnership", "by", "what", "subject")}
    return Entry(detail=as_text({"times": row.times}), **same)


def more_of(entry: Entry) -> str:
    """The rest of the row on one line."""
    return "; ".join(f"{key}: {_plain(value)}" for key, value in detail_of(entry).items())


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    return str(value)
