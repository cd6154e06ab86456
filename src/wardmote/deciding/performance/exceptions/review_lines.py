"""What a review said of every measure and part: what it owes, why, and where that stands.

In: a ``ReviewRun`` after its exceptions were opened, aged and closed. Out: a ``MonthReview`` with one line
each; the one before where nothing is different. A line that owes and has neither an exception nor a standing
decision is kind ``lacks one``: it must never come up, and the page that proves it looks for it.
"""

from typing import Any

from django.utils import timezone

from wardmote.deciding.performance.exceptions.exception_words import name_of, test_words
from wardmote.deciding.performance.measures.results import Read
from wardmote.deciding.performance.measures.review_run import ReviewRun
from wardmote.deciding.performance.models import MonthReview, PlanException
from wardmote.measuring.analysis.adverse import ANSWERS, TARGET, YEAR, Adverse
from wardmote.measuring.analysis.exceptions import SELDOM, Watched, looks_of, owes
from wardmote.measuring.analysis.steps import Bar
from wardmote.measuring.catalogue.periods import month_code

EXCEPTION, HELD, LACKS, NOT_JUDGED, WATCH, INSIDE = (
    "exception", "held by decision", "lacks one", "not judged", "watch", "inside",
)  # fmt: skip


def keep_review(run: ReviewRun) -> MonthReview:
    """Write the review, or find the one that says the same."""
    watching = run.watched(None)
    held_to = run.bar(watching)
    rows = PlanException.objects.filter(partnership=run.partnership).open_first()
    lines = [_line(run, each, held_to, rows) for each in watching]
    told = {line["measure"] for line in lines}
    lines += [_untested(run, each) for each in run.reads if each.of.measure.key not in told]
    last: MonthReview | None = MonthReview.objects.filter(partnership=run.partnership).first()
    same = (lines, run.evidence, run.edition.pk)
    if last and (last.lines, last.evidence, last.edition_id) == same:
        return last
    found: MonthReview = MonthReview.objects.create(
        partnership=run.partnership,
        edition=run.edition,
        evidence=run.evidence,
        looks=looks_of(watching),
        lines=lines,
        on=run.on,
        at=timezone.now(),
    )
    return found


def _line(run: ReviewRun, each: Watched, held_to: Bar, rows: list[PlanException]) -> dict[str, Any]:
    beyond = owes(each, held_to)
    covering = next((row for row in rows if row.covers(each.key, month_code(each.month))), None)
    worst = min((test for test in each.tests if test.worse), key=lambda test: test.p, default=None)
    kind = _kind(each, covering, beyond, worst)
    return {
        "measure": each.key,
        "name": name_of(each.key),
        "month": _month(run),
        "owes": beyond is not None,
        "kind": kind,
        "why": _why(run.read_of(each.key), each, (beyond or worst) if kind != INSIDE else None),
        "exception": covering.pk if covering else None,
        "tests": [vars(test) for test in each.tests],
    }


def kind_of(covering: PlanException | None) -> str:
    """What a measure that owes is, by the exception that answers for it."""
    if covering is None:
        return LACKS
    return EXCEPTION if covering.is_open else HELD


def _kind(
    each: Watched, covering: PlanException | None, beyond: Adverse | None, worst: Adverse | None
) -> str:
    if beyond is not None:
        return kind_of(covering)
    if not each.tests:
        return NOT_JUDGED
    near = worst is not None and (worst.p <= SELDOM or worst.kind in (YEAR, TARGET, ANSWERS))
    return WATCH if near else INSIDE


def _why(source: Read, each: Watched, shown: Adverse | None) -> str:
    if shown is not None:
        return test_words(vars(shown), each.month, source.of.measure.polarity)
    if not each.tests:
        return str(source.judged.get("why_none") or source.reason or "It has no tests yet.")
    return "No worse than chance often makes it."


def _untested(run: ReviewRun, each: Read) -> dict[str, Any]:
    return {
        "measure": each.of.measure.key,
        "name": each.of.measure.name,
        "month": _month(run),
        "owes": False,
        "kind": NOT_JUDGED,
        "why": each.judged.get("why_none") or each.reason or "One value does not tell a change.",
        "exception": None,
        "tests": [],
    }


def _month(run: ReviewRun) -> str:
    return month_code(run.latest) if run.latest else ""
