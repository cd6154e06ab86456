"""Two people give away the same money at the same moment, on real connections that commit."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.cast import Cast
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.records import funding, import_edition
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal


def _asked(fund, action, by, tries=200):
    """SQLite in memory says at once that it is busy, where a file waits: ask again, as a person would."""
    for _ in range(tries):
        try:
            funding.allocate(fund, action, funding.AllocationWanted(Decimal(600), "Both asked."), by=by)
        except Refusal:
            return "refused"
        except OperationalError:
            time.sleep(0.01)
        else:
            return "given"
    return "busy"


@pytest.mark.django_db(transaction=True)
def test_pm_02_two_allocations_at_once_never_exceed_the_fund(data, quick):
    from tests.cast import make_cast

    cast: Cast = make_cast()
    edition = import_edition.load(
        cast.holmbridge, shipped_edition("stevenage-2008-09"), by="the tests"
    ).edition
    brian = cast.viewer("brian")
    means = funding.Means("Fund", "County", Decimal(1000), parse_period("2008-04:2009-03"))
    fund = funding.add(edition, means, by=brian)
    first, second = edition.actions.filter(key__in=("A1.1.1", "A1.1.2"))
    told: list[str] = []
    together = threading.Barrier(2)

    def give(action: object) -> None:
        together.wait(timeout=10)
        try:
            told.append(_asked(fund, action, brian))
        finally:
            connection.close()

    for _ in range(5):
        people = [threading.Thread(target=give, args=(action,)) for action in (first, second)]
        for person in people:
            person.start()
        for person in people:
            person.join(timeout=30)
        assert sum(funding.given(fund).values()) == Decimal(600), told
        assert sorted(told) == ["given", "refused"], told
        told.clear()
        for action in (first, second):
            back = funding.AllocationWanted(Decimal(0), f"Again, {timezone.now()}.")
            funding.allocate(fund, action, back, by=brian)
