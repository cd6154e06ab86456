"""Is it where the plan wants it by now? A target's path, its status, and whether anyone could tell.

In: a ``TargetPath`` (its value may be absent: "not set" is a legal state), what it started from, and the
value or count so far in the same unit. Out: the path year by year, ``AgainstTarget`` with one
status, and ``Detectable``, which says in words what the counts can show.

Path: linear, or compound (the same share each year). A year to date is held against the
share of a year that past years had by then, not against twelfths. Within the path is
``on``; beyond it by at most ``tolerance`` (a share of the path) ``near``; further ``off``. A
``contextual`` measure has no colour, whatever its value. Domain notes 3.20.

Detectable: the smallest change R with (ln R)^2 = (1.96 + z of the power)^2 phi (1/a + 1/(aR)) for a
count a before and the same length of time after; the chance counts only changes seen in
the wanted direction. For shares the same with p q / n_eff.

Errors: a target without a unit, a start of nothing, or a tolerance below zero is a ``Refusal``.

How it misleads: a colour says nothing of chance, so the signal stands beside it; a target
that cannot be detected is coloured by luck; counting rules can be bent towards a target.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import scipy

from wardmote.measuring.analysis.distributions import Z_95, normal_isf, normal_sf
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

LINEAR, COMPOUND = "linear", "compound"
LOWER, HIGHER, CONTEXTUAL = "lower", "higher", "contextual"
TOLERANCE = 0.05
POWER = 0.8


class Colour(StrEnum):
    """The status against target; ``not_set`` and ``contextual`` are never coloured."""

    ON = "on"
    NEAR = "near"
    OFF = "off"
    NOT_SET = "not_set"
    CONTEXTUAL = "contextual"
    STALE = "stale"
    CANNOT_SAY = "cannot_say"


COLOUR_WORDS = {
    Colour.ON: "on track",
    Colour.NEAR: "near",
    Colour.OFF: "off target",
    Colour.NOT_SET: "target not set",
    Colour.CONTEXTUAL: "not judged: more may be good or bad",
    Colour.STALE: "no new value",
    Colour.CANNOT_SAY: "cannot say",
}


@dataclass(frozen=True, kw_only=True)
class TargetPath:
    """``value`` to be reached after ``years`` from ``start`` (both in ``unit``), or None: not set."""

    value: float | None
    unit: str
    start: float | None = None
    years: int = 1
    shape: str = LINEAR
    tolerance: float = TOLERANCE

    def __post_init__(self) -> None:
        if not self.unit.strip():
            raise Refusal("A target needs its unit.", todo="Say what is counted, as: offences a year.")
        if self.shape not in (LINEAR, COMPOUND):
            raise Refusal("A path is linear or compound.", found=self.shape)
        if self.tolerance < 0 or self.years < 1:
            raise Refusal("A target has at least one year and a tolerance not below zero.")
        if self.value is not None and self.shape == COMPOUND and min(self.value, self.start or 0) <= 0:
            raise Refusal("A compound path needs a start and a value above zero.", found=str(self))


@dataclass(frozen=True, kw_only=True)
class AgainstTarget(Result):
    """``value`` how far from the path, as a share of it, plus when higher; ``expected`` the path by now."""

    colour: Colour
    words: str
    actual: float | None
    expected: float | None


@dataclass(frozen=True, kw_only=True)
class Detectable(Result):
    """``value`` the smallest change (a share, or points for shares of answers) seen with ``power``.

    None where no change that large can happen. ``chance``: of seeing the change asked about.
    """

    power: float
    change: float | None
    chance: float | None
    words: str


def path(target: TargetPath) -> tuple[float, ...]:
    """The value to be reached at the end of each year; empty when not set.

    >>> path(TargetPath(value=455, unit="offences", start=500, years=3))
    (485.0, 470.0, 455.0)
    >>> compound = TargetPath(value=455, unit="offences", start=500, years=3, shape="compound")
    >>> [round(value, 1) for value in path(compound)]
    [484.5, 469.5, 455.0]
    """
    if target.value is None:
        return ()
    if target.start is None:
        return (float(target.value),) * target.years
    steps = [year / target.years for year in range(1, target.years + 1)]
    if target.shape == COMPOUND:
        return tuple(target.start * (target.value / target.start) ** step for step in steps)
    return tuple(target.start + (target.value - target.start) * step for step in steps)


def year_to_date_profile(past_years: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The share of a year's count there was after each month, over whole past years (months in year order).

    Without a past year, or with nothing counted in them, twelfths.
    """
    if any(len(year) != 12 for year in past_years):
        raise Refusal("A seasonal profile is learned from whole years of twelve months.")
    months = [sum(year[m] for year in past_years) for m in range(12)]
    whole = sum(months)
    if not whole:
        return tuple((m + 1) / 12 for m in range(12))
    return tuple(sum(months[: m + 1]) / whole for m in range(12))


def by_now(year_value: float, profile: Sequence[float], *, months: int) -> float:
    """Where a year's count should stand after ``months`` of its months.

    >>> by_now(455, [0.0] * 5 + [0.52] + [1.0] * 6, months=6)
    236.6
    """
    return round(year_value * profile[months - 1], 9)


def against_target(
    actual: float | None, expected: float | None, *, polarity: str, tolerance: float = TOLERANCE
) -> AgainstTarget:
    """The status by now; ``expected`` None where the target is not set, ``actual`` None where unknown.

    >>> against_target(245, 236.6, polarity="lower").words
    'near: 3.6% above the path'
    >>> against_target(130, 100, polarity="contextual").colour
    <Colour.CONTEXTUAL: 'contextual'>
    """
    colour = _without_looking(actual, expected, polarity)
    if colour is not None or actual is None or expected is None:
        colour = colour or Colour.CANNOT_SAY
        unknown = colour == Colour.CANNOT_SAY
        return AgainstTarget(
            colour=colour,
            words=COLOUR_WORDS[colour],
            actual=actual,
            expected=expected,
            status=Status.INSUFFICIENT if unknown else Status.OK,
            reason="There is no value to hold against the target." if unknown else "",
        )
    gap = _share(actual - expected, expected)
    beyond = gap if polarity == LOWER else -gap
    colour = Colour.ON if beyond <= 0 else Colour.NEAR if beyond <= tolerance else Colour.OFF
    side = "above" if gap > 0 else "below"
    words = f"{abs(gap):.1%} {side} the path" if math.isfinite(gap) and gap else ""
    words = ": ".join(part for part in (COLOUR_WORDS[colour], words) if part)
    value = gap if math.isfinite(gap) else None
    return AgainstTarget(value=value, colour=colour, words=words, actual=actual, expected=expected)


def _share(gap: float, expected: float) -> float:
    if not gap:
        return 0.0
    return gap / abs(expected) if expected else math.copysign(math.inf, gap)


def _without_looking(actual: float | None, expected: float | None, polarity: str) -> Colour | None:
    if polarity not in (LOWER, HIGHER, CONTEXTUAL):
        raise Refusal("Lower is better, higher is better, or neither.", found=polarity)
    if polarity == CONTEXTUAL:
        return Colour.CONTEXTUAL
    if expected is None:
        return Colour.NOT_SET
    return Colour.CANNOT_SAY if actual is None else None


def two_marks(colour: Colour, *, worse_beyond_chance: bool) -> str:
    """Colour and signal read together, where reading them apart would mislead.

    >>> two_marks(Colour.OFF, worse_beyond_chance=False)
    'off target, could be chance'
    """
    words = COLOUR_WORDS[colour]
    if colour == Colour.OFF:
        return f"{words}, by more than chance" if worse_beyond_chance else f"{words}, could be chance"
    if worse_beyond_chance and colour != Colour.CONTEXTUAL:
        return f"{words}, but worse than usual by more than chance"
    return words


def detectable(
    monthly: float, *, months: int = 12, change: float | None = None, phi: float = 1.0, power: float = POWER
) -> Detectable:
    """What ``months`` set against as many before can show; ``change`` (-0.05 a fall of 5 %) its target.

    >>> seven = detectable(7, change=-0.05)
    >>> round(seven.value, 2), round(seven.chance, 2)
    (0.39, 0.05)
    """
    if monthly < 0 or months < 1 or phi <= 0 or (change is not None and change <= -1):
        raise Refusal("Counts a month are not below zero, and nothing falls by all of itself or more.")
    before, rising = monthly * months, change is not None and change > 0
    value = _smallest(before, phi, Z_95 + float(normal_isf(1 - power)), rising=rising)
    chance = None
    if change:
        error = math.sqrt(phi / before * (1 + 1 / (1 + change))) if before else math.inf
        chance = float(normal_sf(Z_95 - abs(math.log1p(change)) / error))
    counts = f"With about {monthly:g} a month, {_stretches(months)} set against each other"
    found = Detectable(
        value=value,
        n=round(before),
        assumptions=("independent_events",),
        power=power,
        change=change,
        chance=chance,
        words=counts,
    )
    return _told(found, unit="%")


def detectable_share(
    share: float, n_eff: float, *, change: float | None = None, power: float = POWER
) -> Detectable:
    """The same for a share of answers (0 to 1) of two surveys of ``n_eff`` each; changes in points.

    >>> round(detectable_share(0.49, 1000 / 1.3).value, 3)
    0.071
    """
    if not 0 <= share <= 1 or n_eff <= 0:
        raise Refusal("A share lies between 0 and 1 and rests on answers.", found=f"{share} of {n_eff}")
    error = math.sqrt(2 * share * (1 - share) / n_eff)
    value = (Z_95 + float(normal_isf(1 - power))) * error
    chance = float(normal_sf(Z_95 - abs(change) / error)) if change and error else None
    surveys = f"Two surveys of about {n_eff:.0f} answers each (as they count)"
    found = Detectable(value=value, n=round(n_eff), power=power, change=change, chance=chance, words=surveys)
    return _told(found, unit=" points")


def _smallest(before: float, phi: float, z: float, *, rising: bool) -> float | None:
    """The smallest change, as a share, whose logarithm is ``z`` standard errors long."""
    if before <= 0:
        return None

    def gap(size: float) -> float:
        return abs(size) - z * math.sqrt(phi / before * (1 + math.exp(-size)))

    if rising:
        return math.expm1(float(scipy.optimize.brentq(gap, 1e-9, 20.0))) if gap(20.0) > 0 else None
    return -math.expm1(float(scipy.optimize.brentq(gap, -4.6, -1e-9))) if gap(-4.6) > 0 else None


def _stretches(months: int) -> str:
    if months % 12 == 0:
        return "two years" if months == 12 else f"two times {months // 12} years"
    return f"two times {months} months"


def _told(found: Detectable, *, unit: str) -> Detectable:
    """The same with its sentences; ``words`` so far say what is set against what."""
    change, chance = found.change, found.chance
    way = "rise" if change and change > 0 else "fall"
    if found.value is None:
        said = f"{found.words} cannot show any {way}, however large."
    else:
        said = f"{found.words} show a {way} of {found.value * 100:.0f}{unit} {how_often(found.power)}."
    if change and chance is not None:
        size = f"{abs(change) * 100:.0f}{unit}"
        said += f" The target, a {way} of {size}, would be seen {how_often(chance)}."
    return replace(found, words=said)


def how_often(chance: float) -> str:
    """A chance as people say it.

    >>> how_often(0.05), how_often(0.8), how_often(0.998), how_often(0.001)
    ('about 1 time in 20', '8 times in 10', 'nearly always', 'hardly ever')
    """
    if chance < 0.01:
        return "hardly ever"
    if chance > 0.99:
        return "nearly always"
    if chance < 0.35:
        times = 1 / chance
        return f"about 1 time in {round(times) if times < 10 else round(times / 5) * 5}"
    return f"{max(4, min(9, round(chance * 10)))} times in 10"
