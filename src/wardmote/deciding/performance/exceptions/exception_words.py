"""A test in words: what was counted, what was expected, in which months, and how seldom chance does that.

In: a test as it is kept ({"kind", "count", "expected", "p"}), the month it was made for, the polarity.
Out: one sentence with its two numbers. A measure or part of one gets its name here too.
"""

from collections.abc import Mapping
from typing import Any

from wardmote.deciding.performance.rules.exceptions import part_of, whole_of
from wardmote.measuring.analysis.adverse import ANSWERS, STEPS, TARGET, YEAR
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import month_label


def name_of(key: str) -> str:
    """A measure's name; for a part judged by itself the part's, and whose part it is.

    >>> name_of("vehicle-crime"), name_of("vehicle-crime/theft-from-vehicle")
    ('Vehicle crime', 'Theft from vehicles (part of vehicle crime)')
    """
    name, part = measure(whole_of(key)).name, part_of(key)
    if not part:
        return name
    inside = name[0].lower() + name[1:] if name[1:2].islower() else name
    return f"{offence_class(part).label} (part of {inside})"


def test_words(test: Mapping[str, Any], month: int, polarity: str) -> str:
    """The sentence an exception begins with."""
    kind, count, expected = str(test["kind"]), float(test["count"]), float(test["expected"])
    last = month_label(month)
    if kind == ANSWERS:
        way = "down" if count < 0 else "up"
        return f"{way.capitalize()} {abs(count):.1f} since the value before."
    if kind == YEAR:
        beside = _beside(count, expected)
        return f"{count:,.0f} in the twelve months to {last}, {beside} in the twelve before."
    if kind == TARGET:
        return f"{count:,.0f} in the year up to {last}, where the target allows {expected:,.0f} by then."
    assert kind in STEPS, kind
    first = month_label(month - STEPS.index(kind))
    when = {0: last, 1: f"{first} and {last} together"}.get(STEPS.index(kind), f"{first} to {last} together")
    return f"{count:,.0f} in {when}, where about {expected:,.0f} are usual."


def _beside(count: float, before: float) -> str:
    """The number before, and the change where there is one to speak of."""
    if before <= 0:
        return "none"
    change = count / before - 1
    way = "up" if change > 0 else "down"
    return f"{way} {abs(change):.1%} from {before:,.0f}".replace("%", " %")


def chance_words(p: float) -> str:
    """How often chance alone would do something this bad.

    >>> chance_words(0.0008), chance_words(0.04)
    ('less than 1 time in 1,000', 'about 1 time in 25')
    """
    if p < 0.001:
        return "less than 1 time in 1,000"
    return f"about 1 time in {round(1 / p):,}" if p < 0.4 else "often"
