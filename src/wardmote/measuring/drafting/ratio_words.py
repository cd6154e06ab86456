"""What a ratio of two numbers, its range and a share are called in a sentence.

In: a ratio, an interval or a share. Out: text. Only what rounds to it is called double or half.
"""

from collections.abc import Sequence

from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.words import Amount, decimal, percent, times

LARGE_RATIO = 1.9
NAMED = (("ratio-half-again", 1.45, 1.55), ("ratio-twice", 1.95, 2.05), ("ratio-half", 0.48, 0.52))
VERBS = (("verb-doubled", 1.9, 2.2), ("verb-tripled", 2.8, 3.3), ("verb-halved", 0.46, 0.54))
PARTS = (("a fifth", 0.2), ("a quarter", 0.25), ("a third", 1 / 3), ("half", 0.5))


def interval_times(interval: Sequence[float]) -> str:
    """``between 1.6 and 2.7 times``; two decimals where one would print the same number, touch 1 or be 0."""
    low, high = interval
    shown = decimal(low), decimal(high)
    places = 2 if shown[0] == shown[1] or "1.0" in shown or (shown[0] == "0.0" and low > 0) else 1
    return say("times-between", low=decimal(low, places), high=decimal(high, places))


def as_common(ratio: float, rest: str, *, quality: str = "common") -> str:
    """How a rate stands to another: ``half as common again as in the rest of the county``."""
    for key, low, high in NAMED:
        if low <= ratio <= high:
            return say(key, quality=quality, rest=rest)
    if quality == "much" and 0 < ratio < LARGE_RATIO:
        return say("ratio-more" if ratio > 1 else "ratio-less", share=percent(abs(ratio - 1)), rest=rest)
    return say("ratio-times", times=times(ratio), quality=quality, rest=rest)


def change_verb(ratio: float, *, plural: bool = False) -> str:
    """What a clear change is called: ``has about doubled``, ``is up 43 %``."""
    number = Amount.of(2 if plural else 1)
    for key, low, high in VERBS:
        if low <= ratio <= high:
            return say(key, number=number)
    if ratio > VERBS[0][2]:
        return say("verb-times", number=number, times=times(ratio))
    return say("verb-up" if ratio > 1 else "verb-down", number=number, share=percent(abs(ratio - 1)))


def fraction(share: float) -> str:
    """A share as people say it: ``about a third``, ``about half``, else ``41 %``."""
    for part, value in PARTS:
        if abs(share - value) <= 0.02:
            return say("fraction", part=part)
    return percent(share)
