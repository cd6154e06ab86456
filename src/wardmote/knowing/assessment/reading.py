"""An assessment ready to be read: the stored paper with people's latest words on it, and what to look at.

In: an assessment, its latest version and what people decided. Out: a frozen
``AssessmentView``. Drawing takes some hundredths of a second, so what was drawn is kept
for the next reader until the version or a correction changes.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from wardmote.knowing.assessment import rules
from wardmote.knowing.assessment.judging import AssessmentDecisions
from wardmote.knowing.assessment.models import Assessment, Edit, Version, Versions
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.documents.html import Pieces, render_pieces
from wardmote.measuring.drafting.comparing import flagged
from wardmote.measuring.drafting.paper import Paper, is_readable, paper_of
from wardmote.measuring.drafting.parts import AssessmentPart, missing
from wardmote.measuring.drafting.pencil import Pencilled, pencilled

KEPT_AT_ONCE = 24


@dataclass(frozen=True)
class Flag:
    """A corrected sentence whose numbers changed since: what the program said then and says now."""

    key: str
    subject: str
    words: str
    then: str
    now: str


@dataclass(frozen=True)
class AssessmentView:
    """``pieces`` as safe HTML; ``flags`` in reading order; ``missing`` parts; ``synthetic`` data in it."""

    pieces: Pieces
    headline: str
    subtitle: str
    flags: tuple[Flag, ...]
    missing: tuple[AssessmentPart, ...]
    synthetic: bool


_kept: OrderedDict[tuple[object, ...], AssessmentView] = OrderedDict()
_lock = Lock()


def newest_readable(drafts: Versions) -> tuple[Version | None, tuple[Version, ...]]:
    """The first of these that this version of the program can read, and those before it that it cannot."""
    unread: list[Version] = []
    while True:
        version = next(iter(drafts[len(unread) : len(unread) + 1]), None)
        if version is None or is_readable(version.paper):
            return version, tuple(unread)
        unread.append(version)


def reading(
    assessment: Assessment, version: Version, known: AssessmentDecisions, *, judge: bool
) -> AssessmentView:
    """The page's content; ``judge`` offers to correct each sentence. The paper may be deferred."""
    key = (assessment.partnership.slug, version.pk, version.made_at, known.mark, judge)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _read(assessment, version, known, judge=judge)
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT_AT_ONCE:
            _kept.popitem(last=False)
    return made


def _read(
    assessment: Assessment, version: Version, known: AssessmentDecisions, *, judge: bool
) -> AssessmentView:
    paper = paper_of(version.paper)
    flags = flags_of(paper, known.edits)
    late = {} if known.is_in(version) else pencil_of(paper, known)
    document = pencilled(paper.document, late)
    figures = reverse("asking:figure", args=[assessment.partnership.slug, "-"]).removesuffix("-/")
    pieces = render_pieces(
        document,
        link=lambda figure: f"{figures}{figure}/",
        beside=_beside(assessment, paper, {flag.key for flag in flags}) if judge else None,
    )
    headline = next((e.words for e in known.edits if e.finding == rules.HEADLINE and e.words), paper.headline)
    return AssessmentView(
        pieces=pieces,
        headline=headline,
        subtitle=document.subtitle,
        flags=flags,
        missing=missing(paper.parts),
        synthetic=paper.synthetic,
    )


def pencil_of(paper: Paper, known: AssessmentDecisions) -> Mapping[str, Pencilled]:
    """People's edits as they are laid over the paper."""
    return {
        e.finding: Pencilled(
            words=e.words,
            comment=e.comment,
            hidden=bool(e.hidden),
            automatic=paper.by_id[e.finding].words if e.finding in paper.by_id else "",
        )
        for e in known.edits
    }


def flags_of(paper: Paper, edits: Iterable[Edit]) -> tuple[Flag, ...]:
    """Corrections that rest on numbers which are others in this paper, in reading order."""
    written = {e.finding: e for e in edits if e.said}
    seen = {key: (e.figure, e.automatic) for key, e in written.items() if e.figure}
    found = [_flag(paper, written[key], *said) for key, said in flagged(paper, seen).items()]
    headline = written.get(rules.HEADLINE)
    if headline and headline.automatic and headline.automatic != paper.automatic_headline:
        found.insert(0, _flag(paper, headline, headline.automatic, paper.automatic_headline))
    return tuple(found)


def _flag(paper: Paper, edit: Edit, then: str, now: str) -> Flag:
    finding = paper.by_id.get(edit.finding)
    subject = (
        finding.subject if finding else "The headline" if edit.finding == rules.HEADLINE else edit.finding
    )
    return Flag(edit.finding, subject, edit.said, then, now)


def _beside(assessment: Assessment, paper: Paper, flags: set[str]) -> Callable[[str], str]:
    """The link after a sentence; a sentence is named by what it is about for who cannot see it."""
    address = reverse("assessment:finding", args=[assessment.partnership.slug, assessment.pk])

    def link(key: str) -> str:
        finding = paper.by_id.get(key)
        subject = f"{finding.subject}: {questions()[finding.question]}" if finding else "the headline"
        mark = mark_safe('<strong class="paper-flag">Numbers have changed.</strong> ') if key in flags else ""
        return format_html(
            ' {}<a class="paper-correct" href="{}?{}">Correct'
            '<span class="govuk-visually-hidden"> ({})</span></a>',
            mark,
            address,
            urlencode({"key": key}),
            subject,
        )

    return link
