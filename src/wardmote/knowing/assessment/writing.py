"""Pages that write: beginning, correcting, ordering, stating, signing off."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.form_page import ask_first, done, form_page, post_action
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.rules import SIGNERS, role_name
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.assessment import correcting, making, rules, signing
from wardmote.knowing.assessment.correcting import NewStatement, Written
from wardmote.knowing.assessment.forms import DraftForm, FindingForm, HeadlineForm, SignOffForm, StatementForm
from wardmote.knowing.assessment.judging import decided
from wardmote.knowing.assessment.models import Assessment, Edit, Order, Statement, Version
from wardmote.knowing.assessment.reading import flags_of
from wardmote.knowing.assessment.views import found, latest
from wardmote.measuring.catalogue.assessment_parts import PARTS
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.paper import Paper, StoryHeadline, paper_of
from wardmote.measuring.drafting.parts import missing
from wardmote.measuring.drafting.words import plain, typed


def _to(assessment: Assessment, name: str = "read") -> tuple[Any, ...]:
    return f"assessment:{name}", assessment.partnership.slug, assessment.pk


def begin(request: PartnershipRequest) -> HttpResponse:
    """Begin an assessment of the partnership's place."""
    form = DraftForm(request.POST or None)

    def save() -> HttpResponse:
        wanted = making.DraftRequest(**form.cleaned_data)
        return redirect(*_to(making.begin(request.partnership, wanted, by=str(request.viewer))))

    return form_page(request, form, save, "assessment/begin.html", {})


def again(request: PartnershipRequest, number: int) -> HttpResponse:
    """Draft again with the evidence there is now; every correction is kept."""
    assessment = found(request, number)
    draft = partial(making.ask_for_draft, assessment, by=str(request.viewer))
    words = "It is being drafted again. Every correction is kept."
    return post_action(request, draft, words, *_to(assessment))


def remove(request: PartnershipRequest, number: int) -> HttpResponse:
    """Take away an assessment whose draft was refused, as where its months are not held."""
    assessment = found(request, number)

    def save() -> HttpResponse:
        making.remove(assessment, by=str(request.viewer))
        words = f"{assessment.title} is removed."
        return done(request, words, "assessment:home", request.partnership.slug)

    asked = ask_first(request, f"Remove {assessment.title}?", "Remove it", *_to(assessment))
    return asked or post_action(request, save, "", *_to(assessment))


# ---- one sentence ----


def finding(request: PartnershipRequest, number: int) -> HttpResponse:
    """Correct one sentence, or the headline."""
    assessment, key = found(request, number), request.GET.get("key", "")
    version = _version(assessment, request.POST.get("version", ""))
    paper = paper_of(version.paper)
    told = paper.by_id.get(key)
    edit = Edit.objects.filter(assessment=assessment, finding=key).first()
    if key != rules.HEADLINE and told is None and edit is None:
        raise Http404("no such finding")
    kind = HeadlineForm if key == rules.HEADLINE else FindingForm
    first = {**_written(edit, _automatic(paper, key)), "version": version.pk}
    form = kind(request.POST or None, initial=first | _kept(request, key=key))

    def save() -> HttpResponse:
        written, revision = _said(form.cleaned_data, paper, told, key), form.cleaned_data["revision"]
        if written.changes_nothing_of(edit):
            return done(request, "Nothing was changed, so nothing was saved.", *_to(assessment))
        correcting.correct(assessment, key, written, revision=revision, by=request.viewer)
        words = f"Saved. {_stands(written)}; the documents are being made again."
        return done(request, words, *_to(assessment))

    flags = {flag.key: flag for flag in flags_of(paper, decided(assessment).edits)}
    shown = {
        "assessment": assessment,
        "edit": edit,
        "key": key,
        "told": told,
        "question": questions()[told.question] if told else "",
        "automatic": _automatic(paper, key),
        "flag": flags.get(key),
    }
    return form_page(request, form, save, "assessment/finding.html", shown)


def _kept(request: PartnershipRequest, **same: str) -> dict[str, Any]:
    """What this person wrote here when their session ended, where it was about the same thing."""
    kept = dict(request.kept_draft())
    return kept if all(kept.get(key) == value for key, value in same.items()) else {}


def _version(assessment: Assessment, wanted: str) -> Version:
    """The version a person saw, else the latest."""
    versions = assessment.versions.all()
    version = versions.filter(pk=whole_number(wanted) or 0).first() or versions.first()
    if version is None:
        raise Http404("nothing is drafted yet")
    return version


def _automatic(paper: Paper, key: str) -> str:
    """The program's own words of a finding, or of the headline."""
    if key == rules.HEADLINE:
        return paper.automatic_headline
    return plain(paper.by_id[key].words) if key in paper.by_id else ""


def _written(edit: Edit | None, automatic: str) -> dict[str, Any]:
    """What stands in the boxes at first: the person's words, else the program's to go on from."""
    if edit is None:
        return {"revision": 0, "words": automatic}
    return FindingForm.initial_of(edit) | {"words": edit.words or automatic}


def _said(given: dict[str, Any], paper: Paper, told: Finding | None, key: str) -> Written:
    """What was written, beside the figure and words it was written over."""
    automatic, words = _automatic(paper, key), typed(given["words"])
    return Written(
        words="" if words == typed(automatic) else words,
        hidden=typed(given["because"]) if given.get("hide") else "",
        comment=typed(given.get("comment", "")),
        figure=told.figure if told else "",
        automatic=automatic,
    )


def _stands(written: Written) -> str:
    """How the sentence stands once this is saved."""
    if written.hidden:
        return "The sentence is left out"
    if written.words:
        return "The sentence stands in your words"
    return "The sentence stands in the program's words" + (", your comment after it" * bool(written.comment))


# ---- order ----


def order(request: PartnershipRequest, number: int) -> HttpResponse:
    """Put the stories in order: one up, one down, one first, or as the program would."""
    assessment = found(request, number)
    version = _version(assessment, "")
    known = Order.objects.filter(assessment=assessment).first()
    stories = _in_order(paper_of(version.paper).stories, known.keys if known else ())
    if request.method == "POST":
        return _move(request, assessment, [told.key for told in stories])
    shown = {"assessment": assessment, "stories": stories, "order": known}
    return render(request, "assessment/order.html", shown)


def _in_order(stories: Sequence[StoryHeadline], keys: Sequence[str]) -> list[StoryHeadline]:
    at = {key: i for i, key in enumerate(keys)}
    return sorted(stories, key=lambda told: at.get(told.key, len(at)))


def _move(request: PartnershipRequest, assessment: Assessment, keys: Sequence[str]) -> HttpResponse:
    way, key = request.POST.get("way", ""), request.POST.get("key", "")
    revision = request.POST.get("revision", "")
    if way == "program":
        wanted: Sequence[str] = ()
    elif way in ("up", "down", "first") and key in keys:
        wanted = correcting.moved(keys, key, way)
    else:
        raise Http404("no such move")

    def save() -> None:
        read = whole_number(revision) or 0
        try:
            correcting.reorder(assessment, wanted, revision=read, by=request.viewer)
        except EditConflict as stale:
            who = stale.now.by if stale.now else "Somebody"
            raise Refusal(f"{who} changed the order while you were at it. This is the order now.") from None

    return post_action(request, save, "", *_to(assessment, "order"))


# ---- statements ----


def statements(request: PartnershipRequest, number: int) -> HttpResponse:
    """What people stated, by kind, and what can be added."""
    assessment = found(request, number)
    known = list(assessment.statements.all())
    kinds = [
        (kind, label, [(each, _about(each)) for each in known if each.kind == kind])
        for kind, label in rules.STATEMENTS
    ]
    return render(request, "assessment/statements.html", {"assessment": assessment, "kinds": kinds})


def _about(statement: Statement) -> str:
    if statement.kind == rules.MISSING:
        return PARTS.get(statement.about, statement.about)
    return offence_class(statement.about).label if statement.about else ""


def state(request: PartnershipRequest, number: int, kind: str) -> HttpResponse:
    """Add a statement of one kind."""
    assessment, label = found(request, number), _label(kind)
    form = StatementForm(kind, request.POST or None)

    def save() -> HttpResponse:
        correcting.state(assessment, kind, _stated(form), by=request.viewer)
        return done(request, "Added.", *_to(assessment, "statements"))

    page = {"assessment": assessment, "label": label}
    return form_page(request, form, save, "assessment/statement.html", page)


def restate(request: PartnershipRequest, number: int, kind: str, statement: int) -> HttpResponse:
    """Change a statement or take it back."""
    assessment, label = found(request, number), _label(kind)
    known = get_object_or_404(Statement, assessment=assessment, kind=kind, pk=statement)
    if "take_back" in request.POST:
        return _take_back(request, known)
    form = StatementForm(kind, request.POST or None, changing=True, initial=StatementForm.initial_of(known))

    def save() -> HttpResponse:
        said, revision = replace(_stated(form), about=known.about), form.cleaned_data["revision"]
        correcting.restate(known, said, revision=revision, by=request.viewer)
        return done(request, "Saved.", *_to(assessment, "statements"))

    page = {"assessment": assessment, "label": label, "statement": known, "about": _about(known)}
    return form_page(request, form, save, "assessment/statement.html", page)


def _take_back(request: PartnershipRequest, known: Statement) -> HttpResponse:
    revision = request.POST.get("revision", "")
    read = whole_number(revision) or 0
    take_back = partial(correcting.take_back, known, revision=read, by=request.viewer)
    words = "Taken back; its words stay in the log."
    return post_action(request, take_back, words, *_to(known.assessment, "statements"))


def _label(kind: str) -> str:
    label = dict(rules.STATEMENTS).get(kind)
    if label is None:
        raise Http404("no such kind")
    return label


def _stated(form: StatementForm) -> NewStatement:
    given = form.cleaned_data
    return NewStatement(typed(given["words"]), typed(given.get("source", "")), given.get("about", ""))


# ---- sign-off ----


def sign_off(request: PartnershipRequest, number: int) -> HttpResponse:
    """Sign the latest version off, or say why it cannot be signed."""
    assessment = found(request, number)
    version = latest(assessment)
    if version is None:
        raise Http404("nothing is drafted yet")
    paper, known = paper_of(version.paper), decided(assessment)
    lacking = [(part, known.excuses.get(part.key, "")) for part in missing(paper.parts)]
    roles = [(role, role_name(role)) for role in sorted(request.viewer.roles & SIGNERS)]
    first = {"version": version.pk} | _kept(request, version=str(version.pk))
    form = SignOffForm(roles, lacking, request.POST or None, initial=first)

    def save() -> HttpResponse:
        read = get_object_or_404(assessment.versions, pk=form.cleaned_data["version"])
        role = form.cleaned_data["role"]
        signing.sign(assessment, read, excuses=form.excuses, role=role, by=request.viewer)
        return done(request, "Signed off. These documents stay as they are from now on.", *_to(assessment))

    reasons = signing.reasons_against(version, paper, known, excuses=dict.fromkeys(PARTS, "given"))
    shown = {"assessment": assessment, "version": version, "paper": paper, "reasons": reasons}
    return form_page(request, form, save, "assessment/sign_off.html", shown)
