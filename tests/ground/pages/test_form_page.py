"""A page with a form: shown, wrong, refused, changed by somebody else meanwhile, done."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone

from wardmote.ground.casework import EditConflict
from wardmote.ground.jobs.models import Worker
from wardmote.ground.pages import drafts
from wardmote.ground.pages.form_page import (
    UNREAD,
    ChoicesForm,
    ConfirmForm,
    EditForm,
    done,
    form_page,
    in_words,
    post_action,
)
from wardmote.measuring.catalogue.refusals import Refusal

SHOWN = "{% load parts %}{% error_summary form %}<h1>{{ heading }}</h1>{{ form }}"


class FundForm(EditForm):
    fields_of: ClassVar = {"purse": "amount"}
    name = forms.CharField(label="Name")
    amount = forms.DecimalField(label="How much")
    ends = forms.DateField(label="Last day", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("grant", "A grant"), ("own", "Own money")])


THEIRS = SimpleNamespace(
    name="Theirs", amount=Decimal(12000), ends=date(2009, 3, 31), kind="own", revision=4, by="Amira"
)
GIVEN = {"name": "Mine", "amount": "5", "kind": "grant", "revision": "1"}


@pytest.fixture(autouse=True)
def template(settings):
    loaders = [("django.template.loaders.locmem.Loader", {"page.html": SHOWN})]
    loaders += ["django.template.loaders.app_directories.Loader"]
    first = settings.TEMPLATES[0]
    options = {**first["OPTIONS"], "context_processors": [], "loaders": loaders}
    settings.TEMPLATES = [{**first, "APP_DIRS": False, "OPTIONS": options}]


def asked(**given: str) -> HttpRequest:
    request = RequestFactory().post("/page/", given) if given else RequestFactory().get("/page/")
    request.user, request.session = AnonymousUser(), {}
    request._messages = CookieStorage(request)
    return request


def answer(request, save=None, form_class=FundForm, **options):
    def refuses():
        raise AssertionError("nothing is written")

    form = form_class(request.POST or None, **options)
    return form_page(request, form, save or refuses, "page.html", {"heading": "A fund"})


def raising(error):
    def save():
        raise error

    return save


def test_the_form_is_shown_with_what_was_typed_when_a_session_ended():
    request = asked()
    request.user = SimpleNamespace(pk=7, is_authenticated=True)
    request.session = {drafts.KEY: {"path": "/page/", "writer": "7", "fields": {"name": ["Typed"]}}}
    page = answer(request, initial={"name": "As it is", "amount": 3})
    assert page.status_code == 200
    assert 'value="Typed"' in page.content.decode()
    assert 'value="3"' in page.content.decode()
    assert "<h1>A fund</h1>" in page.content.decode()


def test_a_kept_draft_finds_the_form_of_its_prefix():
    request = asked()
    request.user = SimpleNamespace(pk=7, is_authenticated=True)
    request.session = {drafts.KEY: {"path": "/page/", "writer": "7", "fields": {"a-1-name": ["Typed"]}}}
    assert 'value="Typed"' in answer(request, prefix="a-1").content.decode()


def test_what_is_wrong_is_said_with_400_and_not_written():
    page = answer(asked(**GIVEN, ends="never"))
    assert page.status_code == 400
    assert 'href="#id_ends"' in page.content.decode()
    assert 'value="Mine"' in page.content.decode()


def test_what_is_left_empty_is_said_in_our_words_with_its_label_above():
    page = answer(asked(revision="1")).content.decode()
    assert '<a href="#id_name">Name: fill this in.</a>' in page
    assert '<a href="#id_kind">Kind: choose one.</a>' in page
    assert '<span class="govuk-visually-hidden">Error:</span> Fill this in.' in page


class WholeForm(forms.Form):
    asked = forms.CharField(label="What is to be done?")
    mail = forms.EmailField(label="E-mail address")
    age = forms.IntegerField(label="Age", min_value=0, max_value=9)
    price = forms.DecimalField(label="Price", decimal_places=2, min_value=1)
    day = forms.DateField(label="Day")


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("asked", "", "What is to be done? Fill this in."),
        ("mail", "brian", "E-mail address: write an e-mail address, as name@example.org."),
        ("age", "-1", "Age: write 0 or more."),
        ("age", "10", "Age: write 9 or less."),
        ("age", "ten", "Age: write a whole number in figures."),
        ("price", "9.505", "Price: write fewer digits after the point, 2 at most."),
        ("price", "0", "Price: write 1 or more."),
        ("price", "nine", "Price: write a number in figures."),
        ("day", "never", "Day: write a day, as 2009-03-31."),
    ],
)
def test_what_is_wrong_is_said_in_our_words_with_its_label_above(name, given, told):
    page = answer(asked(**{name: given}), form_class=WholeForm).content.decode()
    assert f'<a href="#id_{name}">{told}</a>' in page


def test_no_form_of_the_program_says_that_a_field_is_required():
    import_module(settings.ROOT_URLCONF)  # it brings in every form
    kinds, told = [forms.BaseForm], {}
    for kind in kinds:
        kinds += kind.__subclasses__()
        for name, field in getattr(kind, "base_fields", {}).items():
            told[f"{kind.__module__}.{kind.__qualname__}.{name}"] = field.error_messages["required"]
    assert len(told) > 150
    said = [place for place, words in told.items() if "required" in str(words)]
    assert [place for place in said if ".ManagementForm." not in place] == []  # hidden, of formsets


@pytest.mark.parametrize(
    ("refusal", "field", "words"),
    [
        (Refusal("There is one.", where="name", todo="Take another."), "name", "There is one. Take another."),
        (Refusal("Too much.", where="purse"), "amount", "Too much."),
        (Refusal("Not now.", where="state", found="closed"), "__all__", "Not now."),
    ],
)
def test_a_refusal_stands_at_the_field_it_names_with_what_to_do(refusal, field, words):
    request = asked(**GIVEN)
    form = FundForm(request.POST)
    page = form_page(request, form, raising(refusal), "page.html", {"heading": ""})
    assert page.status_code == 400
    assert form.errors == {field: [words]}


def test_whoever_lost_which_version_they_changed_writes_over_nothing():
    """A subclass that asks for no revision (as for adding) is held to it over a record all the same."""

    class LooseForm(FundForm):
        revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    for form_class in (FundForm, LooseForm):
        for lost in ({}, {"revision": ""}, {"revision": "x"}):
            given = {name: text for name, text in GIVEN.items() if name != "revision"} | lost
            page = answer(asked(**given), form_class=form_class, initial=form_class.initial_of(THEIRS))
            assert page.status_code == 400
            assert form_class is LooseForm or UNREAD in page.content.decode()
    form = FundForm({"name": "New", "amount": "5", "kind": "grant"})
    assert form.is_valid(), "what is added has no version yet"
    assert form.cleaned_data["revision"] == 0


def test_an_empty_post_is_a_post_so_that_a_form_without_fields_writes():
    request = asked()
    request.method = "POST"
    page = form_page(request, forms.Form(), lambda: done(request, "", "/next/"), "page.html", {})
    assert page.status_code == 302
    page = answer(request)
    assert page.status_code == 400
    assert 'href="#id_name"' in page.content.decode()


def test_a_refusal_of_no_field_tells_where_and_what_was_found():
    refusal = Refusal("No such day.", where="sheet Actions, row 5", found="31 February")
    page = answer(asked(**GIVEN), raising(refusal)).content.decode()
    assert "Where: sheet Actions, row 5" in page
    assert "Found: 31 February" in page
    page = answer(asked(**GIVEN), raising(Refusal("No.", where="owner"))).content.decode()
    assert "Where:" not in page, "a field's name in the program says nothing to a reader"


@pytest.mark.django_db
def test_of_two_who_write_the_same_at_once_the_second_is_told():
    """Two tabs on one button passed the same rule, and the second met the database's: a fault of ours."""

    def save():
        with transaction.atomic():
            for _ in range(2):
                Worker.objects.create(name="one", began_at=timezone.now(), seen_at=timezone.now())

    page = answer(asked(**GIVEN), save)
    assert page.status_code == 400
    assert "The same was saved in this moment already." in page.content.decode()
    request = asked(**GIVEN)
    assert post_action(request, save, "Done.", "/page/").status_code == 302
    assert ["saved in this moment" in str(told) for told in get_messages(request)] == [True]
    with pytest.raises(IntegrityError):
        answer(asked(**GIVEN), raising(IntegrityError("NOT NULL constraint failed: plan_action.title")))


def test_both_versions_are_shown_where_somebody_saved_first_and_mine_can_be_sent_again():
    page = answer(asked(**GIVEN), raising(EditConflict(THEIRS)))
    shown = page.content.decode()
    assert page.status_code == 409
    assert "Amira changed this while you were writing. Nothing is lost." in shown
    for words in ("Name: Theirs.", "How much: 12,000.", "Last day: 31 March 2009.", "Kind: Own money."):
        assert words in shown
    assert 'value="Mine"' in shown
    assert '<input type="hidden" name="revision" value="4" id="id_revision">' in shown


def test_what_was_taken_away_meanwhile_can_be_saved_again():
    page = answer(asked(**GIVEN), raising(EditConflict(None)))
    assert page.status_code == 409
    assert "Somebody took this away while you were writing. Nothing is lost." in page.content.decode()
    assert 'value="Mine"' in page.content.decode()


def test_a_form_that_cannot_show_both_versions_is_a_mistake_of_ours():
    class Plain(forms.Form):
        name = forms.CharField()

    with pytest.raises(TypeError, match="no EditForm"):
        answer(asked(name="x"), raising(EditConflict(THEIRS)), Plain)


def test_what_cannot_be_confirmed_any_more_answers_409_and_what_is_not_filled_in_400():
    class SignForm(ConfirmForm):
        read = forms.BooleanField()

    refused = raising(Refusal("It was signed already."))
    assert answer(asked(read="on"), refused, SignForm).status_code == 409
    assert answer(asked(other="x"), refused, SignForm).status_code == 400


def test_what_stands_beside_a_refused_form_is_read_after_the_refusal():
    heading = ["As it was"]

    def save():
        heading[0] = "As it is"
        raise Refusal("Not now.")

    request = asked(**GIVEN)
    page = form_page(request, FundForm(request.POST), save, "page.html", lambda: {"heading": heading[0]})
    assert "<h1>As it is</h1>" in page.content.decode()


def test_choices_that_hang_on_the_record_are_given_by_the_name_of_their_field():
    class OwnerForm(ChoicesForm):
        owner = forms.ChoiceField()

    assert OwnerForm({"owner": "2"}, choices={"owner": [("1", "Police"), ("2", "Fire")]}).is_valid()
    assert not OwnerForm({"owner": "3"}, choices={"owner": [("1", "Police")]}).is_valid()
    with pytest.raises(KeyError):
        OwnerForm(choices={"body": []})


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refusal("It is closed.", todo="Open a new one."), "It is closed. Open a new one."),
        (EditConflict(THEIRS), "Amira changed it while you were reading. Nothing was done"),
        (EditConflict(None), "Somebody changed it while you were reading. Nothing was done"),
    ],
)
def test_a_button_that_is_refused_says_why_on_the_page_it_leads_to(error, words):
    request = asked(press="on")
    page = post_action(request, raising(error), "Done.", "/next/")
    assert (page.status_code, page["Location"]) == (302, "/next/")
    (told,) = [str(each) for each in get_messages(request)]
    assert told.startswith(words)


def test_a_button_writes_once_it_is_pressed_and_may_lead_elsewhere():
    request, pressed = asked(), []
    assert post_action(request, lambda: pressed.append(1), "Done.", "/next/")["Location"] == "/next/"
    assert pressed == []
    assert [str(each) for each in get_messages(request)] == []
    request = asked(press="on")
    post_action(request, lambda: pressed.append(1), "Done.", "/next/")
    assert pressed == [1]
    assert [str(each) for each in get_messages(request)] == ["Done."]
    elsewhere = post_action(request, lambda: done(request, "", "/other/"), "Done.", "/next/")
    assert elsewhere["Location"] == "/other/"


def test_what_is_written_leads_on_and_the_next_page_says_so():
    request = asked(**GIVEN)
    page = answer(request, lambda: done(request, "Saved.", "/next/"))
    assert (page.status_code, page["Location"]) == (302, "/next/")
    assert [str(each) for each in get_messages(request)] == ["Saved."]
    assert answer(asked(**GIVEN), lambda: render(request, "page.html")).status_code == 200


def test_what_a_field_holds_is_said_in_words():
    one = forms.ChoiceField(choices=[("G", [("a", "A")]), ("b", "B")])
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
    text = forms.CharField()
    told = [in_words(one, "a"), in_words(many, ["b", "a"]), in_words(text, ["x", "y"]), in_words(text, 1200)]
    assert told == ["A", "B, A", "x, y", "1,200"]
    assert [in_words(text, each) for each in (None, "", [], False)] == [""] * 4
    assert in_words(text, 0) == "0"
    assert in_words(text, True) == "yes"
