"""What is added to a record: its files and comments on one page; each file to be saved, each taken away.

The front door has let the viewer in; whether the record is there for them, its room says
(``attachments.records``). A file is sent to be saved, never opened in a page.
"""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from wardmote.ground.attachments import adding
from wardmote.ground.attachments.forms import CommentForm, FileForm
from wardmote.ground.attachments.models import Attachment, Comment
from wardmote.ground.attachments.records import Record, record_for
from wardmote.ground.pages.form_page import ConfirmForm, ask_first, done, form_page, post_action
from wardmote.ground.pages.read_records import tell_read
from wardmote.ground.pages.templatetags.attachments import added_to
from wardmote.ground.papers.files import content_type
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.refusals import Refusal

PAGE = "attachments/record.html"
KINDS = {"attachment": Attachment, "comment": Comment}


def record(request: PartnershipRequest, kind: str, key: str) -> HttpResponse:
    """Everything that was added to a record."""
    found = _record(request, kind, key)
    return render(request, PAGE, added_to(found, request.viewer))


def add(request: PartnershipRequest, kind: str, key: str) -> HttpResponse:
    """Add a photograph or a PDF; the record's own page says so, or why it is refused."""
    found = _record(request, kind, key)
    form = FileForm(request.POST, request.FILES)

    def save() -> None:
        for words in form.errors.get("file", ()):
            raise Refusal(str(words))
        file = form.cleaned_data["file"]
        adding.attach(found, file.name, file.read(), by=request.viewer)

    return post_action(request, save, "It is added.", found.url)


def comment(request: PartnershipRequest, kind: str, key: str) -> HttpResponse:
    """Add a comment."""
    found = _record(request, kind, key)
    form = CommentForm(request.POST or None)

    def save() -> HttpResponse:
        adding.comment(found, form.cleaned_data["words"], by=request.viewer)
        return done(request, "Your comment is added.", found.url)

    context = {**added_to(found, request.viewer), "comment_form": form}
    return form_page(request, form, save, PAGE, context)


def file(request: PartnershipRequest, number: int) -> HttpResponse:
    """A file, to be saved."""
    row = get_object_or_404(Attachment, pk=number, partnership=request.viewer.partnership)
    found = _record(request, row.kind, row.key)
    try:
        content = adding.content_of(row)
    except Refusal as refusal:
        return render(request, PAGE, {**added_to(found, request.viewer), "refusal": refusal}, status=500)
    response = HttpResponse(content, content_type=content_type(row.type))
    response["Content-Disposition"] = content_disposition_header(True, row.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def take_away(request: PartnershipRequest, what: str, number: int) -> HttpResponse:
    """Take a file or a comment away for good."""
    if what not in KINDS:
        raise Http404("no such thing")
    row: Any = get_object_or_404(KINDS[what], pk=number, partnership=request.viewer.partnership)
    found = _record(request, row.kind, row.key)

    def save() -> HttpResponse:
        adding.take_away(found, row, by=request.viewer)
        return done(request, "It is removed.", found.url)

    about = f"the comment of {row.by}" if what == "comment" else row.name
    after = "It is removed for good."
    if asked := ask_first(request, f"Remove {about}?", "Remove it", found.url, after=after):
        return asked
    shown = partial(added_to, found, request.viewer)
    if request.method != "POST":  # as after signing in anew
        return redirect(found.url)
    return form_page(request, ConfirmForm(request.POST), save, PAGE, shown)


def _record(request: PartnershipRequest, kind: str, key: str) -> Record:
    found = record_for(request.viewer, kind, key)
    if found is None:
        raise Http404("no such record for this person")
    tell_read(request, [found.subject])
    return found
