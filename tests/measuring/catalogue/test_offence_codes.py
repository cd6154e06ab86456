"""Each Home Office code belongs to the class the plan counts it in; codes of other years are refused."""

import pytest

from wardmote.measuring.catalogue.classes import offence_classes, with_parts
from wardmote.measuring.catalogue.offence_codes import classify, code_schemes
from wardmote.measuring.catalogue.refusals import Refusal

# Domain notes 4.2; "serious" is the plan's woundings, murders and attempted murders.
PLAN_CODES = [
    ("1", "serious-violence"),
    ("2", "serious-violence"),
    ("4/1", "serious-violence"),
    ("4.1", "serious-violence"),
    ("5A", "serious-violence"),
    ("8A", "violence-against-the-person"),
    ("105A", "violence-against-the-person"),
    ("37/1", "violence-against-the-person"),
    ("34A", "robbery"),
    ("34B", "robbery"),
    ("28A", "burglary-dwelling"),
    ("028a", "burglary-dwelling"),
    ("29", "burglary-dwelling"),
    ("30A", "burglary"),
    ("45", "theft-from-vehicle"),
    ("48", "theft-of-vehicle"),
    ("37/2", "theft-of-vehicle"),
    ("126", "vehicle-interference"),
    ("56", "arson"),
    ("58C", "damage-to-vehicle"),
    ("58G", "damage-to-vehicle"),
    ("58A", "criminal-damage"),
    ("58D", "criminal-damage"),
    ("46", "shoplifting"),
    ("44", "bicycle-theft"),
    ("39", "theft-from-the-person"),
    ("49", "other-theft"),
    ("53B", "fraud-and-forgery"),
    ("92E", "drugs"),
    ("20A", "sexual-offences"),
    ("88C", "sexual-offences"),
    ("10B", "other-crime"),
]


@pytest.mark.parametrize(("code", "expected"), PLAN_CODES)
def test_a_code_of_2007_08_belongs_to_its_class(code: str, expected: str) -> None:
    assert classify(code, "ho-2007-08") == expected


def test_8g_is_an_error_before_april_2008_and_says_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        classify("8G", "ho-2007-08")
    assert "ho-2008-09" in refused.value.todo
    # NI 20, inside violence, not in NI 15
    assert classify("8G", "ho-2008-09") == "assault-less-serious-injury"
    assert "assault-less-serious-injury" in with_parts("violence-against-the-person")


@pytest.mark.parametrize("code", ["8A", "8B", "8C", "8D", "8E"])
def test_codes_split_in_2008_are_errors_afterwards(code: str) -> None:
    with pytest.raises(Refusal):
        classify(code, "ho-2008-09")


@pytest.mark.parametrize("code", ["", "999", "28A1", "SHED", "4/77", "10A"])
def test_what_is_not_a_code_of_the_year_is_refused(code: str) -> None:
    with pytest.raises(Refusal):
        classify(code, "ho-2007-08")


def test_an_unknown_scheme_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(Refusal) as refused:
        classify("28A", "ho-1997")
    assert "ho-2007-08" in refused.value.todo


@pytest.mark.parametrize("key", ["ho-2007-08", "ho-2008-09"])
def test_every_class_named_by_a_scheme_exists(key: str) -> None:
    scheme = code_schemes()[key]
    assert set(scheme.single.values()) | set(scheme.series.values()) <= set(offence_classes())
    assert not set(scheme.refused) & set(scheme.single)
