"""What an edition says of its area, worked out and worded so that it cannot mislead.

In: facts of an ``EditionFile`` (ranks and shares with their two counts, populations and visits with
their qualifier) and, for a rate, a count. Out: values and sentences. A rank says which end it counts
from; a rate over a population that is "more than" is "at most" (domain notes ID-04 to ID-07).
"""

from dataclasses import dataclass

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import Fact
from wardmote.measuring.catalogue.caveats import caveat
from wardmote.measuring.catalogue.refusals import Refusal

MORE = ("more than", "at least", "over")


@dataclass(frozen=True)
class LabelledRate:
    """A rate with the words that must stand before it ("at most", or nothing), its unit and its limits."""

    value: float
    qualifier: str
    unit: str
    caveats: tuple[str, ...] = ()


def percentile(fact: Fact) -> float:
    """Where a rank stands among all, in per cent from the first (191 of 354: 54.0)."""
    return round(100 * _counts(fact)[0] / _counts(fact)[1], 1)


def share(fact: Fact) -> float:
    """The part two counts make, in per cent (3 of 13: 23.1)."""
    return round(100 * _counts(fact)[0] / _counts(fact)[1], 1)


def rank_words(fact: Fact) -> str:
    """A rank as a sentence that cannot be turned round."""
    rank, among = _counts(fact)
    return f"Rank {rank} of {among}, counted from the most deprived: percentile {percentile(fact)}."


def rate_over(count: int, fact: Fact, *, per: int, many_pass_through: bool = False) -> LabelledRate:
    """A count over a population or visits of the edition.

    ``many_pass_through``: far more people use the place than live there, which is always said.
    """
    if not fact.value:
        raise Refusal("The fact holds no number to divide by.", where=fact.key)
    per_what = fact.unit.removesuffix(" a year")
    return LabelledRate(
        value=round(count / fact.value * per, 1),
        qualifier="at most" if fact.qualifier in MORE else "",
        unit=f"per {per:,} {per_what}",
        caveats=(caveat("ambient_population"),) if many_pass_through else (),
    )


def area_facts(edition: EditionFile) -> tuple[Fact, ...]:
    """What the edition says of its area."""
    return edition.facts_about("area")


def _counts(fact: Fact) -> tuple[int, int]:
    if fact.count is None or not fact.base:
        raise Refusal("No two counts stand behind this.", where=fact.key, found=fact.backing)
    return fact.count, fact.base
