"""Is this month beyond chance? A measure's months against limits frozen in a baseline.

In: monthly counts (None where not held), the first month, and the baselines: the
first, and each later one with the day's month and the reason it was drawn anew.
Out: ``SignalChart``: for every month what is usual and its limits, the signals with their
rule, and one mark for the latest month, ``worse``, ``better``, ``changed`` (a
contextual measure), ``none`` or ``cannot say``.

Limits: three-sigma equivalents (0.135 % a side) of ``usual_months``: season out, unevenness
in, the baseline's own uncertainty in. Rules, on counts divided by what is usual: a month
outside; the eighth in a row on one side; the sixth in a row rising or falling. A baseline
never moves by itself: months after it are held against it until a person draws a new one
with a reason. Runs start anew with each baseline, and in a month that is not held. Domain notes 3.18.

Errors: a new baseline without a reason, or baselines out of order, are a ``Refusal``; a
baseline of fewer than twelve months held sets no limits: ``insufficient``.

How it misleads: a run is often a baseline drawn in a lucky year; a signal says that something
is different, never why; in twenty measures some month is outside every year by chance alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.control_charts import FALLING, IN_A_ROW, ONE_SIDE, OUTSIDE, RISING, SIDE
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.targets import CONTEXTUAL, HIGHER
from wardmote.measuring.analysis.usual_months import FEWEST, Usual, usual
from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.catalogue.refusals import Refusal

BASELINE = 36
WORSE, BETTER, CHANGED, NONE, CANNOT_SAY = "worse", "better", "changed", "none", "cannot say"


@dataclass(frozen=True)
class Baseline:
    """``months`` from ``first`` set the limits of every later month; a second one needs its reason.

    ``usual``: what they teach together with other measures (``learned_months``); None: by themselves.
    """

    first: int
    months: int = BASELINE
    reason: str = ""
    usual: Usual | None = None

    @property
    def stop(self) -> int:
        """The month after its last."""
        return self.first + self.months


@dataclass(frozen=True)
class Signal:
    """A month and the rule it broke; ``high``: above what is usual (or rising)."""

    month: int
    rule: str
    high: bool


@dataclass(frozen=True, kw_only=True)
class SignalChart(Result):
    """``value`` what is usual in the latest month, ``interval`` its limits (three sigma, not 95 %)."""

    first: int
    counts: tuple[int | None, ...]
    expected: tuple[float | None, ...]
    limits: tuple[tuple[float, float] | None, ...]
    signals: tuple[Signal, ...]
    rebased: tuple[Baseline, ...]
    mark: str


def signal_chart(
    first: int, counts: Sequence[int | None], *, baselines: Sequence[Baseline], polarity: str
) -> SignalChart:
    """Every month against the baseline in force; see the module's first lines.

    >>> chart = signal_chart(24000, [41] * 24 + [60, 75], baselines=[Baseline(24000, 24)], polarity="lower")
    >>> [(s.month - 24000, s.rule) for s in chart.signals], chart.mark
    ([(25, 'outside')], 'worse')
    """
    _check(baselines)
    expected: list[float | None] = [None] * len(counts)
    limits: list[tuple[float, float] | None] = [None] * len(counts)
    signals: list[Signal] = []
    taught: Usual | None = None
    for place, baseline in enumerate(baselines):
        start = max(baseline.first - first, 0)
        end = baselines[place + 1].first - first if place + 1 < len(baselines) else len(counts)
        taught = baseline_of(first, counts, baseline)
        if taught is None:
            continue
        for i in range(start, min(end, len(counts))):
            held_against = taught.month(first + i)
            expected[i], limits[i] = held_against.mean, held_against.limits()
        signals += _signals(first, counts, expected, limits, stretch=range(start, min(end, len(counts))))
    caveats: tuple[str, ...] = ("season_left_in",) if taught and not taught.seasonal else ()
    caveats += ("overdispersed",) if taught and taught.phi > 1.5 else ()
    return SignalChart(
        value=expected[-1] if expected else None,
        interval=limits[-1] if limits else None,
        n=sum(n or 0 for n in counts),
        assumptions=("independent_months",),
        caveats=caveats,
        status=Status.OK if taught else Status.INSUFFICIENT,
        reason="" if taught else f"Limits need a baseline of at least {FEWEST} months held.",
        first=first,
        counts=tuple(counts),
        expected=tuple(expected),
        limits=tuple(limits),
        signals=tuple(signals),
        rebased=tuple(baselines[1:]),
        mark=_mark(first + len(counts) - 1, signals, polarity) if taught else CANNOT_SAY,
    )


def baseline_of(first: int, counts: Sequence[int | None], baseline: Baseline) -> Usual | None:
    """What a baseline teaches; None while its months are not all past, so that limits never move."""
    start, end = baseline.first - first, baseline.stop - first
    if start < 0 or end > len(counts):
        return None
    return baseline.usual or usual(baseline.first, counts[start:end])


def usual_in_force(first: int, counts: Sequence[int | None], baselines: Sequence[Baseline]) -> Usual | None:
    """What the baseline teaches that the latest month is held against."""
    baseline = in_force(baselines, first + len(counts) - 1)
    return baseline_of(first, counts, baseline) if baseline else None


def in_force(baselines: Sequence[Baseline], month: int) -> Baseline | None:
    """The baseline a month is held against."""
    return next((b for b in reversed(baselines) if b.first <= month), None)


def _check(baselines: Sequence[Baseline]) -> None:
    for place, baseline in enumerate(baselines):
        if place and not baseline.reason.strip():
            raise Refusal(
                "A new baseline needs its reason.",
                where=month_label(baseline.first),
                todo="Say what changed, as: new recording system.",
            )
        if place and baseline.first < baselines[place - 1].first + baselines[place - 1].months:
            raise Refusal("A baseline begins after the one before it.", found=month_label(baseline.first))
        if baseline.months < FEWEST:
            raise Refusal(f"A baseline has at least {FEWEST} months.", found=str(baseline.months))


def _signals(
    first: int,
    counts: Sequence[int | None],
    expected: Sequence[float | None],
    limits: Sequence[tuple[float, float] | None],
    *,
    stretch: range,
) -> list[Signal]:
    """Each month's signals; a run is named at the month that completes it and at each after."""
    found: list[Signal] = []
    side = steps = 0
    last: float | None = None
    for i in stretch:
        count, usually, limit = counts[i], expected[i], limits[i]
        if count is None or not usually or limit is None:
            side, steps, last = 0, 0, None
            continue
        share = count / usually
        side = _longer(side, share - 1)
        steps = _longer(steps, share - last) if last is not None else 0
        last = share
        if not limit[0] <= count <= limit[1]:
            found.append(Signal(first + i, OUTSIDE, count > limit[1]))
        if abs(side) >= ONE_SIDE:
            found.append(Signal(first + i, SIDE, side > 0))
        if abs(steps) >= IN_A_ROW - 1:
            found.append(Signal(first + i, RISING if steps > 0 else FALLING, steps > 0))
    return found


def _longer(run: int, gap: float) -> int:
    """A run above (plus) or below (minus), one longer or begun anew; 0 exactly in between."""
    if abs(gap) < 1e-12:
        return 0
    way = 1 if gap > 0 else -1
    return run + way if run * way > 0 else way


def _mark(month: int, signals: Sequence[Signal], polarity: str) -> str:
    now = [signal for signal in signals if signal.month == month]
    if not now:
        return NONE
    if polarity == CONTEXTUAL:
        return CHANGED
    first = next((s for s in now if s.rule == OUTSIDE), now[0])
    return WORSE if first.high != (polarity == HIGHER) else BETTER
