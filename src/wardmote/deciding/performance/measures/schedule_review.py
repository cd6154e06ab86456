"""When the measures are read and judged anew: as soon as other evidence counts or another edition or place is
in force, and after a setting changed.

The job itself, ``exceptions.month_review.review_job``, reads and judges; here it is only asked for.
"""

from pathlib import Path
from typing import Final

from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.store.snapshot import snapshot

REVIEW: Final = "plan-review"
BY: Final = "the program, as new evidence or another plan landed"
_seen: dict[Path, dict[int, tuple[str, int, int]]] = {}
"""Of each data folder: what every partnership's measures were last asked to be read from."""


def schedule_reviews() -> None:
    """Ask for a review of every partnership whose evidence, place or edition in force is another."""
    here = folder()
    known, evidence = _seen.setdefault(here.root, {}), snapshot(here)
    for town in Partnership.objects.exclude(place=None):
        edition = edition_in_force(town)
        now = (evidence, edition.pk if edition else 0, town.place_id or 0)
        if edition is not None and known.get(town.pk) != now:
            request_review(town, by=BY)
        known[town.pk] = now


def request_review(partnership: Partnership, *, by: str) -> None:
    """Have the measures read and judged as soon as the worker is free."""
    work.enqueue(
        REVIEW, partnership=partnership.slug, by=by, about="Reading the plan's measures", key="review"
    )
