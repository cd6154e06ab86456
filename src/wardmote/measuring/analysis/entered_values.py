"""Values people enter: what two counts come to, and which way it goes between two of them.

In: ``Entered`` values of one measure and area (two counts, or a value as published, in the measure's unit),
and the ``Measure``. Out: ``EnteredResult`` (the value in its unit with its interval, and what must stand
beside it)
and ``Between``: a ``Direction`` from before to now, and the test that may owe a reply (kind ``answers``).

By form: rates compare as a ratio of two counts over what was at risk; shares as a difference in points;
a number of people as two counts; a change from a baseline is itself a comparison and needs no value before.
A share with what was predicted for it compares only as the ratio to that. Offences of one
person come together, so a ``change`` or ``frequency`` needs the number of people: with m offences each on
average their spread is taken as 2m - 1 times chance's (geometric). A rate of events is judged as every
change is (``change.compare_counts``): its months are not known, so it is allowed for how much such months
vary elsewhere. Numbers of people (in treatment, on a caseload) are not brought by months and are held
against chance alone; their one-sided p is exact (binomial), or of the logarithm where the spread is wider.
Each measure is judged by itself, at 5 %. Domain notes 1.6, 3.5.

Errors: a value as published has no interval, so "cannot say"; so have periods of different length or that
overlap, a break between them, or too few. A measure that is contextual has no meaning and no test.

How it misleads: people picked at their worst get better by themselves; two values tell nothing of the
years between; a rate that is standardised is not the ratio of its two counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import scipy

from wardmote.measuring.analysis.adverse import ANSWERS, Adverse, answers_test
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE, compare_counts
from wardmote.measuring.analysis.direction import Direction, direction_of_answers, meaning
from wardmote.measuring.analysis.distributions import Z_95
from wardmote.measuring.analysis.intervals import count_limits, wilson
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.surveys import difference, estimate_of_share
from wardmote.measuring.analysis.targets import CONTEXTUAL, HIGHER
from wardmote.measuring.catalogue.measures import Measure, why_not_in_line
from wardmote.measuring.catalogue.periods import Period

CANNOT_SAY = "cannot say"
CLUSTERED = ("change", "frequency")
FEWEST = 20


@dataclass(frozen=True, kw_only=True)
class Entered:
    """One value of a period. ``expected``: predicted, in the measure's unit; ``people``: whose offences."""

    period: Period
    count: float | None = None
    base: float | None = None
    value: float | None = None
    expected: float | None = None
    people: float | None = None

    @property
    def counted(self) -> bool:
        return self.count is not None and self.base is not None and self.base > 0

    @property
    def counts(self) -> tuple[float, float]:
        """Count and base; asked only where ``counted``."""
        return self.count or 0.0, self.base or 0.0


@dataclass(frozen=True)
class EnteredResult:
    """``value`` in the measure's unit; ``beside``: what must be read with it, each with its own number."""

    value: float
    interval: tuple[float, float] | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Between:
    """Where it goes; ``tests`` is empty where nothing can be said."""

    direction: Direction
    tests: tuple[Adverse, ...] = ()


@dataclass(frozen=True)
class _Vary:
    """What counts vary by: ``phi`` times chance, or as the months do that brought them (0: none did)."""

    phi: float = 1.0
    months: int = 0


class _CannotError(Exception):
    """Why nothing can be said."""


def shown(item: Measure, one: Entered) -> EnteredResult:
    """The value, its interval where two counts carry one, and what stands beside it.

    >>> from wardmote.measuring.catalogue.measures import measure
    >>> year = Period.of_months(24084, 24095)
    >>> found = shown(measure("youth-reoffending"), Entered(period=year, count=112, base=140, people=56))
    >>> found.value, found.beside
    (0.8, ('56 of 140 offended again: 40.0 %.',))
    """
    value, interval = one.value or 0.0, None
    if one.value is None:
        value, interval = _from_counts(item, one)
    return EnteredResult(value, interval, tuple(_beside(item, one, value)))


def unit_of(item: Measure, *, counted: bool) -> str:
    """The unit of a value: of a standardised measure two counts make a crude rate, whatever they are of.

    >>> from wardmote.measuring.catalogue.measures import measure
    >>> unit_of(measure("alcohol-hospital-admissions"), counted=True)
    'admissions per 100,000 residents, crude: not standardised by age'
    """
    if item.form != "weighted rate" or not counted:
        return item.unit
    return item.unit.replace("standardised", "crude: not standardised")


def _from_counts(item: Measure, one: Entered) -> tuple[float, tuple[float, float] | None]:
    if not one.counted:
        raise ValueError("a value or its two counts")
    count, base = one.counts
    if item.form == "share":
        low, high = wilson(count, base)
        return count / base * 100, (low * 100, high * 100)
    if item.form == "change":
        found = _ratio(before=base, now=count, exposure=1.0, phi=_spread(item, one))
        limits = (found[1] - 1) * 100, (found[2] - 1) * 100
        return (count / base - 1) * 100, limits if one.people and count else None
    value = count / base * item.per
    if item.form == "rate" and count == round(count):
        low, high = count_limits(round(count))
        return value, (low / base * item.per, high / base * item.per)
    if item.form == "frequency" and one.people and count:
        times = math.exp(Z_95 * math.sqrt(_spread(item, one) / count))
        return value, (value / times, value * times)
    return value, None


def _beside(item: Measure, one: Entered, value: float) -> list[str]:
    said = []
    if one.expected:
        against = value / one.expected - 1
        said.append(
            f"{value:.1f} against {one.expected:.1f} predicted for such a caseload: "
            f"{against * 100:+.1f} % relative to that."
        )
    if one.people is not None and item.form == "frequency" and one.base:
        said.append(f"{one.people:,.0f} of {one.base:,.0f} offended again: {one.people / one.base:.1%}.")
        said[-1] = said[-1].replace("%", " %")
    return said


# ---- between two ----


def latest_pair(values: Sequence[Entered]) -> tuple[Entered | None, Entered | None]:
    """The newest value and the newest before it whose period does not overlap: (before, now)."""
    ordered = sorted(values, key=lambda each: (each.period.end, each.period.start))
    if not ordered:
        return None, None
    now = ordered[-1]
    earlier = [each for each in ordered[:-1] if each.period.end < now.period.start]
    return (earlier[-1] if earlier else None), now


def between(item: Measure, before: Entered | None, now: Entered) -> Between:
    """From before to now, as far as it can be said.

    >>> from wardmote.measuring.catalogue.measures import measure
    >>> first, then = Period.of_months(24072, 24083), Period.of_months(24084, 24095)
    >>> a, b = Entered(period=first, count=110, base=80_000), Entered(period=then, count=85, base=80_000)
    >>> between(measure("robbery"), a, b).direction.words
    'no clear change'
    """
    try:
        if item.form == "change":
            return _change(item, now)
        before = _fair(item, before, now)
        if now.expected and before.expected:
            return _to_predicted(item, before, now)
        if item.form == "number":
            return _numbers(item, before, now)
        _must_be_counted(item, before, now)
        if item.form == "share":
            return _shares(item, before, now)
        return _rates(item, before, now)
    except _CannotError as why:
        return Between(Direction(status=Status.INSUFFICIENT, reason=str(why), words=CANNOT_SAY, meaning=""))


def _fair(item: Measure, before: Entered | None, now: Entered) -> Entered:
    if before is None:
        _cannot("One value does not tell a change; the next one will.")
    if broken := why_not_in_line(item, before.period.start, now.period.end):
        _cannot(broken)
    lengths = [len(each.period.months) for each in (before, now)]
    if lengths[0] != lengths[1]:
        _cannot(f"The periods differ in length: {lengths[0]} and {lengths[1]} months.")
    return before


def _must_be_counted(item: Measure, before: Entered, now: Entered) -> None:
    if item.form == "weighted rate":
        _cannot("It is standardised: without its published interval nobody can tell a change from chance.")
    if not (before.counted and now.counted):
        _cannot("It came as published, without its two counts, so nobody can tell a change from chance.")
    if item.against == "caseload":
        _cannot("The plain share moves with who is on the caseload; enter what was predicted for both.")


def _cannot(why: str) -> NoReturn:
    raise _CannotError(why)


def _rates(item: Measure, before: Entered, now: Entered) -> Between:
    (a, base), (b, other) = before.counts, now.counts
    phi = max(_spread_or_refuse(item, before), _spread_or_refuse(item, now))
    vary = _Vary(phi, months=0 if item.form in CLUSTERED else len(now.period.months))
    return _compared(item, counts=(a, b), exposure=other / base, unit=item.per / other, vary=vary)


def _change(item: Measure, now: Entered) -> Between:
    if not now.counted:
        _cannot("It came as published, without its two counts, so nobody can tell a change from chance.")
    count, base = now.counts
    vary = _Vary(_spread_or_refuse(item, now))
    return _compared(item, counts=(base, count), exposure=1.0, unit=100 / base, vary=vary)


def _numbers(item: Measure, before: Entered, now: Entered) -> Between:
    if before.value is None or now.value is None:
        _cannot("One of the two values is missing.")
    return _compared(item, counts=(before.value, now.value), exposure=1.0, unit=1.0, vary=_Vary())


def _to_predicted(item: Measure, before: Entered, now: Entered) -> Between:
    """Each over the number that was predicted for its own caseload."""
    if not (before.counted and now.counted):
        _cannot(
            "It came as published, without its two counts, so nobody can tell a change from chance. "
            "Beside each value stands what was predicted."
        )
    predicted = [(each.expected or 0.0) / 100 * each.counts[1] for each in (before, now)]
    a, b = before.counts[0], now.counts[0]
    unit = 100 / predicted[1]
    exposure = predicted[1] / predicted[0]
    return _compared(item, counts=(a, b), exposure=exposure, unit=unit, vary=_Vary())


def _shares(item: Measure, before: Entered, now: Entered) -> Between:
    first, last = (estimate_of_share(each.counts[0] / each.counts[1], round(each.counts[1]))
                   for each in (before, now))  # fmt: skip
    gap = difference(first, last)
    if gap.status != Status.OK:
        _cannot(gap.reason)
    tests = answers_test(gap.value or 0.0, gap.error, polarity=item.polarity)
    return Between(direction_of_answers(gap, polarity=item.polarity), tests)


def _compared(
    item: Measure, *, counts: tuple[float, float], exposure: float, unit: float, vary: _Vary
) -> Between:
    """Two counts, before and now; ``exposure``: at risk now over before; ``unit``: one event in its unit."""
    before, now = counts
    if before + now < FEWEST or not round(before):
        _cannot(f"{before + now:,.0f} in both periods together are too few to say.")
    higher = item.polarity == HIGHER
    value, low, high = _ratio(before=before, now=now, exposure=exposure, phi=vary.phi)
    words = NO_CLEAR_CHANGE if low <= 1 <= high else CLEAR_RISE if value > 1 else CLEAR_FALL
    gap, caveats = (now - before * exposure) * unit, tuple[str, ...]()
    worse = gap < 0 if higher else gap > 0
    p = _p_worse(before, now, exposure, vary.phi, higher_is_better=higher)
    if vary.phi == 1:
        found = compare_counts(round(before), round(now), months=vary.months, ratio_of_time=exposure)
        words, caveats = found.words, found.caveats
        if vary.months:
            low, high = found.interval or (low, high)
            p = found.p / 2 if worse else 1 - found.p / 2
    way = Direction(
        value=value,
        interval=(low, high),
        n=round(before + now),
        assumptions=("independent_events",) if vary.phi == 1 else (),
        caveats=caveats,
        words=words,
        meaning=meaning(words, item.polarity),
        count=round(now),
        count_against=round(before),
    )
    if item.polarity == CONTEXTUAL:
        return Between(way)
    return Between(way, (Adverse(ANSWERS, gap, 0.0, p, worse),))


def _ratio(*, before: float, now: float, exposure: float, phi: float) -> tuple[float, float, float]:
    value = now / before / exposure
    if not now:
        return 0.0, 0.0, math.inf
    times = math.exp(Z_95 * math.sqrt(phi * (1 / before + 1 / now)))
    return value, value / times, value * times


def _p_worse(before: float, now: float, exposure: float, phi: float, *, higher_is_better: bool) -> float:
    if phi == 1 and before == round(before) and now == round(now):
        bad, chance = (before, 1 / (1 + exposure)) if higher_is_better else (now, exposure / (1 + exposure))
        return float(scipy.special.bdtrc(round(bad) - 1, round(before + now), chance)) if bad else 1.0
    z = math.log(max(now, 0.5) / before / exposure) / math.sqrt(phi * (1 / before + 1 / max(now, 0.5)))
    return float(scipy.special.ndtr(z if higher_is_better else -z))


def _spread(item: Measure, one: Entered) -> float:
    if item.form not in CLUSTERED or not one.people or not one.count:
        return 1.0
    return max(1.0, 2 * one.count / one.people - 1)


def _spread_or_refuse(item: Measure, one: Entered) -> float:
    if item.form in CLUSTERED and not one.people:
        _cannot(
            "Offences of one person come together: enter how many people they were, "
            "or nobody can tell a change from chance."
        )
    return _spread(item, one)
