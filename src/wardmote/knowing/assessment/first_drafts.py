"""Evidence that landed outside the web: a load made on the command line begins a first draft by itself.

Called by an idle worker. Asks for a first draft for each partnership that has a
place and no assessment yet, once for each state of the evidence.
"""

from pathlib import Path
from typing import Final

from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.assessment.models import Assessment
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.store.snapshot import snapshot

FIRST: Final = "first-draft"
BY: Final = "the program, as new evidence landed"
_seen: dict[Path, str] = {}


def schedule_first_drafts() -> None:
    """Ask for first drafts when the evidence is another than when this worker last looked."""
    here = folder()
    now = snapshot(here)
    if _seen.get(here.root) == now:
        return
    drafted = Assessment.objects.values("partnership")
    for town in Partnership.objects.exclude(place=None).exclude(pk__in=drafted):
        work.enqueue(FIRST, partnership=town.slug, by=BY, about="First draft of the assessment", key="first")
    _seen[here.root] = now
