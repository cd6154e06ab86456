"""A page with a form, from its first showing to what was written: one function for every room.

In: a form as the view makes it (``SomeForm(request.POST or None, initial=...)``), a function that writes
what the form holds, the page's template and what else stands on it. Out: the page with 200; with 400 where
the form is not right or the write was refused (the words stand at the field that the ``Refusal`` names, else
above); with 409 and both versions where somebody else saved first; or what ``save`` answers, as ``done``
does. What was typed when a session ended stands in the form again. The template has
``{% error_summary form %}`` above its heading and ``{% written_by %}`` in the form.
A button that writes and has no page of its own is a ``post_action``. docs/how-to/make-a-page.md has examples.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.choices import flatten_choices

from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.drafts import kept_draft
from wardmote.ground.pages.words import short_day
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved meanwhile: ``theirs`` are label, words and whether one's own differ."""

    by: str
    at: datetime | None
    theirs: tuple[tuple[str, str, bool], ...]
    gone: bool


Choices = Iterable[tuple[Any, Any]]
UNIQUE_VIOLATION: Final = "23505"  # of PostgreSQL; SQLite says UNIQUE in words
UNREAD: Final = "Which version you wrote over is not known. Nothing was saved: open the page again."


class ChoicesForm(forms.Form):
    """A form in which some choices hang on the record: ``choices`` by the name of their field."""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (choices or {}).items():
            field: Any = self.fields[name]
            field.choices = listed


class RevisionField(forms.IntegerField):
    """Which state of a record its writer saw, hidden in the form; what was lost says so in words."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar = {"required": UNREAD, "invalid": UNREAD}


class EditForm(ChoicesForm):
    """A form over a record that several people may have before them.

    A hidden field holds which state of it its writer saw: owed where the form begins with a record
    (``initial_of``), so that nobody writes over what they did not see; 0 where one is added.
    """

    revision = RevisionField(initial=0, required=False)
    fields_of: ClassVar[Mapping[str, str]] = {}
    """Where a refusal names something that the form calls otherwise: its name, the form's field."""
    conflict: Conflict | None = None

    def clean_revision(self) -> int:
        read: int | None = self.cleaned_data["revision"]
        if read is None and "revision" in self.initial:
            raise forms.ValidationError(UNREAD)
        return read or 0

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """A record as the form's first values."""
        values = {name: value for name, value in vars(record).items() if name in cls.base_fields}
        return {name: list(each) if isinstance(each, tuple) else each for name, each in values.items()}


class ConfirmForm(ChoicesForm):
    """A form that confirms what stands on its page: it is refused for the record's sake, not for what was
    typed, and answers 409."""


def form_page(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], HttpResponse],
    template: str,
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
) -> HttpResponse:
    """Show the form, or answer what ``save`` answers where it was posted and is right.

    ``context``: what else stands on the page; a function where it is read only once the page is shown.
    """
    _begin_with(form, kept_draft(request))
    status = 200
    if request.method == "POST":
        status = 400
        form.is_bound, form.data = True, form.data or request.POST
        if form.is_valid():
            try:
                return save()
            except (Refusal, IntegrityError) as error:
                show_refusal(form, _refusal_of(error))
                status = 409 if isinstance(form, ConfirmForm) else 400
            except EditConflict as conflict:
                _show_both(form, conflict.now)
                status = 409
    shown = context() if callable(context) else context
    return render(request, template, {"form": form, **shown}, status=status)


def post_action(
    request: HttpRequest, write: Callable[[], object], words: str, to: Any, *args: Any
) -> HttpResponse:
    """A button that writes at once, and the page ``to``, which says ``words`` or why it was refused.

    ``write`` may answer a response of its own. What is no POST, as after signing in anew, only goes ``to``.
    """
    if request.method == "POST":
        try:
            response = write()
        except (Refusal, IntegrityError) as error:
            messages.error(request, _told(_refusal_of(error)))
        except EditConflict as conflict:
            who = getattr(conflict.now, "by", "") or "Somebody"
            told = f"{who} changed it while you were reading. Nothing was done: read it again first."
            messages.error(request, told)
        else:
            return response if isinstance(response, HttpResponse) else done(request, words, to, *args)
    return redirect(to, *args)


def ask_first(
    request: HttpRequest, question: str, button: str, to: Any, *args: Any, after: str = ""
) -> HttpResponse | None:
    """The page that asks before something is removed; nothing once its button says that it is meant.

    Its "no" leads to the page ``to``; ``after`` says what follows from a yes.
    """
    if request.method != "POST" or request.POST.get("sure"):
        return None
    shown = {"question": question, "button": button, "after": after, "back": resolve_url(to, *args)}
    return render(request, "pages/ask_first.html", shown)


def done(request: HttpRequest, words: str, to: Any, *args: Any) -> HttpResponse:
    """Go on to a page (a URL's name and parts, or an address), which says what was done."""
    if words:
        messages.success(request, words)
    return redirect(to, *args)


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Say a refusal at its field, with what to do; where it names no field, with all that it holds."""
    where = getattr(form, "fields_of", {}).get(refusal.where, refusal.where)
    if where in form.fields:
        form.add_error(where, _told(refusal))
        return
    form.add_error(None, _told(refusal))
    form.refusal = refusal  # type: ignore[attr-defined]


def _refusal_of(error: Refusal | IntegrityError) -> Refusal:
    """The refusal; of two who write the same at once, also by one button twice, the database takes one."""
    if isinstance(error, Refusal):
        return error
    if getattr(error.__cause__, "sqlstate", "") != UNIQUE_VIOLATION and "UNIQUE" not in str(error):
        raise error
    return Refusal("The same was saved in this moment already.", todo="Open the page again to see it.")


def _told(refusal: Refusal) -> str:
    return " ".join(part for part in (refusal.what, refusal.todo) if part)


def _begin_with(form: forms.Form, draft: Mapping[str, Any]) -> None:
    if draft and not form.is_bound:
        begins = f"{form.prefix}-" if form.prefix else ""
        form.initial = {**form.initial, **{key.removeprefix(begins): text for key, text in draft.items()}}


def _show_both(form: forms.Form, now: Any) -> None:
    """Their words beside one's own; sent again, the form goes over what they left."""
    if not isinstance(form, EditForm):
        raise TypeError(f"{type(form).__name__} is no EditForm: it cannot show what somebody else saved")
    theirs = {} if now is None else form.initial_of(now)
    told = [
        (str(form[name].label), words, words != in_words(field, form.cleaned_data.get(name)))
        for name, field in form.fields.items()
        if not field.widget.is_hidden and (words := in_words(field, theirs.get(name)))
    ]
    form.conflict = Conflict(
        by=str(getattr(now, "by", "") or "Somebody"),
        at=at if isinstance(at := getattr(now, "at", None), datetime) else None,
        theirs=tuple(told),
        gone=now is None,
    )
    posted: Any = form.data
    form.data = data = posted.copy()
    for name, field in form.fields.items():
        seen = theirs.get(name, field.initial if now is None else None)
        if field.widget.is_hidden and seen is not None:
            data[form.add_prefix(name)] = str(seen)


def in_words(field: forms.Field, value: Any) -> str:
    """A value as the form would show it, in words; nothing where there is none.

    >>> in_words(forms.DateField(), date(2008, 4, 8)), in_words(forms.BooleanField(), True)
    ('8 April 2008', 'yes')
    >>> in_words(forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")]), ["a", "b"])
    'A, B'
    """
    if isinstance(value, list | tuple):
        return ", ".join(in_words(field, each) for each in value)
    if value is None or value is False or value == "":
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(flatten_choices(choices)).get(value, value))
    if isinstance(value, date):
        return short_day(value)
    if value is True:
        return "yes"
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)
