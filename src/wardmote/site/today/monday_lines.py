"""The lines of the Monday page, gathered from the rooms.

In: a ``DashboardContext`` (partnership, viewer, time). Out: lines, most important first
in each kind. Counts and the small curve beside a change come from the figure
behind the sentence; nothing is counted for this page alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wardmote.ground.jobs.models import Job
from wardmote.ground.jobs.rules import DONE, FAILED, REFUSED
from wardmote.ground.owed import SharedQuery, ask_together
from wardmote.ground.partners.models import Invitation, Partnership
from wardmote.ground.partners.rules import JUDGES, KEEPERS, LOADERS, READERS, SIGNERS
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment.making import DRAFT, is_behind
from wardmote.knowing.assessment.models import Assessment, Version
from wardmote.knowing.assessment.reading import flags_of, newest_readable
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.knowing.evidence.rules import LOADING
from wardmote.knowing.evidence.uploads import open_uploads
from wardmote.measuring.analysis.change import TOO_FEW_MONTHS
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.event_windows import EventWindow, windows
from wardmote.measuring.catalogue.periods import Period, day_words, month_index, month_label
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.paper import Paper, paper_of
from wardmote.measuring.drafting.parts import missing
from wardmote.measuring.drafting.words import inside, plain
from wardmote.measuring.figures.series import series
from wardmote.measuring.store.answers import Feed, Place
from wardmote.site.today.sentences import say

CHANGED, WAITING, NEXT = "changed", "waiting", "next"
CURVE_MONTHS = 24
LATE_AFTER = 3  # months after a month's end by which police.uk has published it
AHEAD = timedelta(days=120)
FAILED_WITHIN = timedelta(days=7)
FAILED_AT_MOST = 3
RUNS_OUT_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class MondayLine:
    """One line: words, where they lead, and for a change its two counts and months."""

    kind: str
    words: str
    url: str
    counts: str = ""
    months: tuple[int, ...] = ()
    months_label: str = ""


@dataclass
class DashboardContext:
    """What the lines are made of, each looked up once."""

    partnership: Partnership
    viewer: Viewer
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def opened(self) -> Opened:
        return opened(self.partnership)

    @cached_property
    def place(self) -> Place | None:
        return self.opened.place(self.partnership)

    @cached_property
    def drafts(self) -> tuple[Version | None, tuple[Version, ...]]:
        """The newest draft for partners that can be read, with what was written over it; newer ones that
        cannot."""
        held = Version.objects.filter(assessment__in=Assessment.objects.visible_to(self.viewer))
        told = held.select_related("assessment", "sign_off").prefetch_related("assessment__edits")
        return newest_readable(told.for_partners())

    @property
    def version(self) -> Version | None:
        return self.drafts[0]

    @cached_property
    def paper(self) -> Paper | None:
        return paper_of(self.version.paper) if self.version else None

    @property
    def compared(self) -> bool:
        """Whether anything of the newest draft could be compared with something earlier."""
        return self.paper is not None and any(f.question == "change" for f in self.paper.findings)

    @property
    def too_few_months(self) -> bool:
        """Whether too few months are held to say of anything that it changed."""
        return self.paper is not None and any(f.change == TOO_FEW_MONTHS for f in self.paper.findings)

    @property
    def begun(self) -> bool:
        """Whether there is any evidence to speak of."""
        return self.place is not None

    @property
    def synthetic(self) -> bool:
        return bool(self.paper and self.paper.synthetic)

    @property
    def about(self) -> str:
        """Which months the changes compare, of the period those that can be; "" where nothing is."""
        if self.paper is None or self.paper.against is None:
            return ""
        now, then = self.paper.period, self.paper.against
        mine = (f.period for f in self.paper.findings if f.question == "change" and f.against == then)
        return say("about", place=self.paper.place, now=next(mine, now).short_label, then=then.short_label)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        if self.place is None:
            return ()
        with self.opened.lock:
            return self.opened.inquiry.evidence.feeds(self.place)


# ---- what changed ----


def changed(context: DashboardContext, *, told: frozenset[str] = frozenset()) -> Iterator[MondayLine]:
    """Clear changes of the newest draft, the worse ones first, as people worded them.

    ``told``: classes of which an exception tells already.
    """
    paper, version = context.paper, context.version
    if paper is None or version is None:
        return
    edits = {edit.finding: edit for edit in version.assessment.edits.all()}
    clear = [f for f in paper.findings if f.question == "change" and f.change.startswith("clear")]
    for finding in sorted(clear, key=lambda f: (not f.adverse, f.about_part, -f.interest)):
        edit = edits.get(finding.id)
        if (edit and edit.hidden) or finding.about in told:
            continue
        words = edit.words if edit and edit.words else plain(finding.headline or finding.words)
        months, label = _curve(context, finding)
        yield MondayLine(
            CHANGED,
            words if words.endswith(".") else f"{words}.",
            _changes_url(context, finding, paper),
            counts=_counts(finding, words),
            months=months,
            months_label=label,
        )


def _counts(finding: Finding, words: str) -> str:
    """Both counts with their months, where the words do not say them."""
    count, before = finding.count or 0, finding.count_against or 0
    if finding.against is None or all(f"{each:,}" in words for each in (count, before)):
        return ""
    now, then = finding.period.label, finding.against.label
    return say("change-counts", before=before, then=then, count=count, now=now)


def _changes_url(context: DashboardContext, finding: Finding, paper: Paper) -> str:
    asked = {"measure": f"{finding.feed}/{finding.about}", "period": paper.period.code}
    if paper.against:
        asked["against"] = paper.against.code
    return f"{reverse('asking:changes', args=[context.partnership.slug])}?{urlencode(asked)}"


def _curve(context: DashboardContext, finding: Finding) -> tuple[tuple[int, ...], str]:
    """The months behind a change, as far as they are held without a gap."""
    if context.place is None or context.paper is None:
        return (), ""
    last = context.paper.period.last_month
    span = Period.of_months(last - CURVE_MONTHS + 1, last)
    try:
        with context.opened.lock:
            counted = series(
                context.opened.inquiry,
                finding.feed,
                finding.about,
                area=str(context.place.id),
                period=span,
            )
    except Refusal:
        return (), ""
    if not all(counted.held):
        return (), ""
    return counted.by_month, say("months", what=finding.subject, span=span.label)


# ---- what waits for somebody ----


def waiting(context: DashboardContext) -> Iterator[MondayLine]:
    """Drafts that cannot be read, edits to look at, drafts behind the evidence, months that have not come,
    work that failed."""
    yield from _unread(context)
    yield from _behind(context)
    yield from _brought(context)
    failed, ending = _noticed(context)
    yield from failed
    yield from _late(context)
    yield from ending


def _unread(context: DashboardContext) -> Iterator[MondayLine]:
    """The page speaks of an older draft: it says so."""
    for version in context.drafts[1]:
        key = "draft-unread-instead" if context.version else "draft-unread"
        words = say(key, version=version, older=context.version)
        url = reverse("assessment:read", args=[context.partnership.slug, version.assessment_id])
        yield MondayLine(WAITING, words, url)


def _behind(context: DashboardContext) -> Iterator[MondayLine]:
    version = context.version
    if version is None or not context.viewer.has(JUDGES):
        return
    url = reverse("assessment:read", args=[context.partnership.slug, version.assessment_id])
    flags = flags_of(context.paper, version.assessment.edits.all()) if context.paper else ()
    if flags:
        yield MondayLine(WAITING, say("corrected-behind", count=len(flags)), url)
    if is_behind(version, context.opened):
        yield MondayLine(WAITING, say("draft-behind", assessment=version.assessment), url)


def _brought(context: DashboardContext) -> Iterator[MondayLine]:
    """Files somebody brought that wait for an answer, for those who may give it."""
    if not context.viewer.has(LOADERS):
        return
    waits = [each for each in open_uploads(context.partnership) if each.state != LOADING]
    if not waits:
        return
    first, more = waits[0].name, len(waits) - 1
    words = say("files-wait", name=first, more=more) if more else say("file-waits", name=first)
    url = reverse("evidence:add", args=[context.partnership.slug])
    yield MondayLine(WAITING, words, url)


def _noticed(context: DashboardContext) -> tuple[list[MondayLine], list[MondayLine]]:
    """What failed, the latest first, and which invitations run out, the next first; one question."""
    failed, ending = ask_together([_failed(context), _ending(context)])
    failed.sort(key=lambda pair: pair[0], reverse=True)
    ending.sort(key=lambda pair: pair[0])
    return [line for _, line in failed[:FAILED_AT_MOST]], [line for _, line in ending]


def _failed(context: DashboardContext) -> SharedQuery[tuple[datetime, MondayLine]]:
    """What failed and was not put right since, for those who may mend it: judges, keepers, who asked."""
    jobs = Job.objects.of(context.partnership.slug)
    same = {name: OuterRef(name) for name in ("kind", "key", "about")}
    there = Assessment.objects.annotate(number=Cast("pk", CharField())).filter(number=OuterRef("key"))
    ended = jobs.filter(state__in=(FAILED, REFUSED), ended_at__gt=context.now - FAILED_WITHIN).exclude(
        Exists(jobs.filter(**same, state=DONE, ended_at__gt=OuterRef("ended_at")))
    )
    ended = ended.exclude(Q(kind=DRAFT) & ~Exists(there))
    if not context.viewer.has(JUDGES | KEEPERS):
        ended = ended.filter(by=str(context.viewer))

    def told(job: Any) -> tuple[datetime, MondayLine]:
        words = say("work-failed", about=job.about, problem=job.problem.get("what", "see why"))
        url = reverse("jobs:job", args=[context.partnership.slug, job.pk])
        return job.ended_at, MondayLine(WAITING, words, url)

    return SharedQuery(ended, {name: name for name in ("pk", "about", "problem", "ended_at")}, told)


def _late(context: DashboardContext) -> Iterator[MondayLine]:
    """Feeds whose next month should have come by now; synthetic ones are never late."""
    today = month_index(context.today.year, context.today.month)
    for feed in context.feeds:
        if feed.synthetic or not feed.months or feed.months[-1] >= today - LATE_AFTER:
            continue
        words = say("months-late", source=feed.title, month=month_label(feed.months[-1]))
        yield MondayLine(WAITING, words, reverse("evidence:home", args=[context.partnership.slug]))


def _ending(context: DashboardContext) -> SharedQuery[tuple[datetime, MondayLine]]:
    """Invitations that run out within days and were not taken up, for those who invite."""
    open_ = Invitation.objects.filter(partnership=context.partnership).open(context.now)
    ending = open_.filter(ends_at__lt=context.now + RUNS_OUT_WITHIN)
    if not context.viewer.has(KEEPERS):
        ending = ending.none()

    def told(invitation: Any) -> tuple[datetime, MondayLine]:
        last = day_words(timezone.localdate(invitation.ends_at))
        words = say("invitation-ends", email=invitation.email, day=last)
        url = reverse("partners:people", args=[context.partnership.slug])
        return invitation.ends_at, MondayLine(WAITING, words, url)

    return SharedQuery(ending, {name: name for name in ("email", "ends_at")}, told)


def system(context: DashboardContext) -> Iterator[MondayLine]:
    """What only who runs the installation can mend, for who keeps it and reads no records."""
    if context.viewer.has(KEEPERS) and not context.viewer.may_read(READERS):
        for lines in _noticed(context):
            yield from lines


# ---- what comes next ----


def coming(context: DashboardContext) -> Iterator[MondayLine]:
    """The next named time of year that mattered here, and the sign-off."""
    yield from _sign_off(context)
    yield from _windows(context)


def _sign_off(context: DashboardContext) -> Iterator[MondayLine]:
    version = context.version
    if version is None or version.signed or not context.viewer.has(SIGNERS):
        return
    url = reverse("assessment:sign_off", args=[context.partnership.slug, version.assessment_id])
    empty = [inside(part.title) for part in missing(context.paper.parts)] if context.paper else []
    words = say("sign-off", assessment=version.assessment)
    if empty:
        words = say(
            "sign-off-missing", assessment=version.assessment, missing=len(empty), parts=listed(empty)
        )
    yield MondayLine(NEXT, words, url)


def _windows(context: DashboardContext) -> Iterator[MondayLine]:
    if context.paper is None or context.version is None:
        return
    today = context.today
    told = {f.id: f for f in context.paper.findings if f.question == "event_window"}
    for window in _next_windows(today):
        found = [f for f in told.values() if window.key in f.id]
        if found:
            best = max(found, key=lambda f: f.interest)
            day, before = day_words(window.start), plain(best.words)
            words = say("time-of-year", name=window.label, day=day, before=before)
            url = reverse("assessment:read", args=[context.partnership.slug, context.version.assessment_id])
            yield MondayLine(NEXT, words, url)


def _next_windows(today: date) -> list[EventWindow]:
    return sorted(w for w in windows("event") if today <= w.start <= today + AHEAD)
