"""Who drives a change, where and when: SYN-2007's built-in truths come out, and nothing that is not there."""

import pytest

from tests.cast import Cast
from tests.knowing.asking.test_changes_page import address, words

CRIME = "syn-2007-crime"

# measure, what the town was made with (domain notes 1.10 and the plan's own sentences)
TRUE = [
    ("theft-from-vehicle", "600 thefts from vehicles in 2006, 730 in 2007"),
    (
        "theft-from-vehicle",
        "Without the offences linked to three known offenders it would have gone from 584 to 574",
    ),
    ("robbery", "110 robberies in 2006, 85 in 2007 (no clear change"),
    ("robbery", "The change as a whole is not clear"),
    ("robbery", "as frequent around Christmas and New Year"),
    ("robbery", "happened where it was unlit and without cameras"),
    ("burglary", "Burglary: no hotspot."),
    ("violence-against-the-person", "alcohol from 330 to 419 (clear rise)"),
    ("all", "theft from vehicles (from 600 to 730, +1.6 points) changed differently from the rest"),
    ("serious-violence", "By area: see violence against the person, of which this is a part."),
]


@pytest.mark.parametrize(("measure", "said"), TRUE)
def test_what_is_in_the_rows_is_told(syn: Cast, measure: str, said: str) -> None:
    assert said in words(syn.client("amira").get(address(measure=f"{CRIME}/{measure}")))


def test_a_named_place_is_told_with_visitors_in_mind(syn: Cast) -> None:
    response = syn.client("amira").get(
        address(measure=f"{CRIME}/violence-against-the-person", place="place:2008:syn-town-centre")
    )
    assert "No rate: a place like this has visitors rather than residents." in words(response)
