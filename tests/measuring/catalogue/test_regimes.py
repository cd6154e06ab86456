"""The law on a day: duties, bodies and strands of 2008 and of today (ID-10, A-04; domain notes 2.6)."""

from datetime import date
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import (
    duties_on,
    law,
    profile_on,
    read_law,
    regime,
    responsible_on,
    strands_on,
    why_not_a_member,
)

APRIL_2008, TODAY = date(2008, 4, 1), date(2025, 4, 1)
LATER = {"scrutiny", "commissioner", "case-review"}


def test_2008_has_no_scrutiny_commissioner_or_case_review_and_2025_has_all_three() -> None:
    assert not LATER & {duty.key for duty in duties_on(APRIL_2008)}
    assert {duty.key for duty in duties_on(TODAY)} >= LATER


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2007, 8, 1), "england-2007-08"),
        (date(2009, 4, 29), "england-2007-08"),
        (date(2009, 4, 30), "england-2009-04"),
        (date(2011, 6, 1), "england-2011-06"),
        (date(2012, 11, 22), "england-2012-11"),
        (date(2026, 4, 1), "england-2022"),
    ],
)
def test_the_regime_of_a_day(day: date, key: str) -> None:
    assert profile_on(day) == regime(key)


def test_before_the_regulations_there_is_no_regime() -> None:
    with pytest.raises(Refusal):
        profile_on(date(2007, 7, 31))
    with pytest.raises(Refusal):
        regime("england-1066")


def test_a_primary_care_trust_is_no_member_today() -> None:
    assert why_not_a_member("primary-care-trust", APRIL_2008) is None
    assert "ended on 31 March 2013" in (why_not_a_member("primary-care-trust", TODAY) or "")
    assert (
        "An integrated care board cannot be a member on 1 April 2008: that kind of body began on 1 July 2022"
        in (why_not_a_member("integrated-care-board", APRIL_2008) or "")
    )


def test_a_04_the_county_council_is_responsible_in_a_two_tier_area() -> None:
    two = {kind.key for kind in responsible_on(APRIL_2008, two_tier=True)}
    assert two == {
        "district-council", "county-council", "police", "police-authority", "fire-and-rescue",
        "primary-care-trust",
    }  # fmt: skip
    assert two - {kind.key for kind in responsible_on(APRIL_2008, two_tier=False)} == {"county-council"}


def test_a_11_probation_was_not_yet_responsible_in_2008() -> None:
    assert "probation" not in {kind.key for kind in responsible_on(APRIL_2008, two_tier=True)}
    assert "probation" in {kind.key for kind in responsible_on(date(2010, 4, 1), two_tier=True)}


def test_strands_grow() -> None:
    assert [s.key for s in strands_on(APRIL_2008)] == ["crime-and-disorder", "substance-misuse"]
    assert [s.key for s in strands_on(TODAY)][-2:] == ["re-offending", "serious-violence"]


def test_id_10_every_duty_cites_the_provision_that_creates_it() -> None:
    assert all(duty.provision for duty in law().duties)


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ('[[duties]]\nkey = "x"\n', "law.toml, duties x, title"),
        ('[[regimes]]\nkey = "x"\ntitle = "y"\nstarts = "1 April"\n', "law.toml, regimes x, starts"),
        (
            '[[bodies]]\nkey = "x"\ntitle = "y"\nstarts = 2008-04-01\n'
            'responsible = "often"\nmark = "checked"\n',
            "law.toml, bodies x, responsible",
        ),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_table_row_and_key(tmp_path: Path, row: str, where: str) -> None:
    (tmp_path / "law.toml").write_text(row, "utf-8")
    with pytest.raises(Refusal) as refused:
        read_law(tmp_path / "law.toml")
    assert refused.value.where == where
