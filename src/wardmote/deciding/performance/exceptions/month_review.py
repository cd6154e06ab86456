"""The month's review: data land, measures are read and judged, exceptions open, join, age and close.

In: a partnership with an edition in force and a place. Out: a ``MonthReview`` with a line for every measure
and part, and the exceptions it changed. Done by a job as soon as other evidence counts and after a setting
changed (``measures.calling``). The same evidence reviewed again changes nothing. Months that landed together
are reviewed one after the other; before the first review only the latest is.

An exception that a decision closed stands for its measures up to its ``held_until``.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wardmote.deciding.performance.exceptions.exception_words import name_of, test_words
from wardmote.deciding.performance.exceptions.explanation import explain
from wardmote.deciding.performance.exceptions.review_lines import keep_review
from wardmote.deciding.performance.measures.results import Read
from wardmote.deciding.performance.measures.review_run import (
    Progress,
    ReviewRun,
    keep_readings,
    read_measures,
)
from wardmote.deciding.performance.models import ExceptionStep, MonthReview, PlanException
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.performance.rules.exceptions import part_of
from wardmote.ground.casework import note, write
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Partnership
from wardmote.measuring.analysis.exceptions import MonthlyReview, Open, owes, review
from wardmote.measuring.catalogue.periods import month_code, parse_month

MOST_MONTHS = 12
CURVE_MONTHS = 24


def review_job(running: work.Running) -> dict[str, Any]:
    """The job: nothing to do where no edition is in force or no place is settled."""
    town = Partnership.objects.select_related("place").get(slug=running.partnership)
    on = timezone.localdate()
    found = review_now(town, by=running.by, on=on, progress=running.progress)
    owing = sum(line["owes"] for line in found.lines) if found else 0
    return {"measures": len(found.lines) if found else 0, "owing": owing}


def review_now(
    partnership: Partnership, *, by: str, on: date, progress: Progress = lambda done, total, words: None
) -> MonthReview | None:
    """Read, judge, open, join, age and close; None where there is no plan in force or no place."""
    run = read_measures(partnership, by=by, on=on, progress=progress)
    if run is None:
        return None
    with run.opened.lock:
        planned = _planned(run)
        for each in (*planned[-1][1].opened,) if planned else ():
            run.explained[each.lead] = explain(run.opened, run.read_of(each.lead), each.lead)
    with transaction.atomic():
        keep_readings(run)
        for month, found in _planned(run):
            _apply(run, found, month)
        return keep_review(run)


def _planned(run: ReviewRun) -> list[tuple[int, MonthlyReview]]:
    """Each month that landed since the last review, oldest first; each goes on from the one before."""
    standing, found = _standing(run.partnership), []
    for month in _months(run):
        excused = _excused(run.partnership, month)
        one = review(run.watched(month), standing, replies=run.replies, excused=excused)
        standing = one.standing
        found.append((month, one))
    return found


def _months(run: ReviewRun) -> Iterable[int]:
    latest = run.latest
    if latest is None:
        return (0,) if run.entered else ()
    before = MonthReview.objects.filter(partnership=run.partnership).first()
    last = before.lines[0].get("month", "") if before and before.lines else ""
    first = parse_month(last) + 1 if last else latest
    return range(max(min(first, latest), latest - MOST_MONTHS + 1), latest + 1)


def _standing(partnership: Partnership) -> tuple[Open, ...]:
    """What is open now, as the analysis takes it."""
    rows = PlanException.objects.filter(partnership=partnership).open()
    return tuple(
        Open(
            lead=row.measure,
            measures=frozenset(row.measures),
            basket=frozenset(row.basket),
            opened=parse_month(row.opened_month),
            reviewed=parse_month(row.reviewed_month),
            inside=row.inside,
            harm=row.harm,
            p=row.p,
        )
        for row in rows.order_by("pk")
    )


def _excused(partnership: Partnership, month: int) -> frozenset[str]:
    """Measures for which a decision that closed an exception still stands in that month."""
    closed = PlanException.objects.filter(partnership=partnership, state=life.CLOSED)
    code = month_code(month)
    return frozenset(key for row in closed for key in row.measures if row.covers(key, code))


# ---- what comes of it ----


def _apply(run: ReviewRun, found: MonthlyReview, month: int) -> None:
    for each in (*found.kept, *found.closed):
        _age(run, each, closed=each in found.closed)
    for each in found.opened:
        _open(run, each, month)


def _age(run: ReviewRun, each: Open, *, closed: bool) -> None:
    rows = PlanException.objects.select_for_update().open()
    row = rows.get(partnership=run.partnership, measure=each.lead)
    joined = sorted(each.measures - set(row.measures))
    before = (row.measures, row.inside, row.reviewed_month, row.p)
    row.measures = [*row.measures, *joined]
    row.inside, row.reviewed_month, row.p = each.inside, month_code(each.reviewed), each.p
    for key in joined:
        name = name_of(key)
        words = f"{name} got worse by more than chance too, and counts some of the same records."
        _step(run, row, life.JOINED, words)
    if closed:
        row.state, row.closed_on = life.CLOSED, run.on
        words = f"{each.inside} months in a row in which none of its measures needed a reply."
        _step(run, row, life.INSIDE, words)
        detail = {"measure": row.measure, "inside": each.inside}
        subject, slug = f"exception:{row.pk}", run.partnership.slug
        note("plan.exception-closed", subject, by=run.by, partnership=slug, detail=detail)
    if closed or before != (row.measures, row.inside, row.reviewed_month, row.p):
        row.revision += 1
        row.save()


def _open(run: ReviewRun, each: Open, month: int) -> None:
    source = run.read_of(each.lead)
    named = [each.lead, *sorted(each.measures - {each.lead})]
    watching = {one.key: one for one in run.watched(month or None)}
    held_to = run.bar(list(watching.values()))
    tests = [
        {**asdict(t), "measure": key, "figure": run.read_of(key).figure}
        for key in named
        if (t := owes(watching[key], held_to)) is not None
    ]  # fmt: skip
    if tests:
        tests[0]["curve"] = _curve(source, each.lead)
    leads = source.of.leads
    with write("plan.exception-opened", by=run.by, partnership=run.partnership.slug) as act:
        row = PlanException.objects.create(
            partnership=run.partnership,
            edition=run.edition,
            measure=each.lead,
            measures=named,
            basket=sorted(each.basket),
            title=name_of(each.lead),
            words=test_words(tests[0], each.opened, source.of.measure.polarity) if tests else "",
            tests=tests,
            figure=source.figure,
            explanation=[vars(told) for told in run.explained.get(each.lead, ())],
            harm=each.harm,
            p=each.p,
            opened_month=month_code(each.opened),
            reviewed_month=month_code(each.reviewed),
            opened_on=run.on,
            reply_due=life.reply_due(run.on),
            lead=leads[0] if leads else None,
        )
        row.joint.set(leads[1:])
        act.subject = f"exception:{row.pk}"
        act.detail = {"measure": row.measure, "words": row.words, "tests": tests, "reply due": row.reply_due}


def _curve(source: Read, key: str) -> list[int | None]:
    """The latest months of what opened it, as they were: a page shows them without asking anything."""
    part = part_of(key)
    counts = source.series.get("parts", {}).get(part, []) if part else source.series.get("counts", [])
    return list(counts[-CURVE_MONTHS:])


def _step(run: ReviewRun, row: PlanException, kind: str, words: str) -> None:
    ExceptionStep.objects.create(
        exception=row, kind=kind, words=words, by=run.by, on=run.on, at=timezone.now()
    )
