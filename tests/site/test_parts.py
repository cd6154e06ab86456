"""The components: what each says for what it is given, and that what people write stays text."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from wardmote.ground.pages import marks, tables, words
from wardmote.ground.pages.lists import ListColumn, Listing, lists_of
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Column, Picture, Run, Table
from wardmote.measuring.drawing.canvas import Canvas

HOSTILE = "<script>alert('x')</script>"


def request(address: str = "/") -> HttpRequest:
    asked = RequestFactory().get(address)
    asked.user = AnonymousUser()
    return asked


def shown(template: str, address: str = "/", **given: Any) -> str:
    """What a template with the components makes of some values."""
    return Template("{% load parts %}" + template).render(RequestContext(request(address), given))


# ---- words ----
@pytest.mark.parametrize(
    ("said", "words_"),
    [
        (words.day(date(2008, 4, 8)), "Tuesday 8 April 2008"),
        (words.moment(datetime(2008, 4, 8, 17, 5, tzinfo=UTC)), "Tuesday 8 April 2008, 18:05"),
        (words.moment(datetime(2008, 1, 8, 23, 59, tzinfo=UTC)), "Tuesday 8 January 2008, 23:59"),
        (words.day(datetime(2008, 6, 30, 23, 30, tzinfo=UTC)), "Tuesday 1 July 2008"),
        (words.month("2008-12"), "December 2008"),
        (words.count(1234567), "1,234,567"),
        (words.count(-1200), "-1,200"),
        (words.count(None), ""),
        (words.counted(1, "robbery,robberies"), "1 robbery"),
        (words.counted(0, "robbery,robberies"), "0 robberies"),
        (listed(["a", "b"]), "a and b"),
        (listed([]), ""),
        (words.day(None) + words.moment(None) + words.month(None) + words.clock(None), ""),
    ],
)
def test_days_counts_and_lists_in_words(said: str, words_: str) -> None:
    assert said == words_


# ---- what people write stays text ----
class Form(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    kind = forms.ChoiceField(choices=[("a", HOSTILE)], widget=forms.RadioSelect)
    pick = forms.ChoiceField(choices=[("a", HOSTILE)])

    def clean_name(self) -> str:
        raise forms.ValidationError(HOSTILE)


@pytest.mark.parametrize(
    "template",
    [
        "{% notice 'ok' h h %}{% notice h h %}",
        "{% refusal r %}",
        "{% empty h h h %}",
        "{% status_mark h h %}",
        "{% sparkline v h %}",
        "{% figure_link h %}",
        "{% table c rows caption=h note=h empty=h export=h %}",
        "{% table c none caption=h empty=h %}",
        "{% include 'pages/components/list.html' with list=lists.t %}",
        "{% summary_list facts %}",
        "{% progress 1 2 h label=h state_url=h %}",
        "{% picture p %}",
        "{% picture p title=h subtitle=h alt=h source=h links=links %}",
        "{% trail h h h %}",
        "{% error_summary form %}{{ form }}",
        "{% help h %}{{ h }}{% endhelp %}",
    ],
)
@pytest.mark.parametrize("address", ["/", f"/?t-find={HOSTILE}&other={HOSTILE}&{HOSTILE}=1"])
def test_no_component_lets_markup_through(template: str, address: str) -> None:
    html = shown(
        template,
        address,
        h=HOSTILE,
        r=Refusal(HOSTILE, where=HOSTILE, found=HOSTILE, todo=HOSTILE),
        v=[1, 2],
        c=[HOSTILE, (HOSTILE, "number")],
        rows=[[{"text": HOSTILE, "url": HOSTILE, "status": HOSTILE, "note": HOSTILE}, HOSTILE]] * 9,
        facts=[(HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        links=[(HOSTILE, HOSTILE)],
        p=picture(HOSTILE),
        lists=lists_of(RequestFactory().get(address), hostile_list()),
        form=Form({"name": HOSTILE, "kind": HOSTILE, "pick": HOSTILE}),
    )
    assert "<script" not in html
    assert "alert" in unescape(html)


def hostile_list() -> Listing:
    """Each word of a list, and every thing a cell may hold."""
    column = ListColumn(
        HOSTILE,
        lambda row: row,
        link=lambda row: row,
        mark=lambda row: row,
        note=lambda row: row,
        button=lambda row: tables.CellButton(row, row, row),
    )
    return Listing("t", HOSTILE, (column, column), [HOSTILE] * 60, HOSTILE)


def picture(text: str) -> Picture:
    canvas = Canvas(100, 20)
    canvas.text((0, 10), text)
    table = Table("t", text, (Column(text), Column("n", numeric=True)), (((Run(text),), (Run("1,200"),)),))
    return Picture(text, canvas.svg(), text, text, text, source=text, table=table)


# ---- statuses and notices ----
@pytest.mark.parametrize(
    ("key", "word", "drawn"),
    [
        ("on-track", "on track", "<circle"),
        ("on_track", "on track", "<circle"),
        ("near", "near", "<path"),
        ("off-track", "off track", "<path"),
        ("not-set", "not set", 'fill="none"'),
        ("contextual", "for context", "<path"),
        ("unheard-of", "unheard-of", 'fill="none"'),
    ],
)
def test_a_status_has_a_shape_and_a_word(key: str, word: str, drawn: str) -> None:
    html = shown("{% status_mark key %}", key=key)
    assert word in html
    assert drawn in html


def test_no_two_statuses_share_a_shape() -> None:
    assert len({marks.shape(key) for key in marks.STATUS}) == len(marks.STATUS) == 5


@pytest.mark.parametrize(
    ("kind", "role", "word"),
    [
        ("ok", "status", "Done"),
        ("look", "", "Please look"),
        ("refused", "alert", "Stopped"),
        ("error", "alert", "Stopped"),
    ],
)
def test_a_notice_says_its_kind_in_a_word(kind: str, role: str, word: str) -> None:
    html = shown("{% notice kind 'Text' %}", kind=kind)
    assert word in html
    assert f'role="{role}"' in html if role else "role=" not in html


def test_a_refusal_tells_its_four_parts_and_leaves_out_what_it_has_not() -> None:
    html = shown("{% refusal r %}", r=Refusal("No month.", found="a, b", todo="Add one."))
    assert [html.find(part) > 0 for part in ("No month.", "a, b", "Add one.", "Where")] == [
        True,
        True,
        True,
        False,
    ]


# ---- tables ----
@pytest.mark.parametrize(
    ("value", "kind", "text", "css"),
    [
        (1629, "number", "1,629", "wm-number"),
        (61.25, "number", "61.2", "wm-number"),
        (None, "number", "", "wm-number"),
        (True, "text", "yes", ""),
        (date(2008, 4, 8), "text", "8 April 2008", "wm-date"),
        (datetime(2008, 4, 8, 17, 5, tzinfo=UTC), "text", "8 April 2008, 18:05", "wm-moment"),
        ({"text": "85"}, "text", "85", ""),
        ({"status": "near"}, "text", "near", ""),
        (SafeString("<b>x</b>"), "text", "<b>x</b>", ""),
    ],
)
def test_a_cell_is_told_in_words_and_a_day_does_not_break(value: Any, kind: str, text: str, css: str) -> None:
    cell = tables.cell_of(value, kind)
    assert (cell.text, cell.css) == (text, css)


@pytest.mark.parametrize(
    ("here", "total", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 10, [1, 0, 4, 5, 6, 0, 10]),
        (10, 10, [1, 0, 9, 10]),
        (2, 4, [1, 2, 3, 4]),
    ],
)
def test_pages_show_the_ends_and_those_around(here: int, total: int, numbers: list[int]) -> None:
    pages = tables.pages_of(here, total, query=QueryDict(""), key="page", label="Pages")
    assert [page.number for page in pages.shown] == numbers


def test_pagination_keeps_the_rest_of_the_query() -> None:
    html = shown("{% pagination page %}", "/?q=a%26b&page=2", page=Paginator(range(30), 10).page(2))
    assert "?q=a%26b&amp;page=3" in html
    assert 'aria-current="page"' in html


# ---- forms ----
class Every(forms.Form):
    name = forms.CharField(help_text="As on the cover.")
    many = forms.IntegerField()
    why = forms.CharField(widget=forms.Textarea, max_length=400)
    secret = forms.CharField(widget=forms.PasswordInput)
    pick = forms.ChoiceField(choices=[("a", "A")])
    unit = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    file = forms.FileField(required=False)
    sure = forms.BooleanField()
    mark = forms.CharField(widget=forms.HiddenInput)
    between = forms.SplitDateTimeField(help_text="Day and time.")
    grouped = forms.MultipleChoiceField(
        choices=[("Police", [("a", "A")]), ("Council", [("b", "B")])], widget=forms.CheckboxSelectMultiple
    )


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("name", ['class="govuk-input"', '<label class="govuk-label" for="id_name">', 'id="id_name-hint"']),
        ("name", ['aria-describedby="id_name-hint"']),
        ("many", ["govuk-input--width-5", 'type="number"']),
        ("why", ["<textarea", "govuk-character-count", 'data-maxlength="400"']),
        ("secret", ["govuk-password-input", 'type="password"', "Show"]),
        ("pick", ["govuk-select", '<option value="a">A</option>']),
        ("unit", ["<fieldset", "<legend", 'for="id_unit_1"', "govuk-radios__input"]),
        ("roles", ["<fieldset", "govuk-checkboxes__input"]),
        ("file", ["govuk-file-upload", "(if you like)"]),
        ("sure", ["govuk-checkboxes__label", 'type="checkbox"']),
        ("mark", ['type="hidden"']),
        ("between", ["<fieldset", 'id="id_between_0"', "width-10", 'aria-describedby="id_between-hint"']),
        ("grouped", ["<legend", ">Police</p>", ">Council</p>", 'id="id_grouped_1_0"']),
    ],
)
def test_a_field_of_each_kind(name: str, has: list[str]) -> None:
    html = shown("{{ f.as_field_group }}", f=Every()[name])
    assert [part for part in has if part not in html] == []


def test_only_a_field_that_may_stay_empty_says_so_and_a_form_can_say_of_which_it_need_not() -> None:
    class Filter(forms.Form):
        optional_unmarked = ("body",)
        body = forms.CharField(required=False)
        until = forms.CharField(required=False)
        since = forms.CharField()
        late = forms.BooleanField(required=False)

    fields = shown("{% for f in form %}{{ f.as_field_group }}|{% endfor %}", form=Filter()).split("|")
    assert ["if you like" in field for field in fields[:4]] == [False, True, False, False]


def test_each_error_leads_to_its_field_and_stands_beside_it() -> None:
    form = Every({})
    summary = shown("{% error_summary form %}", form=form)
    assert [f'href="#{i}"' in summary for i in ("id_name", "id_unit_0", "id_roles_0", "id_sure")] == [
        True
    ] * 4
    html = shown("{{ f.as_field_group }}", f=form["name"])
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert "govuk-input--error" in html
    assert shown("{% error_summary form %}", form=Every()).strip() == ""


def test_the_errors_of_a_formset_are_told_too() -> None:
    formset = forms.formset_factory(Every, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    assert 'href="#id_form-0-many"' in shown("{% error_summary formset %}", formset=formset)


# ---- pictures ----
@pytest.mark.parametrize(
    ("values", "moves"),
    [([1, 2, 3], 1), ([1, None, 3], 2), ([None, None], 0), ([], 0), ([0, 0], 1), ([5], 1)],
)
def test_a_sparkline_starts_anew_after_a_gap(values: list[float | None], moves: int) -> None:
    line = marks.sparkline(values, "Robbery").split("<path")[2]
    assert line.split('"')[1].count("M") == moves


def test_a_sparkline_stands_on_nought_and_says_what_it_shows() -> None:
    drawn = marks.sparkline([10, 20], "Robbery: 10, then 20", height=34)
    assert 'role="img"' in drawn
    assert 'aria-label="Robbery: 10, then 20"' in drawn
    assert "<title>Robbery: 10, then 20</title>" in drawn, "who points at it is told too"
    assert "M2 18L155 5" in drawn, "half the value is half the height over nought (31)"


def test_a_picture_has_its_finding_its_table_and_no_inline_style() -> None:
    canvas = Canvas(100, 20)
    canvas.rect((0, 0, 10, 10), fill="hatch")
    drawn = canvas.drawing(["Month", "Robberies"], [["January", 1200], ["February", None]])
    html = shown(
        "{% picture d title='It fell' subtitle='Robberies' name='one' %}{% picture d title='It rose' %}",
        d=drawn,
    )
    assert "It fell" in html
    assert "<details" in html
    assert "1,200" in html
    assert "style" not in html.replace("font-style", "")
    assert 'id="one-hatch"' in html, "two pictures keep their patterns apart"
    assert "url(#one-hatch)" in html


def test_progress_without_a_total_claims_no_share() -> None:
    assert "value=" not in shown("{% progress 0 0 'Waiting' %}")
    assert 'value="3" max="9"' in shown("{% progress 3 9 'Three' %}")


@pytest.mark.parametrize(("given", "link"), [("", False), ("abc", False)])
def test_a_number_outside_a_partnership_is_plain(given: str, link: bool) -> None:
    assert ("<a" in shown("{% figure_link 85 f %}", f=given)) is link
