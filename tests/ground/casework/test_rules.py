"""A reason becomes a refusal, and a table of states says why not; no records are needed."""

import doctest

import pytest

from wardmote.ground.casework import lives, refuse
from wardmote.measuring.catalogue.refusals import Refusal


def test_a_rule_without_a_reason_refuses_nothing():
    refuse(None)
    with pytest.raises(Refusal) as refusal:
        refuse("It is over.", where="due", found="2008-04-01")
    assert (refusal.value.what, refusal.value.where, refusal.value.found) == (
        "It is over.", "due", "2008-04-01",
    )  # fmt: skip


def test_the_table_of_a_life_says_why_not():
    assert doctest.testmod(lives) == (0, 3)
