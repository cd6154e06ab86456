"""One small drawing of each kind, at both widths, for the tests that hold for all of them."""

from collections.abc import Callable

from shapely.geometry import Point, box

from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.drawing.areas import AreaRateRow, area_chart
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.changes import Change, change_chart
from wardmote.measuring.drawing.hours import ControlLimits, HourBars, control_chart, hours_chart
from wardmote.measuring.drawing.maps import MapArea, Shading, choropleth
from wardmote.measuring.drawing.measure_chart import MeasureLine, measure_chart
from wardmote.measuring.drawing.months import MonthMark, MonthSeries, months_chart, months_small_multiples
from wardmote.measuring.drawing.shares import (
    ContributionBar,
    Share,
    SurveyPair,
    SurveyShare,
    contribution_chart,
    pairs_chart,
    shares_chart,
)
from wardmote.measuring.drawing.sheets import MapPlace

JANUARY = month_index(2021, 1)
LONG = "Violence and sexual offences, with a name that is longer than any column of any chart could be"

# Stevenage, vehicle crime: the twelve months of 2021 and the last three of 2018 (example_first_pages)
YEAR = MonthSeries(
    name="2021",
    first=JANUARY,
    values=(47, 38, 31, 41, 51, 73, 62, 82, 128, 32, 56, 106),
    provisional=frozenset({JANUARY + 11}),
)
BEFORE = MonthSeries(name="October to December 2018", first=month_index(2018, 10), values=(31, 30, 31))
GAPPED = MonthSeries(
    name="all", first=JANUARY - 36, values=(*range(900, 912), *[None] * 12, *range(800, 824))
)

CHANGES = (
    Change(label="Robbery", before=27, after=19, ratio=0.7, low=0.37, high=1.31, words="no clear change"),
    Change(
        label="Vehicle crime",
        before=92,
        after=194,
        ratio=2.11,
        low=1.65,
        high=2.7,
        words="clear rise",
        clear=True,
    ),
    Change(label=LONG, before=0, after=4, ratio=None, low=None, high=None, words="too few to say"),
    Change(
        label="Off the scale", before=1, after=40, ratio=40, low=5, high=900, words="clear rise", clear=True
    ),
)
RATES = tuple(
    AreaRateRow(
        label=f"Ward {n}", count=10 * n, rate=5.0 * n, low=4.0 * n, high=7.0 * n, flag="high" * (n > 18)
    )
    for n in range(1, 21)
)
SHARES = (
    Share(label="Town centre", count=160, of=412, share=0.388, low=0.34, high=0.44, other=0.2),
    Share(label=LONG, count=252, of=412, share=0.612, low=0.56, high=0.66, other=0.8),
)
SQUARES = tuple(
    MapArea(
        label=f"Area {row}{column}",
        geometry=box(-0.2 + column / 100, 51.9 + row / 100, -0.19 + column / 100, 51.91 + row / 100),
        value=None if (row, column) == (0, 0) else 10.0 * (row * 3 + column),
        flag="high" if (row, column) == (2, 2) else "",
    )
    for row in range(3)
    for column in range(3)
)
CUTS = Shading(cuts=(20.0, 40.0, 60.0), unit="offences per 1,000 residents", how="Cuts at round numbers.")
CENTRE = MapPlace(label="Town centre", geometry=Point(-0.185, 51.915).buffer(0.004))


def _pairs(width: int) -> Drawing:
    day = SurveyShare(share=0.93, low=0.9, high=0.95, n=800)
    night = SurveyShare(share=0.52, low=0.48, high=0.56, n=790)
    pairs = [
        SurveyPair(label=LONG, first=day, second=night),
        SurveyPair(label="Park", first=day, second=None),
    ]
    return pairs_chart(pairs, names=("by day", "after dark"), width=width)


def _contributions(width: int) -> Drawing:
    parts = [
        ContributionBar(label="Violence", points=-4.2, before=52000, after=46900),
        ContributionBar(label="Shoplifting", points=2.1, before=9000, after=11500),
    ]
    whole = ContributionBar(label="All crime", points=-2.1, before=121876, after=114180)
    return contribution_chart(parts, total=whole, width=width)


def _control(width: int) -> Drawing:
    limits = ControlLimits(centre=60, lower=(30,), upper=(95,))
    return control_chart(YEAR, limits, signals=frozenset({JANUARY + 8, JANUARY}), width=width)


MARKS = (
    MonthMark(word="lockdown", first=JANUARY, last=JANUARY + 2),
    MonthMark(word="new recording rules", first=JANUARY + 11),
)

LINE = MeasureLine(
    name="Vehicle crime",
    unit="offences per 1,000 residents",
    first=JANUARY - 12,
    values=(44, 41, None, 39, 48, 50, 47, 52, 60, 45, 43, 51, *YEAR.values),
    usual=(45.0,) * 24,
    limits=(None,) * 12 + ((25.0, 68.5),) * 12,
    path=(None,) * 12 + tuple(45.0 - n / 4 for n in range(12)),
    breaks=((JANUARY, "new baseline: new recording system"), (JANUARY + 11, "another basket from here")),
    provisional=frozenset({JANUARY + 10, JANUARY + 11}),
    signals=frozenset({JANUARY + 8, JANUARY + 11}),
)
FINDING = "Vehicle crime is above what is usual, beyond chance."
BARE = MeasureLine(name=LONG, unit="offences", first=JANUARY, values=(None, 3, None, 1))
YEARS = MeasureLine(name="Fifteen years", unit="fires", first=JANUARY - 180, values=tuple(range(30)) * 6)

EVERY: dict[str, Callable[[int], Drawing]] = {
    "months": lambda width: months_chart(YEAR, BEFORE, marks=MARKS, width=width),
    "gap": lambda width: months_chart(GAPPED, width=width),
    "multiples": lambda width: months_small_multiples([YEAR, GAPPED, BEFORE], width=width),
    "changes": lambda width: change_chart(CHANGES, before_name="2018", after_name="2021", width=width),
    "areas": lambda width: area_chart(
        RATES, overall=50, overall_name="Hertfordshire", per="per 1,000", width=width
    ),
    "hours": lambda width: hours_chart(
        [HourBars(name=n, weights=tuple(h / 2 for h in range(24))) for n in ("Weekdays", "Weekends")],
        width=width,
    ),
    "control": _control,
    "measure": lambda width: measure_chart(LINE, finding=FINDING, width=width).drawing,
    "bare measure": lambda width: measure_chart(BARE, finding="Few.", width=width).drawing,
    "long measure": lambda width: measure_chart(YEARS, finding="It waves.", width=width).drawing,
    "shares": lambda width: shares_chart(SHARES, other_name="all other crime", width=width),
    "contributions": _contributions,
    "pairs": _pairs,
    "map": lambda width: choropleth(SQUARES, shading=CUTS, places=[CENTRE], width=width),
}
