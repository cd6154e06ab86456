"""The writes of a scoring round: open it, put matters in, weigh, score, decide, close.

Each takes ``by=viewer``, runs in one transaction and leaves an audit row. The round's row is written first,
so that two people at once wait for each other. A ``Refusal`` says what to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wardmote.deciding.plan.models import Score, ScoredDecision, ScoringMatter, ScoringRound
from wardmote.deciding.plan.rules import scoring as rules
from wardmote.ground.casework import Act, EditConflict, hold, refuse, write
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment.models import Version
from wardmote.knowing.assessment.reading import newest_readable
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.paper import paper_of
from wardmote.measuring.drafting.words import plain


@dataclass(frozen=True)
class Proposed:
    """A leading finding of the assessment: ``figure`` the hash of what its numbers rest on."""

    id: str
    words: str
    figure: str


@dataclass(frozen=True)
class MatterDecision:
    """Whether a matter comes in, at which place, and why."""

    chosen: bool
    place: int | None
    reason: str


@dataclass(frozen=True)
class RoundWeights:
    """The weights of a round as they stand: who weighed last and why; ``revision`` counts the weighings."""

    weights: Mapping[str, float]
    reason: str
    by: str
    revision: int


def weights_now(known: ScoringRound) -> RoundWeights:
    """The weights as they stand."""
    last = known.weighings[-1] if known.weighings else {"reason": "", "by": known.opened_by}
    weights = {each["key"]: each["weight"] for each in known.criteria}
    return RoundWeights(weights, last["reason"], last["by"], len(known.weighings))


def newest_version(partnership: Partnership) -> Version | None:
    """The newest draft for partners that can be read."""
    return newest_readable(Version.objects.filter(partnership=partnership).for_partners())[0]


def proposed(version: Version | None) -> tuple[Proposed, ...]:
    """What the assessment leads with, in its order."""
    if version is None:
        return ()
    paper = paper_of(version.paper)
    return tuple(
        Proposed(told.key, plain(told.headline), paper.by_id[told.key].figure)
        for told in paper.stories
        if told.key in paper.by_id
    )


def open_round(partnership: Partnership, title: str, *, by: Viewer) -> ScoringRound:
    """A round with the usual criteria, on the newest assessment where there is one."""
    if not title.strip():
        raise Refusal("Give the round a name.", where="title")
    with write("plan.scoring_opened", by=by) as act:
        made = ScoringRound.objects.create(
            partnership=partnership, title=title.strip(), version=newest_version(partnership),
            criteria=[dict(each) for each in rules.CRITERIA], opened_by=str(by), opened_at=by.at,
        )  # fmt: skip
        act.subject = f"scoring:{made.pk}"
        act.detail = {"title": made.title, "version": str(made.version or "")}
    return made


def put_in(
    known: ScoringRound, title: str, findings: Sequence[Proposed] = (), *, by: Viewer
) -> tuple[ScoringMatter, ...]:
    """With a title: one matter that rests on these findings. Without: each finding a matter of its own."""
    with _write("matters", known, by=by) as act:
        _still_open(known, "no matter is put in")
        if not title.strip() and not findings:
            raise Refusal("Choose a finding, or write a matter of your own.", where="title")
        each_its_own = [(each.words, (each,)) for each in findings]
        wanted = [(title.strip(), findings)] if title.strip() else each_its_own
        made = tuple(_matter(known, words[:300], rests, by) for words, rests in wanted)
        act.detail = {"put in": [each.title for each in made]}
    return made


def _matter(known: ScoringRound, title: str, rests: Sequence[Proposed], by: Viewer) -> ScoringMatter:
    key = slug(title)[:80].strip("-")
    if not key:
        raise Refusal("Write the matter in words.", where="title", found=title)
    if known.matters.filter(key=key).exists():
        raise Refusal("There is a matter of that name.", where="title", found=title)
    return ScoringMatter.objects.create(
        round=known, key=key, title=title, by=str(by), at=by.at,
        findings=[vars(each) for each in rests],
    )  # fmt: skip


def take_out(matter: ScoringMatter, *, by: Viewer) -> None:
    """A matter put in by mistake, before anybody scored it."""
    known = matter.round
    with _write("matters", known, by=by) as act:
        _still_open(known, "no matter is taken out")
        if matter.scores.exists() or matter.decisions.exists():
            raise Refusal("Somebody has scored it; decide on it instead.", found=matter.title)
        title = matter.title
        matter.delete()
        act.detail = {"taken out": title}


def weigh(known: ScoringRound, weights: Mapping[str, float], reason: str, *, read: int, by: Viewer) -> None:
    """Other weights, with the reason that everybody reads; ``EditConflict`` where not those that were
    ``read`` (``weights_now``) stand."""
    with _write("weighed", known, by=by) as act:
        now = weights_now(known)
        if now.revision != read:
            raise EditConflict(now)
        was = dict(now.weights)
        refuse(rules.why_not_weigh(weights, known=was, reason=reason, closed=known.closed))
        known.criteria = [{**each, "weight": weights[each["key"]]} for each in known.criteria]
        act.detail = {"was": was, "now": dict(weights), "reason": reason.strip()}
        known.weighings = [*known.weighings, {**act.detail, "by": str(by), "on": by.today.isoformat()}]
        known.save(update_fields=("criteria", "weighings"))


def score(matter: ScoringMatter, values: Mapping[str, int | None], *, by: Viewer) -> None:
    """What the viewer gives a matter; a criterion left out counts as not scored. Writing again corrects."""
    known = matter.round
    with _write("scored", known, by=by) as act:
        given = {key: value for key, value in values.items() if value is not None}
        refuse(rules.why_not_score(closed=known.closed, values=given.values()))
        if unknown := set(given) - {each["key"] for each in known.criteria}:
            raise Refusal("There is no such criterion.", found=", ".join(sorted(unknown)))
        mine = matter.scores.filter(person_id=by.person)
        was = {each.criterion: each.value for each in mine}
        mine.exclude(criterion__in=given).delete()
        for criterion, value in given.items():
            Score.objects.update_or_create(
                matter=matter, criterion=criterion, person_id=by.person,
                defaults={"partnership_id": known.partnership_id, "value": value, "by": str(by), "at": by.at},
            )  # fmt: skip
        act.detail = {"matter": matter.key, "was": was, "now": given}


def decide(
    matter: ScoringMatter, decided: MatterDecision, *, read: int | None = None, by: Viewer
) -> ScoredDecision:
    """What people decided on a matter. ``read``: the decision its writer had before them, by its number, or
    0; ``EditConflict`` where another stands."""
    known, chosen, place, reason = matter.round, decided.chosen, decided.place, decided.reason
    with _write("decided", known, by=by) as act:
        last = matter.decisions.last()
        if read is not None and (last.pk if last else 0) != read:
            raise EditConflict(last)
        taken = {
            each.place: each.matter.title
            for pk, each in _decisions(known).items()
            if each.chosen and each.place and pk != matter.pk
        }
        closed, scored = known.closed, matter.scores.exists()
        refuse(
            rules.why_not_decide_on(closed=closed, scored=scored)
            or rules.why_not_decide(chosen=chosen, place=place, taken=taken, reason=reason)
        )
        made = ScoredDecision.objects.create(
            partnership_id=known.partnership_id, matter=matter, chosen=chosen,
            place=place if chosen else None, reason=reason.strip(), by=str(by), at=by.at,
        )  # fmt: skip
        act.detail = {"matter": matter.key, "chosen": chosen, "reason": made.reason}
    return made


def close(known: ScoringRound, *, by: Viewer) -> None:
    """End a round in which every matter is decided on."""
    with _write("closed", known, by=by):
        decided = _decisions(known)
        left = [each.title for each in known.matters.all() if each.pk not in decided]
        refuse(rules.why_not_close(closed=known.closed, open_matters=left))
        known.closed_by, known.closed_at = str(by), by.at
        known.save(update_fields=("closed_by", "closed_at"))


def _decisions(known: ScoringRound) -> dict[int, ScoredDecision]:
    return ScoredDecision.objects.filter(matter__round=known).now()


@contextmanager
def _write(verb: str, known: ScoringRound, *, by: Viewer) -> Iterator[Act]:
    """A write in a round, which is nobody else's until it is done."""
    with write(f"plan.scoring_{verb}", f"scoring:{known.pk}", by=by) as act:
        hold(ScoringRound.objects.filter(pk=known.pk))
        known.refresh_from_db()
        yield act


def _still_open(known: ScoringRound, words: str) -> None:
    if known.closed:
        raise Refusal(f"This round is closed; {words} any more.")
