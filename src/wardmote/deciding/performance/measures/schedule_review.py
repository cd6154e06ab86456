"""When the measures are read and judged anew: as soon as other evidence counts, and after a setting changed.

The job itself, ``exceptions.reviewing.review_job``, reads and judges; here it is only asked for.
"""

from pathlib import Path
from typing import Final

from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.store.snapshot import snapshot

REVIEW: Final = "plan-review"
BY: Final = "the program, as new evidence landed"
_seen: dict[Path, str] = {}


def schedule_reviews() -> None:
    """Ask for a review of every partnership with a plan in force when the evidence is another."""
    here = folder()
    now = snapshot(here)
    if _seen.get(here.root) == now:
        return
    for town in Partnership.objects.exclude(place=None):
        if edition_in_force(town) is not None:
            request_review(town, by=BY)
    _seen[here.root] = now


def request_review(partnership: Partnership, *, by: str) -> None:
    """Have the measures read and judged as soon as the worker is free."""
    work.enqueue(
        REVIEW, partnership=partnership.slug, by=by, about="Reading the plan's measures", key="review"
    )
