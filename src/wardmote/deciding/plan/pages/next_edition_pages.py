"""Pages that renew the plan: the next edition, the yearly review, texts, approving, publishing."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wardmote.deciding.plan.exchange.differences import between
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.pages.forms import (
    ActionForm,
    AddForm,
    ApproveForm,
    OnePersonForm,
    ReviewForm,
    WordsForm,
)
from wardmote.deciding.plan.pages.scoring import first_words
from wardmote.deciding.plan.pages.views import TAKEN_OUT, found, gone_from, writes
from wardmote.deciding.plan.records import approval, edit_action, next_edition, number_reasons
from wardmote.deciding.plan.records.dropped import leaving_words
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.number_reasons import CHECKED
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.form_page import done, form_page, post_action
from wardmote.ground.pages.gone import get_or_gone
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.counted import counted


def _to(edition: PlanEdition, name: str = "edition") -> tuple[Any, ...]:
    return f"plan:{name}", edition.partnership.slug, edition.pk


def open_next(request: PartnershipRequest, number: int) -> HttpResponse:
    """Open the next edition from the one in force."""
    edition = found(request, number)

    def save() -> HttpResponse:
        new = next_edition.open_next(edition, by=str(request.viewer), on=request.viewer.today)
        words = "The next edition is open. Decide on each priority, with the reason."
        doubts = number_reasons.doubts_of(
            read_edition(new, only=number_reasons.CHECKED), new.partnership, new
        )
        if doubts:
            asked = counted(len(doubts), "place", "places")
            words += f" Look at {asked} in its texts too, under “Numbers and their facts”."
        return done(request, words, *_to(new, "review"))

    return post_action(request, save, "", *_to(edition))


def review(request: PartnershipRequest, number: int) -> HttpResponse:
    """The yearly review: what was decided on each priority, why and on what evidence."""
    edition = found(request, number)
    listed = list(edition.reviews.all())
    shown = {
        "edition": edition,
        "reviews": listed,
        "open": sum(not each.decision for each in listed),
        "editor": writes(request, edition),
    }
    return render(request, "plan/review.html", shown)


def decide(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Decide on one priority."""
    edition = found(request, number)
    known = get_object_or_404(edition.reviews, priority=key)
    if not known.was:
        raise Http404("an added priority is decided on by adding it")
    form = ReviewForm(
        request.POST or None,
        initial=ReviewForm.initial_of(known) | {"title": known.title or known.was},
    )
    known.edition = edition

    def save() -> HttpResponse:
        given = dict(form.cleaned_data)
        revision, on = given.pop("revision"), request.viewer.today
        next_edition.decide(
            known, next_edition.Decided(**given), revision=revision, by=str(request.viewer), on=on
        )
        return done(request, "Decided.", *_to(edition, "review"))

    def shown() -> dict[str, Any]:
        return {"edition": edition, "review": known, "leaving": leaving_words(edition, key)}

    return form_page(request, form, save, "plan/decide.html", shown)


def add(request: PartnershipRequest, number: int) -> HttpResponse:
    """Add a priority to the draft."""
    edition = found(request, number)
    form = AddForm(request.POST or None, initial=first_words(request), choices={"lead": _bodies(edition)})

    def save() -> HttpResponse:
        given = form.cleaned_data
        decided = next_edition.Decided(
            rules.ADD, given["reason"], given["evidence"], given["title"], tuple(given["lead"])
        )
        next_edition.add(edition, decided, by=str(request.viewer), on=request.viewer.today)
        return done(request, "Added.", *_to(edition, "review"))

    return form_page(request, form, save, "plan/add.html", {"edition": edition})


def text(request: PartnershipRequest, number: int, statement: int) -> HttpResponse:
    """Write a paragraph of a draft anew."""
    edition = found(request, number)
    gone = gone_from(edition, "Somebody took this paragraph out of the draft.")
    known = get_or_gone(edition.statements, gone, pk=statement)
    form = WordsForm(request.POST or None, initial=WordsForm.initial_of(known))

    def save() -> HttpResponse:
        given = form.cleaned_data
        next_edition.reword(edition, statement, given["words"], revision=given["revision"], by=request.viewer)
        following = "approve" if request.viewer.has(rules.APPROVERS) else "edition"
        return done(request, "Saved.", *_to(edition, following))

    facts = [(fact.key, fact.words, fact.backing) for fact in read_edition(edition, only=("facts",)).facts]
    shown = {"edition": edition, "statement": known, "facts": facts}
    return form_page(request, form, save, "plan/text.html", shown)


def approve(request: PartnershipRequest, number: int) -> HttpResponse:
    """Approve a draft, or say every reason why it cannot be, with the sentences pointed at."""
    edition = found(request, number)
    if edition.status != rules.DRAFT:
        return redirect(*_to(edition))
    form = ApproveForm(request.POST or None, initial={"revision": edition.revision})

    def save() -> HttpResponse:
        approval.approve(found(request, number), revision=form.cleaned_data["revision"], by=request.viewer)
        return done(request, "Approved. These documents stay as they are from now on.", *_to(edition))

    def shown() -> dict[str, Any]:
        file = read_edition(edition, only=CHECKED)
        at = {row.words: row.pk for row in edition.statements.all()}
        return {
            "edition": edition,
            "reasons": [
                *approval.reasons_against(edition, file),
                *filter(None, [approval.why_not_approve_alone(edition, file, by=request.viewer)]),
            ],
            "closed": next_edition.closed_since(edition),
            "pointed": [
                (part, sentence, words, at.get(raw))
                for part, sentence, words, raw in approval.pointed_at(file)
            ],
        }

    return form_page(request, form, save, "plan/approve.html", shown)


def one_person(request: PartnershipRequest, number: int) -> HttpResponse:
    """Write down that the partnership decided that one person may sign, approve and publish."""
    edition = found(request, number)
    form = OnePersonForm(request.POST or None, initial={"why": edition.one_person_why})

    def save() -> HttpResponse:
        approval.let_one_person(edition, form.cleaned_data["why"], by=request.viewer)
        return done(request, "Written down.", *_to(edition))

    return form_page(request, form, save, "plan/one_person.html", {"edition": edition})


def publish(request: PartnershipRequest, number: int) -> HttpResponse:
    """Put an approved edition in force."""
    edition = found(request, number)
    publish_it = partial(approval.publish, edition, by=request.viewer)
    words = "Published. The edition before stays readable as it was approved."
    return post_action(request, publish_it, words, *_to(edition))


def difference(request: PartnershipRequest, number: int) -> HttpResponse:
    """What changed from the edition before, marked up, with what the review decided."""
    edition = found(request, number)
    if edition.follows is None:
        raise Http404("no edition before this one")
    parts = ("priorities", "sub_priorities", "actions")
    found_ = between(read_edition(edition.follows, only=parts), read_edition(edition, only=parts))
    decided = {each.priority: each for each in edition.reviews.all()}
    shown = {
        "edition": edition,
        "difference": found_,
        "priorities": [(row, decided.get(row.key)) for row in found_.priorities],
    }
    return render(request, "plan/difference.html", shown)


def add_action(request: PartnershipRequest, number: int) -> HttpResponse:
    """Add an action to a draft."""
    edition = found(request, number)
    form = ActionForm(_bodies(edition), _under(edition), request.POST or None)

    def save() -> HttpResponse:
        made = edit_action.add(edition, form.cleaned_data["sub_priority"], form.values, by=request.viewer)
        return done(request, "Added.", "plan:action", edition.partnership.slug, edition.pk, made.key)

    return form_page(request, form, save, "plan/write_action.html", {"edition": edition})


def change_action(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Write an action of a draft anew."""
    edition = found(request, number)
    known = get_or_gone(edition.actions, gone_from(edition, TAKEN_OUT), key=key)
    known.edition = edition
    first = ActionForm.initial_of(known) | {"sub_priority": known.sub_priority.key}
    form = ActionForm(_bodies(edition), _under(edition), request.POST or None, initial=first)

    def save() -> HttpResponse:
        edit_action.change(known, form.values, revision=form.cleaned_data["revision"], by=request.viewer)
        return done(request, "Saved.", "plan:action", edition.partnership.slug, edition.pk, key)

    return form_page(request, form, save, "plan/write_action.html", {"edition": edition, "action": known})


def remove_action(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Take an action out of a draft."""
    edition = found(request, number)
    known = get_or_gone(edition.actions, gone_from(edition, TAKEN_OUT), key=key)
    known.edition = edition
    read = whole_number(request.POST.get("revision", "")) or 0

    def save() -> HttpResponse | None:
        try:
            edit_action.remove(known, revision=read, by=request.viewer)
        except EditConflict:
            messages.error(request, "Somebody changed it while you were reading. It is not taken out.")
            return redirect("plan:change_action", edition.partnership.slug, edition.pk, key)
        return None

    return post_action(request, save, "Taken out. The log keeps it.", *_to(edition, "actions"))


def _under(edition: PlanEdition) -> list[tuple[str, str]]:
    """The sub-priorities an action may stand under; with their priority, as two may be called alike."""
    subs = edition.sub_priorities.select_related("priority")
    return [(sub.key, f"{sub.title} ({sub.priority.title})") for sub in subs]


def _bodies(edition: PlanEdition) -> list[tuple[str, str]]:
    return [(body.key, body.name) for body in edition.bodies.all()]
