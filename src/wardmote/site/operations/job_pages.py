"""What the program is doing for a partnership: the list, one job's progress, stopping it, beginning again.

The front door has let the viewer in (``request.viewer``, ``request.partnership``).
A finished job leads on where its result names a ``url`` (and a ``label``).
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import dateformat, timezone

from wardmote.ground.jobs import rules, work
from wardmote.ground.jobs.models import Job, Worker
from wardmote.ground.pages.form_page import done, post_action
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps

SHAPES: dict[str, str] = {
    rules.WAITING: "not-set",
    rules.RUNNING: "contextual",
    rules.DONE: "on-track",
    rules.REFUSED: "off-track",
    rules.FAILED: "off-track",
    rules.CANCELLED: "not-set",
}
LONG_SILENT = 90  # seconds after which a page says that no worker answers


def home(request: Any) -> HttpResponse:
    """Every job, newest first."""
    listing = Listing(
        name="jobs",
        caption="Work",
        columns=(
            ListColumn("What", "about", link=lambda row: reverse("jobs:job", args=[row.partnership, row.pk])),
            ListColumn("State", Job.get_state_display, order="state", mark=lambda row: SHAPES[row.state]),
            ListColumn("Asked by", "by"),
            ListColumn("Asked", "made_at"),
            ListColumn("Ended", "ended_at"),
        ),
        rows=Job.objects.of(request.partnership.slug),
        opens="newest first",
        empty="Loading a file or drafting an assessment will appear here.",
    )
    return list_page(request, listing, "jobs/home.html", {})


def job(request: Any, job: int) -> HttpResponse:
    """How far it is, or what came of it."""
    found = _job(request, job)
    facts = [
        ("Asked by", found.by),
        ("Asked", _moment(found.made_at)),
        ("Begun", _moment(found.began_at)),
        ("Ended", _moment(found.ended_at)),
        ("Tries", str(found.tries) if found.tries > 1 else ""),
    ]
    before = Job.objects.waiting().filter(pk__lt=found.pk).count() if found.state == rules.WAITING else 0
    shown = {
        "head": _head(found),
        "job": found,
        "facts": [fact for fact in facts if fact[1]],
        "before": before,
        "words": told(found),
        "no_worker": found.is_open and not worker_seen(),
        "may_cancel": rules.why_not_cancel(found.state, found.cancel_asked) is None,
        "may_begin_again": rules.why_not_begin_again(found.state) is None,
        "onward": onward(found),
    }
    return render(request, "jobs/job.html", shown)


def _head(found: Job) -> RecordHead:
    """Asked for, begun, ended; it leads on to its result, else lets what was stopped begin again."""
    ended = "Done" if found.is_open else found.get_state_display().capitalize()
    words = {"asked": f"{found.by}, {_moment(found.made_at)}"}
    if found.began_at:
        words["begun"] = _moment(found.began_at)
    if found.ended_at:
        words["ended"] = _moment(found.ended_at)
    now = {rules.WAITING: "begun", rules.RUNNING: "ended"}.get(rules.JobState(found.state), "")
    action = None
    if rules.why_not_begin_again(found.state) is None:
        again = reverse("jobs:again", args=[found.partnership, found.pk])
        action = HeadAction("Begin again", again, post=True)
    elif onward(found):
        action = HeadAction(str(found.result.get("label") or "See the result"), onward(found))
    steps = (("asked", "Asked"), ("begun", "Begun"), ("ended", ended))
    mark = SHAPES[found.state], found.get_state_display().capitalize()
    return RecordHead(found.about, mark, life_steps(steps, now, words), action)


def state(request: Any, job: int) -> JsonResponse:
    """The same for a script that asks again and again."""
    found = _job(request, job)
    answer = {
        "state": found.state,
        "done": found.done,
        "total": found.total,
        "words": told(found),
        "ended": not found.is_open,
        "url": onward(found) or reverse("jobs:job", args=[found.partnership, found.pk]),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def cancel(request: Any, job: int) -> HttpResponse:
    """Ask it to stop."""
    found = _job(request, job)

    def save() -> HttpResponse:
        over = work.cancel(found, by=str(request.viewer)).state == rules.CANCELLED
        return done(request, "Stopped." if over else "It stops at its next step.", *_to(found))

    return post_action(request, save, "", *_to(found))


def again(request: Any, job: int) -> HttpResponse:
    """Put it back in the queue."""
    found = _job(request, job)
    begin_again = partial(work.again, found, by=str(request.viewer))
    return post_action(request, begin_again, "", *_to(found))


def _to(found: Job) -> tuple[Any, ...]:
    return "jobs:job", found.partnership, found.pk


def _job(request: Any, number: int) -> Job:
    return get_object_or_404(Job, partnership=request.partnership.slug, pk=number)


def _moment(at: datetime | None) -> str:
    return dateformat.format(timezone.localtime(at), "j F Y, H:i") if at else ""


def told(found: Job) -> str:
    """Where it stands, in one sentence."""
    if found.state == rules.WAITING:
        return "Waits for its turn." if found.tries == 0 else "Was interrupted; it begins again by itself."
    if found.state == rules.RUNNING:
        words = found.words or "Has begun."
        return f"Stops at its next step. {words}" if found.cancel_asked else words
    if found.state == rules.CANCELLED:
        return "Was stopped. Nothing half done is used."
    return "Done." if found.state == rules.DONE else str(found.problem.get("what", ""))


def onward(found: Job) -> str:
    """Where the result is to be seen: an address of this site, or nothing.

    Work that ended without a result leads ``back`` to what it was asked from, where that was said.
    """
    url = str(found.result.get("url", "")) if found.state == rules.DONE else ""
    url = url or ("" if found.is_open else str(found.params.get("back", "")))
    return url if url.startswith("/") and not url.startswith("//") else ""


def worker_seen() -> bool:
    """Whether any worker has shown itself lately."""
    since = timezone.now() - timedelta(seconds=LONG_SILENT)
    return Worker.objects.filter(seen_at__gt=since).exists()
