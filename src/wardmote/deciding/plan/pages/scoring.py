"""Pages on which several people score what should come first, see what hangs on the weights, and decide."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardmote.deciding.plan.models import PlanEdition, ScoringMatter, ScoringRound
from wardmote.deciding.plan.pages import scoring_showing as showing
from wardmote.deciding.plan.pages.scoring_forms import (
    MatterDecisionForm,
    MattersForm,
    RoundForm,
    ScoreForm,
    WeightsForm,
)
from wardmote.deciding.plan.records import scoring as scoring_rounds
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.pages.form_page import done, form_page, post_action
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.viewing import PartnershipRequest

COLUMNS = (
    "Matter",
    ("Score", "number"),
    ("Rank", "number"),
    "People",
    "Decided",
)


def _round(request: PartnershipRequest, number: int) -> ScoringRound:
    wanted = ScoringRound.objects.visible_to(request.viewer).select_related(
        "partnership", "version__assessment"
    )
    known: ScoringRound = get_object_or_404(wanted.defer("version__paper"), pk=number)
    return known


def _matter(known: ScoringRound, key: str) -> ScoringMatter:
    matter: ScoringMatter = get_object_or_404(known.matters, key=key)
    matter.round = known
    return matter


def _to(known: ScoringRound, page: str = "round") -> tuple[Any, ...]:
    return f"plan:scoring_{page}", known.partnership.slug, known.pk


def rounds(request: PartnershipRequest) -> HttpResponse:
    """Every round, and opening one."""
    editor = request.viewer.has(rules.PLANNERS)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and not editor:
        raise Http404("only who plans opens a round")

    def save() -> HttpResponse:
        made = scoring_rounds.open_round(request.partnership, form.cleaned_data["title"], by=request.viewer)
        return done(request, "The round is open. Put in what could come first.", *_to(made, "matters"))

    listed = ScoringRound.objects.visible_to(request.viewer).order_by("-pk")
    shown = {"rounds": listed, "form": form if editor else None}
    return form_page(request, form, save, "plan/scoring.html", shown)


def round_page(request: PartnershipRequest, number: int) -> HttpResponse:
    """A round: what is to score, and what the scores come to once one's own are given."""
    known = _round(request, number)
    if request.method == "POST":
        return _closed(request, known)
    matters, scores = list(known.matters.all()), showing.scores_of(known)
    mine = {each.matter_id for each in scores if each.person_id == request.viewer.person}
    seen = showing.seen_by(known, matters, scores, request.viewer.person)
    found = showing.outcome(known, matters, scores) if seen and matters else None
    draft = PlanEdition.objects.filter(partnership_id=known.partnership_id, status=rules.DRAFT).first()
    shown = {
        "round": known,
        "matters": [(each, each.pk in mine) for each in matters],
        "left": sum(each.pk not in mine for each in matters),
        "people": len({each.person_id for each in scores}),
        "found": found,
        "columns": COLUMNS,
        "rows": [_row(request, known, each) for each in found.stood] if found else [],
        "total": sum(showing.weights_of(known).values()),
        "editor": request.viewer.has(rules.PLANNERS) and not known.closed,
        "decider": request.viewer.has(rules.APPROVERS) and not known.closed,
        "draft": draft if request.viewer.has(rules.PLANNERS) else None,
    }
    return render(request, "plan/scoring_round.html", shown)


def _closed(request: PartnershipRequest, known: ScoringRound) -> HttpResponse:
    if not request.viewer.has(rules.APPROVERS):
        raise Http404("only who decides closes a round")
    close = partial(scoring_rounds.close, known, by=request.viewer)
    return post_action(request, close, "The round is closed.", *_to(known))


def _row(request: PartnershipRequest, known: ScoringRound, each: showing.Stood) -> list[Any]:
    scored = each.scored
    return [
        {"text": each.matter.title, "note": each.decision.reason if each.decision else ""},
        "" if scored.score is None else f"{scored.score:.2f}",
        "" if scored.rank is None else str(scored.rank),
        {"text": str(scored.people), "note": each.apart},
        showing.decided_words(each.decision),
    ]


def matters(request: PartnershipRequest, number: int) -> HttpResponse:
    """Put matters in: findings as they are, several as one, or one's own; take out what nobody scored."""
    known = _round(request, number)
    if out := request.POST.get("out"):
        take_out = partial(scoring_rounds.take_out, _matter(known, out), by=request.viewer)
        return post_action(request, take_out, "", *_to(known, "matters"))
    offered = scoring_rounds.proposed(known.version)
    form = MattersForm([(each.id, each.words) for each in offered], request.POST or None)

    def save() -> HttpResponse:
        given = form.cleaned_data
        picked = [each for each in offered if each.id in given.get("findings", ())]
        scoring_rounds.put_in(known, given["title"], picked, by=request.viewer)
        return done(request, "Put in.", *_to(known, "matters"))

    shown = {"round": known, "matters": known.matters.all()}
    return form_page(request, form, save, "plan/scoring_matters.html", shown)


def weights(request: PartnershipRequest, number: int) -> HttpResponse:
    """Change the weights, with the reason."""
    known = _round(request, number)
    first = WeightsForm.initial_of(scoring_rounds.weights_now(known)) | {"reason": ""}
    form = WeightsForm(known.criteria, request.POST or None, initial=first)

    def save() -> HttpResponse:
        reason, read = form.cleaned_data["reason"], form.cleaned_data["revision"]
        scoring_rounds.weigh(known, form.weights, reason, read=read, by=request.viewer)
        return done(request, "The weights are changed.", *_to(known))

    shown = {"round": known, "heading": "Change the weights"}
    return form_page(request, form, save, "plan/scoring_write.html", shown)


def score(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Score one matter; then the next one that the viewer has not scored."""
    known = _round(request, number)
    matter = _matter(known, key)
    mine = {each.criterion: each.value for each in matter.scores.filter(person_id=request.viewer.person)}
    form = ScoreForm(known.criteria, request.POST or None, initial=mine)

    def save() -> HttpResponse:
        scoring_rounds.score(matter, form.cleaned_data, by=request.viewer)
        words = f"Scored: {matter.title}"
        following = known.matters.exclude(scores__person_id=request.viewer.person).first()
        if following:
            return done(request, words, "plan:score", known.partnership.slug, known.pk, following.key)
        return done(request, words, *_to(known))

    shown = {"round": known, "heading": matter.title, "matter": matter}
    return form_page(request, form, save, "plan/scoring_write.html", shown)


def decide(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Decide on one matter, with the reason."""
    known = _round(request, number)
    matter = _matter(known, key)
    last = matter.decisions.last()
    form = MatterDecisionForm(request.POST or None, initial={"revision": last.pk if last else 0})

    def save() -> HttpResponse:
        given = dict(form.cleaned_data)
        read, chosen = given.pop("revision"), given.pop("chosen") == "yes"
        decided = scoring_rounds.MatterDecision(chosen, **given)
        scoring_rounds.decide(matter, decided, read=read, by=request.viewer)
        return done(request, "Decided.", *_to(known))

    shown = {"round": known, "heading": f"Decide: {matter.title}", "matter": matter}
    return form_page(request, form, save, "plan/scoring_write.html", shown)


def round_csv(request: PartnershipRequest, number: int) -> HttpResponse:
    """The round for a spreadsheet, for whoever may see what others gave."""
    known = _round(request, number)
    matters, scores = list(known.matters.all()), showing.scores_of(known)
    if not showing.seen_by(known, matters, scores, request.viewer.person):
        raise Http404("score first")
    table = showing.round_table(known, showing.outcome(known, matters, scores))
    return table_response(table, f"scoring-{known.pk}.csv")


def first_words(request: PartnershipRequest) -> dict[str, Any]:
    """What a chosen matter brings to the page that adds a priority to a draft."""
    asked = whole_number(request.GET.get("matter", "")) or 0
    wanted = ScoringMatter.objects.filter(
        pk=asked, round__partnership__slug=request.viewer.partnership
    ).select_related("round")
    matter = wanted.first()
    decision = matter.decisions.last() if matter else None
    if matter is None or decision is None or not decision.chosen:
        return {}
    page = reverse("plan:scoring_round", args=[request.viewer.partnership, matter.round_id])
    rests = "; ".join(f"{each['words']} (figure {each['figure'][:12]})" for each in matter.findings)
    evidence = f"{rests}. " if rests else ""
    return {
        "title": matter.title[:200],
        "reason": decision.reason,
        "evidence": f"{evidence}Scored in “{matter.round.title}”, {page}",
    }
