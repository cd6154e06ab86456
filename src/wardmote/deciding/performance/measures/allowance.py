"""How many replies a year chance may ask for: what a partnership decided, and how often it was used.

In: a partnership. Out: the number all measures are held to in the month's review (``steps.REPLIES`` where
nobody decided), and the exceptions that opened in the last twelve months, for whatever cause. Each decision
is a row with its reason; the last one counts, and the measures are judged anew.
"""

from dataclasses import dataclass
from datetime import date

from wardmote.deciding.performance.measures import schedule_review
from wardmote.deciding.performance.models import PlanException, ReplyAllowance
from wardmote.deciding.performance.rules import exceptions as rules
from wardmote.ground.casework import EditConflict, refuse, write
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.analysis.steps import REPLIES


@dataclass(frozen=True)
class AllowanceWanted:
    """How many a year, and why."""

    replies: float
    reason: str


def allowance_of(partnership: Partnership) -> ReplyAllowance | None:
    """What was decided last; None where nobody decided."""
    return ReplyAllowance.objects.filter(partnership=partnership).last()


def replies_allowed(partnership: Partnership) -> float:
    """How many a year chance may ask for over all measures."""
    decided = allowance_of(partnership)
    return decided.replies if decided else REPLIES


def decide_allowance(
    partnership: Partnership, wanted: AllowanceWanted, *, read: int | None = None, by: Viewer
) -> ReplyAllowance:
    """Ask more or fewer from now on; what is open stays open. ``EditConflict`` where the last decision is not
    the one that was ``read`` (its number, 0 for none).
    """
    replies, reason = wanted.replies, wanted.reason
    refuse(rules.why_not_allow(replies), where="replies")
    refuse(rules.why_not_words(reason, asked="Give the reason: it stands beside the number."), where="reason")
    slug = partnership.slug
    with write("plan.allowance_decided", f"partnership:{slug}", by=by, partnership=slug) as act:
        Partnership.objects.select_for_update().get(pk=partnership.pk)  # a second writer waits here
        now = allowance_of(partnership)
        if read not in (None, now.pk if now else 0):
            raise EditConflict(now)
        found: ReplyAllowance = ReplyAllowance.objects.create(
            partnership=partnership, replies=replies, reason=reason.strip(), by=str(by), at=by.at
        )
        act.detail = {"replies": replies, "reason": found.reason}
        schedule_review.request_review(partnership, by=str(by))
    return found


def opened_in_a_year(partnership: Partnership, *, on: date) -> int:
    """How many exceptions opened in the twelve months up to a day."""
    since = on.replace(year=on.year - 1, day=min(on.day, 28))
    return PlanException.objects.filter(partnership=partnership, opened_on__gt=since).count()
