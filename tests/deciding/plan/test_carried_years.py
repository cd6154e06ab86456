"""What is asked of a carried sentence that tells its time as seen from the edition before."""

from dataclasses import replace

import pytest

from wardmote.deciding.plan.exchange.carried_years import carried_years
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models.described import copied
from wardmote.measuring.catalogue.periods import parse_period


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Crime fell by [13](NEW) per cent on the year before.", False),
        ("Crime fell by [13](F-01) per cent on the year before.", True),
        ("Crime fell by [13](NEW) and fear by [13](F-01) per cent on the year before.", True),
        ("Fear fell by [13](F-01) and crime by [13](NEW) per cent on the year before.", True),
        ("Fear is down by [13](F-01) per cent. Crime fell by [13](NEW) per cent on the year before.", False),
        ("Crime fell on the year before.", True),
    ],
)
def test_a_time_seen_from_before_is_asked_about_unless_all_it_tells_is_new(words: str, asked: bool) -> None:
    """The edition of 2009/10; F-01 is of 2007, NEW of 2008/09, the year before."""
    file = shipped_edition("stevenage-2008-09")
    old = next(fact for fact in file.facts if fact.key == "F-01")
    new = copied(
        old, key="NEW", period=parse_period("2008-04:2009-03"), against=parse_period("2007-04:2008-03")
    )
    carried = replace(
        file,
        head=copied(file.head, year=parse_period("2009-04:2010-03")),
        facts=(old, new),
        visions=(),
        passages=(copied(file.passages[0], words=words),),
        actions=(),
    )
    doubts = list(carried_years(carried, file.head.year, file.head.period, ()))
    assert [doubt.said for doubt in doubts] == (["on the year before"] if asked else [])
