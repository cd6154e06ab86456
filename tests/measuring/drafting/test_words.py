"""Sentences are templates: grammar as tables."""

import pytest

from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.drafting.words import (
    decimal,
    figures_in,
    linked,
    percent,
    plain,
    rate_words,
    relinked,
    runs,
    spelled,
    times,
)


@pytest.mark.parametrize(
    ("key", "number", "said"),
    [
        ("robbery", 1, "1 robbery"),
        ("robbery", 0, "0 robberies"),
        ("burglary", 2, "2 burglaries"),
        ("anti-social-behaviour", 2655, "2,655 reports"),
    ],
)
def test_counts_agree_with_their_noun(key, number, said):
    assert offence_class(key).counted(number) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(items, said):
    assert listed(items) == said


@pytest.mark.parametrize(
    ("value", "said"), [(2.45, "2.5"), (-0.55, "-0.6"), (1234.5, "1,234.5"), (0.05, "0.1")]
)
def test_numbers_round_as_people_round(value, said):
    assert decimal(value) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.157, "16 %"), (0.0049, "0.5 %"), (0.0, "0 %"), (1.0, "100 %")]
)
def test_shares(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(("rate", "said"), [(118.8, "119"), (8.48, "8.5"), (0.567, "0.57"), (615.9, "616")])
def test_rates_carry_the_digits_people_can_use(rate, said):
    assert rate_words(rate) == said


def test_small_numbers_are_spelled():
    assert (spelled(3), spelled(12), spelled(0)) == ("three", "12", "no")
    assert times(1.04) == "1.04"


def test_links_travel_inside_the_sentence_and_come_out_whole():
    sentence = f"{linked(1629, 'aaa')} of the {linked('10,463', 'bbb')}"
    assert plain(sentence) == "1,629 of the 10,463"
    assert figures_in(sentence) == ("aaa", "bbb")
    assert [(run.text, run.figure) for run in runs(sentence)] == [
        ("1,629", "aaa"),
        (" of the ", ""),
        ("10,463", "bbb"),
    ]


def test_a_persons_wording_keeps_the_links_of_the_numbers_it_repeats():
    automatic = f"Vehicle crime: {linked(92, 'fig')} then, {linked(194, 'fig')} now."
    edited = relinked("From 92 to 194 in three years, say 100 more.", automatic)
    assert figures_in(edited) == ("fig",)
    assert [run.text for run in runs(edited) if run.figure] == ["92", "194"]
