"""What an action depends on, as the newest assessment finds it: a hotspot in force, none, or not said.

In: an action's ``depends_on`` ("hotspot of burglary") and the findings of the newest assessment for partners.
Out: words and the figure behind them, ``None`` where the action rests on nothing an assessment tests for.
"No hotspot" is a finding: the action then has no qualifying area now.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.scoring import newest_version
from wardmote.measuring.catalogue.counted import counted

HOTSPOT = "hotspot"
_ON = re.compile(r"^(?:\w+ )?hotspot of (?P<what>.+)$")


@dataclass(frozen=True)
class Depends:
    """``areas`` how many qualify, ``None`` where the assessment does not say."""

    areas: int | None
    words: str
    figure: str = ""


def depends_now(edition: PlanEdition, depends_on: str) -> Depends | None:
    """Whether there is now what the action depends on."""
    if not _ON.match(depends_on):
        return None
    version = newest_version(edition.partnership)
    return depends(depends_on, version.paper["findings"] if version else ())


def depends(depends_on: str, findings: Iterable[Mapping[str, Any]]) -> Depends | None:
    """The same of findings as a paper holds them.

    >>> said = {"question": "hotspot", "subject": "Burglary", "value": 0, "words": "None.", "figure": "f"}
    >>> depends("hotspot of burglary", [said]).words
    'No qualifying area now.'
    """
    found = _ON.match(depends_on)
    if found is None:
        return None
    for each in findings:
        if each["question"] == HOTSPOT and each["subject"].lower() == found["what"].lower():
            areas = int(each["value"] or 0)
            words = "No qualifying area now."
            if areas:
                words = f"{counted(areas, 'qualifying area', 'qualifying areas')} now."
            return Depends(areas, words, each["figure"])
    return Depends(None, "The newest assessment does not say whether there is one now.")
