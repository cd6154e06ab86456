"""Which kept figures no longer stand, and why."""

from datetime import UTC, datetime

from tests.measuring.store.test_holdings import folder, months, partner
from tests.measuring.store.test_partner_rows import row as incident
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.figures.standing import LoadStatus, figures_on, standing
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts, visible
from wardmote.measuring.store.withdrawing import withdraw

__all__ = ["folder"]  # the fixture
NOON = datetime(2024, 6, 15, 12, tzinfo=UTC)


def asked(folder: Folder, period: str, feed: str = "police-uk") -> Figure:
    inquiry = open_inquiry(folder.root)
    place = str(inquiry.evidence.place("Barchester").id)
    figure = inquiry.ask("count", place, parse_period(period), feed=feed, **{"class": "all"})
    keep([figure], folder.root)
    return figure


def standing_now(folder: Folder) -> LoadStatus:
    return standing(Evidence(folder.root), visible(list_receipts(folder, withdrawn=True), "own"))


def why(folder: Folder, figure: Figure) -> list[str]:
    return [each.why for each in standing_now(folder).of(figure.as_json())]


def test_a_figure_on_a_withdrawn_load_is_flagged_and_no_other(folder: Folder) -> None:
    months(folder, {"2021-01": 3})
    february = months(folder, {"2021-02": 5})
    first, second = asked(folder, "2021-01:2021-01"), asked(folder, "2021-02:2021-02")
    assert why(folder, first) == why(folder, second) == []
    withdraw(folder, february, by="Ann", because="Wrong", at=NOON)
    assert (why(folder, first), why(folder, second)) == ([], ["withdrawn"])
    assert [figure["hash"] for figure in figures_on(folder, february)] == [second.hash]


def test_a_figure_on_a_restated_month_is_flagged_until_it_is_asked_again(folder: Folder) -> None:
    months(folder, {"2021-01": 3, "2021-02": 5}, released="2021-03")
    january, both = asked(folder, "2021-01:2021-01"), asked(folder, "2021-01:2021-02")
    new = months(folder, {"2021-02": 6}, name="b", released="2021-06")
    (shaken,) = standing_now(folder).of(both.as_json())
    assert (shaken.why, shaken.by, shaken.months) == ("restated", frozenset({new}), (2021 * 12 + 1,))
    assert why(folder, january) == []
    assert why(folder, asked(folder, "2021-01:2021-02")) == []


def test_a_figure_on_counts_that_a_later_file_restates_is_flagged(folder: Folder) -> None:
    partner(folder, "a.csv", ["2021-01,North,Burglary,4,1000"], kind="counts")
    before = asked(folder, "2021-01:2021-01", feed="counts")
    assert why(folder, before) == []
    later = ["2021-01,North,Burglary,5,1000", "2021-02,North,Burglary,5,1000"]
    partner(folder, "b.csv", later, kind="counts")
    assert why(folder, before) == ["restated"]
    assert why(folder, asked(folder, "2021-01:2021-01", feed="counts")) == []


def test_a_figure_of_a_load_that_may_not_be_seen_is_not_visible(folder: Folder) -> None:
    partner(folder, "a.csv", [incident("1", "2021-01-05")])
    figure = asked(folder, "2021-01:2021-01", feed="police").as_json()
    assert standing_now(folder).visible(figure)
    elsewhere = standing(
        Evidence(folder.root, "elsewhere"), visible(list_receipts(folder, withdrawn=True), "elsewhere")
    )
    assert not elsewhere.visible(figure)
