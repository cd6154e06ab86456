"""How a sentence names months: the period, what was not normal in it, and what a rate's time is.

In: a ``Period``, two periods, or a number of months. Out: text. National restrictions stand beside
the months they fell in, wherever these are named.
"""

from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.words import spelled

YEAR = 12


def restricted(period: Period, country: str) -> str:
    """How far the country's restrictions touch the months, or nothing.

    >>> year = Period.of_months(24252, 24263)
    >>> restricted(year, "England"), restricted(Period.of_months(24261, 24263), "England")
    ('partly under national restrictions', '')
    >>> restricted(year, "")
    ''
    """
    found = disruptions(period, country)
    if not found:
        return ""
    first, last = period.start.toordinal(), period.end.toordinal()
    held = {
        day
        for window in found
        for day in range(max(window.start.toordinal(), first), min(window.end.toordinal(), last) + 1)
    }
    return say("restricted" if len(held) == period.days else "restricted-partly")


def restrictions(now: Period, then: Period, country: str) -> str:
    """What national restrictions touch of two periods compared, as a clause, or nothing.

    >>> year = Period.of_months(24252, 24263)
    >>> restrictions(year, year.back(36), "England"), restrictions(year, year.back(12), "England")
    ('2021 partly under national restrictions', 'both partly under national restrictions')
    """
    earlier, later = restricted(then, country), restricted(now, country)
    if earlier == later:
        return say("restricted-both", how=later) if later else ""
    each = ((then, earlier), (now, later))
    return ", ".join(f"{period.short_label} {mark}" for period, mark in each if mark)


def marked(words: str, period: Period, country: str) -> str:
    """What names a period, with how far national restrictions touch it.

    >>> marked("the year before", Period.of_months(24240, 24251), "England")
    'the year before (partly under national restrictions)'
    """
    mark = restricted(period, country)
    return f"{words} ({mark})" if mark else words


def when_next(said: Period, period: Period) -> str:
    """A period after another was named: ``the same months of 2018``, ``the year before``, or its own name.

    >>> when_next(Period.of_months(24261, 24263), Period.of_months(24225, 24227))
    'the same months of 2018'
    >>> when_next(Period.of_months(24271, 24282), Period.of_months(24283, 24294))
    'the year after'
    """
    apart = said.first_month - period.first_month
    if len(said.months) == len(period.months) == YEAR == abs(apart) and period.short_label == period.label:
        return say("year-before" if apart > 0 else "year-after")
    like = apart % YEAR == 0 and len(said.months) == len(period.months) < YEAR
    if not like or said.start.year != said.end.year:
        return period.short_label
    return say("same-months", months=len(period.months), year=str(period.start.year))


def per(months: int, *, base: int = 1000, of: str = "residents") -> str:
    """What a rate is for: a year goes without saying, other times are said.

    >>> per(12), per(5)
    ('for every 1,000 residents', 'for every 1,000 residents in five months')
    """
    return f"{say('per', base=base, of=of)}{in_months(months)}"


def in_months(months: int) -> str:
    """`` in five months``, and nothing for a year.

    >>> in_months(5), in_months(1), in_months(12)
    (' in five months', ' in one month', '')
    """
    if months == YEAR:
        return ""
    return f" {say('in-months', shown=spelled(months), months=months)}"
