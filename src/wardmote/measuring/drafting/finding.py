"""A finding: one answer to one question of the closed list, with its counts, interval and words.

The JSON form is the contract's (``findings.json``). ``id`` stays the same from
run to run (question / source / subject), so that a person's judgement finds it
again in new data. ``words`` carry their figure links (see ``words.linked``);
the JSON form carries plain text.
"""

from dataclasses import dataclass
from typing import Any

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.canonical import plain as plain_json
from wardmote.measuring.figures.series import ALL

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding. ``change`` holds the fixed words of a comparison ("clear rise"), else empty;
    ``out_of_ordinary`` whether a clear change is more than such a class drifts (None: nothing was compared);
    ``beside`` what must be read with the fixed words; ``areas`` the ids of the areas that ``words`` name
    beside the place.

    ``headline`` is the bold sentence of the first pages and ``detail`` what stands
    below it; ``follow`` is the whole where its subject has just been named.
    ``interest`` orders findings for readers (larger first); ``adverse`` marks a
    clear change for the worse, ``watch`` a large one that is not clear. None of
    these leaves the program.
    """

    id: str
    question: str
    subject: str
    place: str
    place_id: str
    period: Period
    against: Period | None = None
    value: float | None
    unit: str
    count: int | None = None
    count_against: int | None = None
    denominator: float | None = None
    interval: tuple[float, float] | None = None
    n: int | None = None
    status: Status = Status.OK
    words: str
    headline: str = ""
    detail: str = ""
    follow: str = ""
    caveats: tuple[str, ...] = ()
    figure: str
    areas: tuple[str, ...] = ()
    feed: str
    change: str = ""
    out_of_ordinary: bool | None = None
    beside: str = ""
    interest: float = 0.0
    adverse: bool = False
    watch: bool = False

    @property
    def about(self) -> str:
        """The class (or ``all``) it is about: the third part of its id."""
        return self.id.split("/")[2]

    @property
    def about_part(self) -> bool:
        """Whether it is about a part of a class, as arson is of criminal damage."""
        return self.about != ALL and bool(offence_class(self.about).parent)

    def as_json(self) -> dict[str, Any]:
        """The contract's form."""
        period = {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()}
        against = (
            {"start": self.against.start.isoformat(), "end": self.against.end.isoformat()}
            if self.against
            else None
        )
        values = {
            "schema": SCHEMA,
            "id": self.id,
            "question": self.question,
            "subject": self.subject,
            "place": self.place,
            "place_id": self.place_id,
            "period": period,
            "against": against,
            "value": self.value,
            "unit": self.unit,
            "count": self.count,
            "count_against": self.count_against,
            "denominator": self.denominator,
            "interval": self.interval,
            "n": self.n,
            "status": str(self.status),
            "words": plain(self.words),
            "change": self.change or None,
            "out_of_the_ordinary": self.out_of_ordinary,
            "caveats": self.caveats,
            "figure": self.figure,
            "areas": self.areas,
        }
        return {key: plain_json(value) for key, value in values.items()}


@dataclass(frozen=True)
class Refused:
    """A question these data cannot answer, and why, in one plain sentence."""

    id: str
    subject: str
    reason: str
