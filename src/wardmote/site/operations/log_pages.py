"""The log page: who did what to what, as a diary, found by person, kind, record and day; and as a CSV file.

The front door has let the viewer in; rows of this partnership are shown, and those of the whole installation
that are about its people or about nobody's. What a row is about is told in words only to whom the record's
own page opens. Taking the log away as a file, of which no cell runs as a formula, is itself in the log.
"""

from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wardmote.ground.audit.log import INSTALLATION
from wardmote.ground.audit.models import Entry
from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.lists import ListColumn, ListFile, Listing, list_page
from wardmote.ground.partners.models import Membership
from wardmote.site.operations.log_forms import LogFilter
from wardmote.site.operations.log_sentences import detail_of, in_words, local_moment, sentence
from wardmote.site.operations.log_subjects import Subjects


@require_safe
def log_page(request: Any) -> HttpResponse:
    """Rows, newest first."""
    return list_page(request, _listing(request), "audit/log.html", {"record": request.GET.get("record", "")})


@require_safe
@identity_confirmed()
def export(request: Any) -> HttpResponse:
    """The same rows as a file."""
    return _listing(request).download("csv", sort=request.GET.get("sort", ""))


def entries_of(slug: str) -> QuerySet[Entry]:
    """The rows that a partnership's keepers see."""
    number = Cast("person_id", CharField())
    people = Membership.objects.filter(partnership__slug=slug)
    theirs = Q(subject__in=people.annotate(named=Concat(Value("person:"), number)).values("named"))
    of_all = Q(partnership=INSTALLATION) & (theirs | ~Q(subject__startswith="person:"))
    return Entry.objects.filter(Q(partnership=slug) | of_all)


def _listing(request: Any) -> Listing:
    slug = request.partnership.slug
    rows, subjects = entries_of(slug), Subjects(request.viewer)
    there = set(rows.order_by().values_list("by", "what").distinct())
    people, kinds = {by for by, _ in there}, {what: in_words(what) for _, what in there}
    words = Case(*(When(what=kind, then=Value(told)) for kind, told in kinds.items()), default=Value(""))

    def told(row: Entry) -> str:
        return sentence(row, subjects.words(row.subject))

    def all_of_it(row: Entry) -> str:
        return f"?{urlencode({'record': row.subject})}" if row.subject else ""

    when_, who = ListColumn("When", local_moment, order="at"), ListColumn("Who", "by")
    more = ListColumn("More", more_of, order="")
    what = ListColumn("What", told, order="words", link=lambda row: subjects.url(row.subject))
    columns = (when_, who, what, ListColumn("Record", "subject", link=all_of_it))
    return Listing(
        name="log",
        caption="Log",
        columns=(*columns, more) if request.GET.get("record") else columns,
        rows=rows.annotate(words=words).order_by("-id"),
        empty="Nothing was done yet.",
        filters=LogFilter(request.GET, by=people, what=kinds.items()),
        file=ListFile(f"log-{slug}", (*columns, more, ListColumn("Hash", "hash"))),
        opens="newest first",
        record=lambda row: "",
        load=subjects.load,
        personal=True,
    )


def more_of(entry: Entry) -> str:
    """The rest of the row on one line."""
    return "; ".join(f"{key}: {_plain(value)}" for key, value in detail_of(entry).items())


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    return str(value)
