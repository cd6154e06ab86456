"""The lines of the Monday page, gathered from the rooms.

In: a ``DashboardContext`` (partnership, viewer, time). Out: lines, most important first
in each kind. Counts and the small curve beside a change come from the figure
behind the sentence; nothing is counted for this page alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext

from wardmote.ground.jobs.models import Job
from wardmote.ground.jobs.rules import FAILED, REFUSED
from wardmote.ground.partners.models import Invitation, Partnership
from wardmote.ground.partners.rules import JUDGES, KEEPERS, LOADERS, SIGNERS
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment.making import is_behind
from wardmote.knowing.assessment.models import Assessment, Version
from wardmote.knowing.assessment.reading import flags_of
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.knowing.evidence.rules import LOADING
from wardmote.knowing.evidence.uploads import open_uploads
from wardmote.measuring.catalogue.event_windows import EventWindow, windows
from wardmote.measuring.catalogue.periods import Period, day_words, month_index, month_label
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.paper import Paper, paper_of
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.series import series
from wardmote.measuring.store.answers import Feed, Place

CHANGED, WAITING, NEXT = "changed", "waiting", "next"
CURVE_MONTHS = 24
LATE_AFTER = 3  # months after a month's end by which police.uk has published it
AHEAD = timedelta(days=120)
FAILED_WITHIN = timedelta(days=7)
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
    def version(self) -> Version | None:
        """The newest version of the newest period's assessment for partners."""
        newest = Assessment.objects.visible_to(self.viewer).for_partners()
        return newest.versions.select_related("assessment").first() if newest else None

    @cached_property
    def paper(self) -> Paper | None:
        return paper_of(self.version.paper) if self.version else None

    @property
    def begun(self) -> bool:
        """Whether there is any evidence to speak of."""
        return self.place is not None

    @property
    def synthetic(self) -> bool:
        return bool(self.paper and self.paper.synthetic)

    @property
    def about(self) -> str:
        """What the changes speak of: the period and what it is compared with."""
        if self.paper is None:
            return ""
        against = f", compared with {self.paper.against.label}" if self.paper.against else ""
        return f"{self.paper.place}, {self.paper.period.label}{against}"

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        if self.place is None:
            return ()
        with self.opened.lock:
            return self.opened.inquiry.evidence.feeds(self.place)


# ---- what changed ----


def changed(morning: DashboardContext, *, told: frozenset[str] = frozenset()) -> Iterator[MondayLine]:
    """Clear changes of the newest draft, the worse ones first, as people worded them.

    ``told``: classes of which an exception tells already.
    """
    paper, version = morning.paper, morning.version
    if paper is None or version is None:
        return
    edits = {edit.finding: edit for edit in version.assessment.edits.all()}
    clear = [f for f in paper.findings if f.question == "change" and f.change.startswith("clear")]
    for finding in sorted(clear, key=lambda f: (not f.adverse, f.about_part, -f.interest)):
        edit = edits.get(finding.id)
        if (edit and edit.hidden) or finding.about in told:
            continue
        words = edit.words if edit and edit.words else plain(finding.headline or finding.words)
        months, label = _curve(morning, finding)
        counts = f"{finding.count or 0:,}", f"{finding.count_against or 0:,}"
        yield MondayLine(
            CHANGED,
            words if words.endswith(".") else f"{words}.",
            _changes_url(morning, finding, paper),
            counts="" if all(each in words for each in counts) else f"{counts[0]} now, {counts[1]} before",
            months=months,
            months_label=label,
        )


def _changes_url(morning: DashboardContext, finding: Finding, paper: Paper) -> str:
    asked = {"measure": f"{finding.feed}/{finding.about}", "period": paper.period.code}
    if paper.against:
        asked["against"] = paper.against.code
    return f"{reverse('asking:changes', args=[morning.partnership.slug])}?{urlencode(asked)}"


def _curve(morning: DashboardContext, finding: Finding) -> tuple[tuple[int, ...], str]:
    """The months behind a change, as far as they are held without a gap."""
    if morning.place is None or morning.paper is None:
        return (), ""
    last = morning.paper.period.last_month
    span = Period.of_months(last - CURVE_MONTHS + 1, last)
    try:
        with morning.opened.lock:
            counted = series(
                morning.opened.inquiry,
                finding.feed,
                finding.about,
                area=str(morning.place.id),
                period=span,
            )
    except Refusal:
        return (), ""
    if not all(counted.held):
        return (), ""
    return counted.by_month, f"by month, {span.label}"


# ---- what waits for somebody ----


def waiting(morning: DashboardContext) -> Iterator[MondayLine]:
    """Edits to look at, drafts behind the evidence, months that have not come, work that failed."""
    yield from _behind(morning)
    yield from _brought(morning)
    yield from _failed(morning)
    yield from _late(morning)
    yield from _invitations(morning)


def _behind(morning: DashboardContext) -> Iterator[MondayLine]:
    version = morning.version
    if version is None or not morning.viewer.has(JUDGES):
        return
    url = reverse("assessment:read", args=[morning.partnership.slug, version.assessment_id])
    flags = flags_of(morning.paper, version.assessment.edits.all()) if morning.paper else ()
    if flags:
        number = ngettext("One sentence was", f"{len(flags)} sentences were", len(flags))
        yield MondayLine(
            WAITING, f"{number} corrected by a person, and the number behind has changed since.", url
        )
    if is_behind(version, morning.opened):
        yield MondayLine(
            WAITING, f"Other evidence counts now than when {version.assessment} was drafted.", url
        )


def _brought(morning: DashboardContext) -> Iterator[MondayLine]:
    """Files somebody brought that wait for an answer, for those who may give it."""
    if not morning.viewer.has(LOADERS):
        return
    waits = [each for each in open_uploads(morning.partnership) if each.state != LOADING]
    if not waits:
        return
    first = waits[0]
    more = f" and {len(waits) - 1} more" if waits[1:] else ""
    words = f"{first.name}{more} {'wait' if more else 'waits'} for an answer."
    url = reverse("evidence:add", args=[morning.partnership.slug])
    yield MondayLine(WAITING, words, url)


def _failed(morning: DashboardContext) -> Iterator[MondayLine]:
    ended = Job.objects.filter(
        partnership=morning.partnership.slug,
        state__in=(FAILED, REFUSED),
        ended_at__gt=morning.now - FAILED_WITHIN,
    )
    for job in ended.order_by("-ended_at")[:3]:
        yield MondayLine(
            WAITING,
            f"{job.about} did not work: {job.problem.get('what', 'see why')}",
            reverse("jobs:job", args=[morning.partnership.slug, job.pk]),
        )


def _late(morning: DashboardContext) -> Iterator[MondayLine]:
    """Feeds whose next month should have come by now; synthetic ones are never late."""
    today = month_index(morning.today.year, morning.today.month)
    for feed in morning.feeds:
        if feed.synthetic or not feed.months or feed.months[-1] >= today - LATE_AFTER:
            continue
        words = f"{feed.title} end with {month_label(feed.months[-1])}. Later months have not come."
        yield MondayLine(WAITING, words, reverse("evidence:home", args=[morning.partnership.slug]))


def _invitations(morning: DashboardContext) -> Iterator[MondayLine]:
    if not morning.viewer.has(KEEPERS):
        return
    for invitation in Invitation.objects.filter(
        partnership=morning.partnership,
        taken_up_at__isnull=True,
        withdrawn_at__isnull=True,
        ends_at__gt=morning.now,
        ends_at__lt=morning.now + RUNS_OUT_WITHIN,
    ):
        last = day_words(timezone.localdate(invitation.ends_at))
        words = f"The invitation to {invitation.email} runs out on {last}."
        yield MondayLine(WAITING, words, reverse("partners:people", args=[morning.partnership.slug]))


def system(morning: DashboardContext) -> Iterator[MondayLine]:
    """What only who runs the installation can mend."""
    if not morning.viewer.has(KEEPERS):
        return
    if not morning.viewer.has(JUDGES):
        yield from _failed(morning)
        yield from _invitations(morning)


# ---- what comes next ----


def coming(morning: DashboardContext) -> Iterator[MondayLine]:
    """The next named time of year that mattered here, and the sign-off."""
    yield from _sign_off(morning)
    yield from _windows(morning)


def _sign_off(morning: DashboardContext) -> Iterator[MondayLine]:
    version = morning.version
    if version is None or version.signed or not morning.viewer.has(SIGNERS):
        return
    url = reverse("assessment:sign_off", args=[morning.partnership.slug, version.assessment_id])
    lacking = [part.title.lower() for part in morning.paper.parts if part.missing] if morning.paper else []
    words = f"{version.assessment} waits to be signed off."
    if lacking:
        more = f" and {len(lacking) - 1} more" if lacking[1:] else ""
        words += f" Still missing: {lacking[0]}{more}."
    yield MondayLine(NEXT, words, url)


def _windows(morning: DashboardContext) -> Iterator[MondayLine]:
    if morning.paper is None or morning.version is None:
        return
    today = morning.today
    told = {f.id: f for f in morning.paper.findings if f.question == "event_window"}
    for window in _next_windows(today):
        found = [f for f in told.values() if window.key in f.id]
        if found:
            best = max(found, key=lambda f: f.interest)
            words = f"{window.label} begins on {day_words(window.start)}. {plain(best.words)}"
            url = reverse("assessment:read", args=[morning.partnership.slug, morning.version.assessment_id])
            yield MondayLine(NEXT, words, url)


def _next_windows(today: date) -> list[EventWindow]:
    return sorted(w for w in windows("event") if today <= w.start <= today + AHEAD)
