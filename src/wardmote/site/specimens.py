"""A page of every component, in the demonstration only: for its tests, its pictures and whoever adds a page.

In: nothing of anybody's; all that is shown is written here. A POST shows the form with its errors.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wardmote.ground.pages.lists import ListColumn, Listing, lists_of
from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps
from wardmote.ground.pages.tables import CellButton
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.months import MonthSeries, months_chart
from wardmote.site.access import demonstration

HOSTILE = '<b onclick="alert(1)">Robert</b>; drop table &amp;'
ROBBERIES = (9, 7, 8, 6, 11, 7, 5, 8, 6, 7, 5, 6)


class Specimen(forms.Form):
    """One field of each kind."""

    name = forms.CharField(max_length=80, help_text="As it should stand on the cover.")
    mail = forms.EmailField(label="E-mail address")
    number = forms.IntegerField(label="How many", min_value=1)
    day = forms.DateField(label="From which day", help_text="For example 8/4/2008.")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    words = forms.CharField(
        label="Why", max_length=400, widget=forms.Textarea, help_text="It is kept in the log."
    )
    measure = forms.ChoiceField(choices=[("robbery", "Robbery"), ("burglary", "Burglary")])
    unit = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("lsoa", "Small areas"), ("ward", "Wards")], help_text="Of 2013."
    )
    roles = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("analyst", "Analyst"), ("chair", "Chair")]
    )
    file = forms.FileField(label="A file", required=False)
    sure = forms.BooleanField(label="I have read it", help_text="All of it.")
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


def record() -> RecordHead:
    """The head of an invented record."""
    path = [("opened", "Opened"), ("reply", "Reply"), ("advice", "Advice note"), ("decided", "Decision")]
    words = {"opened": "3 March 2008", "advice": "whoever advises the strategy group, by 8 April 2008"}
    steps = life_steps(path, "advice", words, url="#advice")
    return RecordHead(HOSTILE, ("near", "Advice owed"), steps, HeadAction("Write the advice", "#advice"))


def parts(request: HttpRequest) -> HttpResponse:
    """All components on one page; outside the demonstration it does not exist."""
    if not demonstration():
        raise Http404("no demonstration here")
    form = Specimen(request.POST, request.FILES) if request.method == "POST" else Specimen()
    wrong = request.method == "POST" and not form.is_valid()
    listed = lists_of(request, wards())
    shown = {"form": form, "lists": listed, "synthetic": "every number on this page", **samples()}
    return render(request, "site/parts_page.html", shown, status=400 if wrong else 200)


def samples() -> dict[str, Any]:
    """What the components show."""
    return {
        "hostile": HOSTILE,
        "record": record(),
        "refused": Refusal(
            "The file has no column for the month.",
            where="crime.csv, header",
            found="Reference, From, To",
            todo="Add a column with the month as YYYY-MM, or choose another file.",
        ),
        "robberies": ROBBERIES,
        "gappy": (4, 6, None, None, 7, 9, 12),
        "drawn": drawn(),
        "links": [("Picture as SVG", "#svg"), ("Numbers as CSV", "#csv")],
        "columns": (
            "Area",
            ("Crimes", "number"),
            ("Rate", "number"),
            "State",
            {"label": "Seen", "kind": "text"},
        ),
        "rows": rows(),
        "three": [row for row in rows() if row[0]["text"] in ("Bandley Hill", "Bedwell", "Old Town")],
        "page": Paginator(range(100), 10).page(5),
        "facts": [("Source", "police.uk"), ("Months", "17 of 24", "#months", "See"), ("Loaded", HOSTILE)],
        "day": date(2008, 4, 8),
        "moment": datetime(2008, 4, 8, 17, 5, tzinfo=UTC),
    }


def rows() -> list[list[Any]]:
    """A table's rows with every kind of cell."""
    told = [
        ("Bandley Hill", 412, 61.3, {"status": "off-track"}, date(2008, 4, 8)),
        ("Bedwell", 1_629, 118.0, {"status": "near", "text": "near (15 December)"}, date(2008, 3, 1)),
        ("Chells", 388, None, {"status": "on-track"}, None),
        ("Longmeadow", 240, 40.25, {"status": "contextual"}, date(2007, 12, 24)),
        ("Manor", 199, 30.0, {"status": "not-set"}, date(2008, 1, 2)),
        (
            "Old Town",
            801,
            97.1,
            {"text": "see the figure", "url": "#figure", "note": "restated in May"},
            None,
        ),
        (HOSTILE, 0, 0.0, "", None),
        ("Roebuck", 350, 55.5, "", date(2008, 2, 29)),
        ("Woodfield", 322, 52.0, "", date(2008, 2, 28)),
    ]
    return [[{"text": name, "url": "#area"}, *rest] for name, *rest in told]


def wards() -> Listing:
    """A list with more rows than a page has."""
    columns = (
        ListColumn("Area", "name", link=lambda row: "#area"),
        ListColumn("Crimes", "crimes", number=True),
        ListColumn("State", "state", mark="state", note=lambda row: "restated in May"),
        ListColumn("Seen", "seen", button=lambda row: CellButton("End", row.name, "#end")),
    )
    told = {"state": "near", "seen": date(2008, 4, 8)}
    names = [row[0]["text"] for row in rows()] * 7
    areas = [SimpleNamespace(name=name, crimes=at * 211 % 997, **told) for at, name in enumerate(names)]
    return Listing("wards", "Wards by rate", columns, areas)


def drawn() -> Drawing:
    """A chart as the assessment draws it."""
    year = MonthSeries(
        name="2007", first=2007 * 12, values=ROBBERIES, provisional=frozenset({2007 * 12 + 11})
    )
    before = MonthSeries(name="2006", first=2006 * 12, values=(11, 9, 8, 10, 9, 12, 8, 9, 10, 8, 9, 7))
    return months_chart(year, before)
