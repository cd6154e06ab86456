"""What months usually hold, learned of all measures together: against what invented months were made of."""

from collections.abc import Sequence

import numpy as np
import pytest

from wardmote.measuring.analysis.learned_months import NO_SEASON, History, learn
from wardmote.measuring.analysis.steps import bar, least_count, smallest_step
from wardmote.measuring.analysis.usual_months import Usual
from wardmote.measuring.catalogue.periods import month_days, month_index
from wardmote.measuring.catalogue.refusals import Refusal

JANUARY = month_index(2005, 1)
LEVELS = (3, 9, 10, 12, 18, 20, 25, 30, 40, 44, 60, 70, 100, 150)


def learned(rows: Sequence[Sequence[int | None]], months: int, people: Sequence[float] = ()) -> list[Usual]:
    teaches = range(JANUARY, JANUARY + months)
    found = learn([History(JANUARY, row, teaches, people) for row in rows]).each
    return [each for each in found if each is not None]


def of_days(level: float, months: int, yearly: float = 0.0) -> list[int | None]:
    """Counts of that many a month of 30 days, rising by so much a year, without chance."""
    return [round(level * month_days(JANUARY + i) / 30 * (1 + yearly) ** (i / 12)) for i in range(months)]


@pytest.mark.parametrize("yearly", [-0.05, 0.0, 0.03])
def test_a_slope_that_all_share_is_carried_on(yearly: float) -> None:
    rows = [of_days(1000 + 10 * n, 60, yearly) for n in range(20)]
    first, *_ = learned(rows, 60)
    assert 12 * first.slope == pytest.approx(np.log(1 + yearly), abs=0.002)
    # a year after the last month of the baseline: of 30 days, 1,000 in its beginning
    later = JANUARY + 71
    expected = 1000 * month_days(later) / 30 * (1 + yearly) ** (71 / 12)
    assert first.month(later).mean == pytest.approx(expected, rel=0.01)


def test_a_slope_by_chance_is_drawn_towards_the_others_and_a_true_one_is_kept() -> None:
    rng = np.random.default_rng(3)
    flat = [rng.poisson(40, 60).tolist() for _ in range(19)]
    *_, slight = learned([*flat, rng.poisson(np.linspace(38, 42, 60)).tolist()], 60)
    assert abs(12 * slight.slope) < 0.02
    own = [400 * (1 + yearly) ** (np.arange(60) / 12) for yearly in np.linspace(-0.08, 0.08, 20)]
    found = learned([rng.poisson(row).tolist() for row in own], 60)
    assert 12 * found[0].slope == pytest.approx(-0.08, abs=0.02)
    assert 12 * found[-1].slope == pytest.approx(0.08, abs=0.02)


def test_no_slope_is_steeper_than_a_tenth_a_year() -> None:
    (found,) = learned([of_days(500, 36, 0.5)], 36)
    assert 12 * found.slope == pytest.approx(0.1)


def test_season_is_a_wave_and_single_months_and_small_measures_borrow_how_much_there_is() -> None:
    rng = np.random.default_rng(4)
    year = 1 + 0.3 * np.cos(2 * np.pi * np.arange(12) / 12)
    year[10] += 0.4
    year /= year.mean()
    rows = [rng.poisson(level * np.tile(year, 5)).tolist() for level in LEVELS]
    found = learned(rows, 60)
    days = np.array([month_days(JANUARY + m) for m in range(12)])
    per_day = year / days * days.mean()
    assert found[-1].season == pytest.approx(per_day / per_day.mean(), abs=0.08)
    small = np.array(found[0].season)
    assert np.corrcoef(small, per_day)[0, 1] > 0.6
    even = learned([rng.poisson(level, 60).tolist() for level in LEVELS], 60)
    assert max(max(each.season) for each in even) < 1.15


def test_unevenness_is_that_of_the_counts_and_luck_is_drawn_towards_all() -> None:
    rng = np.random.default_rng(5)
    made = [rng.poisson(rng.gamma(level / 2, 2, 36)).tolist() for level in LEVELS]  # variance 3 x mean
    phis = [each.phi for each in learned(made, 36)]
    assert np.mean(phis) == pytest.approx(3, abs=0.4)
    alone = [learned([row], 36)[0].phi for row in made]
    assert np.std(phis) < 0.6 * np.std(alone)
    chance = [each.phi for each in learned([rng.poisson(level, 36).tolist() for level in LEVELS], 36)]
    assert np.mean(chance) == pytest.approx(1, abs=0.15)


def test_counts_are_taken_per_resident() -> None:
    people = [80_000 * 1.05 ** (i / 12) for i in range(72)]
    rows = [of_days(1000 + n, 72, 0.05) for n in range(20)]
    first, *_ = learned(rows, 36, people)
    assert 12 * first.slope == pytest.approx(0, abs=0.002)
    last = JANUARY + 71
    assert first.month(last).mean == pytest.approx(rows[0][71] or 0, rel=0.01)
    # of months whose residents are not known yet, the last known
    assert first.month(last + 24).mean == pytest.approx(first.month(last).mean, rel=0.08)


def test_missing_months_teach_nothing_and_change_nothing() -> None:
    rows = [of_days(900 + 10 * n, 60, 0.03) for n in range(20)]
    gaps = [[None if i % 7 == 3 else n for i, n in enumerate(row)] for row in rows]
    whole, holed = learned(rows, 60)[0], learned(gaps, 60)[0]
    assert holed.month(JANUARY + 70).mean == pytest.approx(whole.month(JANUARY + 70).mean, rel=0.005)
    assert holed.months == 51


def test_a_year_teaches_neither_season_nor_slope() -> None:
    (found,) = learned([[40] * 11 + [90]], 12)
    assert (found.season, found.slope, found.seasonal) == ((1.0,) * 12, 0.0, False)
    assert set(found.unsure) == {NO_SEASON}
    assert learned([[40] * 11], 11) == []


def test_what_is_not_known_widens_what_is_expected() -> None:
    short, long = (learned([of_days(60, months)], months)[0] for months in (24, 60))
    for each, months in ((short, 24), (long, 60)):
        near, far = each.month(JANUARY + months), each.month(JANUARY + months + 60)
        assert far.variance / far.mean > near.variance / near.mean
    assert short.month(JANUARY + 61).variance > long.month(JANUARY + 61).variance


def test_measures_of_different_months_learn_together_and_nothing_counted_is_no_fault() -> None:
    histories = [
        History(JANUARY, of_days(60, 72), range(JANUARY + 12, JANUARY + 72)),
        History(JANUARY + 30, [0] * 30, range(JANUARY + 30, JANUARY + 60)),
        History(JANUARY, [5] * 6, range(JANUARY, JANUARY + 6)),
    ]
    full, none, short = learn(histories).each
    assert full is not None and full.monthly == pytest.approx(60 * 365.25 / 360, rel=0.02)
    # half a count in 30 months: the first is no step, and two in one month are
    rare = none.month(JANUARY + 60)
    assert rare.mean == pytest.approx(0.5 / 30, rel=0.05)
    times, held_to = smallest_step(none.phi, none.monthly), bar([1.0] * 20, looks=240)
    assert least_count(rare, held_to, times=times, polarity="lower") == 2
    assert short is None
    with pytest.raises(Refusal):
        learn([History(JANUARY, [-1] * 24, range(JANUARY, JANUARY + 24))])
