"""A linked number is read and compared with its fact; what does not agree or is not read is told (ID-02)."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from wardmote.deciding.plan.exchange.number_checks import all_doubts, text_doubts
from wardmote.deciding.plan.exchange.shipped import shipped_edition, shipped_editions
from wardmote.deciding.plan.exchange.stated_numbers import number_of
from wardmote.deciding.plan.models import Fact
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records import linked_figures
from wardmote.measuring.catalogue.periods import parse_period

YEAR, BEFORE = parse_period("2007-01:2007-12"), parse_period("2006-01:2006-12")
CHANGE = Fact(
    key="C", about=(), words="It changed.", kind="percentage", source="police", period=YEAR, unit="%",
    shape="change", against=BEFORE, value=-13.0,
)  # fmt: skip
SHARE = copied(CHANGE, key="S", shape="share", against=None, value=36.0)
FACTS = {
    "fell-13": CHANGE,
    "fell-13.7": copied(CHANGE, value=-13.7),
    "rose-21.7": copied(CHANGE, value=21.7),
    "rose-100": copied(CHANGE, value=100.0),
    "fell-50": copied(CHANGE, value=-50.0),
    "fell-33.3": copied(CHANGE, value=-33.3),
    "counted": copied(CHANGE, value=-20.0, count=96, base=120),
    "share-36": SHARE,
    "about-36": copied(SHARE, qualifier="about"),
    "under-25": copied(SHARE, value=25.0, qualifier="just under"),
    "share-40": copied(SHARE, value=40.0),
    "three-of-13": copied(SHARE, value=23.1, count=3, base=13),
    "gap-43": copied(SHARE, value=43.0, unit="percentage points", shape=""),
    "80,000": copied(
        SHARE, words="Over 80,000 people live here.", value=80000.0, unit="residents", shape="",
        qualifier="more than", kind="count",
    ),
    "48,213": copied(
        SHARE, words="People live here.", value=48213.0, unit="residents", shape="", kind="count"
    ),
    "195": copied(SHARE, words="195 responses came.", value=195.0, unit="responses", shape="", kind="count"),
    "£1.5m": copied(SHARE, words="It cost that.", value=1_500_000.0, unit="£", shape="", kind="count"),
    "rate": copied(SHARE, words="Offences.", value=5.0, unit="per 1,000 residents", shape="", kind="count"),
    "rank": copied(
        SHARE, words="The rank of 354.", value=191.0, unit="rank", shape="", kind="rank", count=191, base=354
    ),
    "few": copied(
        SHARE, words="Two or three prolific offenders account for most of it.", kind="statement", value=None,
        unit="", shape="",
    ),
    "five-years": copied(CHANGE, against=parse_period("2002-01:2002-12")),
}  # fmt: skip

AGREE = [
    ("Crime fell by [13 per cent](fell-13).", "figures"),
    ("Crime fell by [thirteen per cent](fell-13) in 2007, on the year before.", "words and the year"),
    ("Crime is down by [13](fell-13) per cent since 2006.", "the unit stands after the link"),
    ("From January to December 2007 crime fell [13%](fell-13).", "months"),
    ("There were [13 per cent fewer](fell-13) crimes.", "fewer"),
    ("A fall of [14 per cent](fell-13.7).", "rounded"),
    ("It fell by [more than 13 per cent](fell-13.7).", "more than"),
    ("It fell by [nearly 14 per cent](fell-13.7).", "nearly"),
    ("It rose by [between 20 and 25 per cent](rose-21.7).", "range"),
    ("Theft rose by [over a fifth](rose-21.7).", "over a fifth"),
    ("Reports [doubled](rose-100).", "doubled"),
    ("Reports have [halved](fell-50).", "halved"),
    ("It fell by [a third](fell-33.3).", "a third"),
    ("Robberies fell from [120](counted) to [96](counted).", "both counts"),
    ("There were [24 fewer](counted).", "the difference of two counts"),
    ("[About 36 per cent](about-36) of it.", "about"),
    ("[Just under a quarter](under-25) of it.", "just under"),
    ("[More than a third](share-36) of it.", "a third is under 36"),
    ("[Two in five](share-40) said so.", "two in five"),
    ("[Three of its 13 wards](three-of-13).", "two counts"),
    ("A gap of [43 percentage points](gap-43).", "points"),
    ("[More than 80,000 people](80,000) live here.", "no surer than the fact"),
    ("[About 48,000 residents](48,213).", "rounded with about"),
    ("[195 responses](195) came.", "a count of its thing"),
    ("It cost [£1.5m](£1.5m).", "money"),
    ("The rate is [5.0 per 1,000](rate) residents.", "a rate"),
    ("It ranks [191st](rank), [191 of 354](rank).", "a rank"),
    ("[Two or three offenders](few) did most of it.", "a statement's own words"),
    ("Over five years crime fell by [13 per cent](five-years).", "a length of time"),
    ("Our plan for 2008-2011 builds on a fall of [13 per cent](fell-13).", "the plan's own years"),
    (
        "Robbery fell by [13 per cent](fell-13) and theft rose by [21.7 per cent](rose-21.7).",
        "two directions",
    ),
    ("It fell from [120](counted) to [96](counted).", "from the one count to the other"),
    ("It fell [from 120 to 96](counted).", "both in one link"),
    ("There were [half as many](fell-50) reports.", "half as many"),
    ("It cost [1.5 million pounds](£1.5m).", "pounds in words"),
    ("The gap is [43 points](gap-43).", "points"),
    ("Crime slumped by [13 per cent](fell-13).", "a livelier word"),
    ("In the last twelve months [195 responses](195) came.", "as long as the fact"),
    ("[195 responses](195) came a year.", "a year, and the fact is of one"),
    ("Crime fell by [13 per cent](fell-13) in a year.", "in a year"),
]

DISAGREE = [
    ("Crime fell by [53 per cent](fell-13).", "a fall of 53 per cent; the fact says a fall of 13 per cent"),
    ("Crime rose by [13 per cent](fell-13).", "a rise of 13 per cent; the fact says a fall of 13 per cent"),
    ("Crime fell to [13 per cent](fell-13).", "a fall to 13"),
    ("Crime is [13 per cent](fell-13) of it.", "it reads 13 per cent"),
    ("Crime did not fall by [13 per cent](fell-13).", "it reads 13 per cent"),
    ("It fell by [13 per cent](fell-13.7).", "a fall of 13.7"),
    ("It fell by [13 percentage points](fell-13).", "13 percentage points"),
    ("It fell by [more than 13.8 per cent](fell-13.7).", "over 13.8"),
    ("It has [halved](fell-33.3).", "a fall of 50"),
    ("It [doubled](rose-21.7).", "a rise of 100"),
    ("It rose by [a third](rose-21.7).", "a rise of 33.3"),
    ("It fell by [36 per cent](share-36).", "a fall of 36"),
    ("[36 per cent](about-36) of it.", "the fact says about 36"),
    ("[A quarter](under-25) of it.", "just under 25"),
    ("[Most of it](share-36).", "over 50"),
    ("[One in five](share-40) said so.", "1 of 5"),
    ("[Four of its 13 wards](three-of-13).", "4 of 13"),
    ("A gap of [43 per cent](gap-43).", "43 percentage points"),
    ("[80,000 people](80,000) live here.", "more than 80,000"),
    ("[48,000 residents](48,213).", "48,213"),
    ("[195 burglaries](195) came.", "it counts burglaries"),
    ("It cost [£15,000](£1.5m).", "£15,000"),
    ("The rate is [5.0 per 100,000](rate) residents.", "per 100,000"),
    ("Crime fell by [13 per cent](fell-13) in 2005.", "it names 2005"),
    ("In January 2007 crime fell by [13 per cent](fell-13).", "it names January 2007"),
    ("Crime fell by [13 per cent](fell-13) since 2001.", "set against 2001"),
    ("Over five years crime fell by [13 per cent](fell-13).", "it speaks of 5 years"),
    ("On the year before crime fell by [13 per cent](five-years).", "against January to December 2002"),
    ("Crime is at its [lowest for a decade](fell-13).", "one value does not show that"),
    ("It cost [thousands of pounds](£1.5m).", "cannot be read"),
    ("[Ten men](few) did it.", "it reads 10 men"),
    ("It went from [96](counted) to [120](counted).", "it reads 96"),
    ("It rose from [120](counted) to [96](counted).", "a rise to 96"),
    ("It went [from 96 to 120](counted).", "it reads 120"),
    ("It went from [120](counted) to [100](counted).", "it reads 100"),
    ("[Less than two in five](share-40) said so.", "under 2 of 5"),
    ("[More than 36 per cent](share-36) of it.", "over 36 per cent"),
    ("[The majority](share-36) of it.", "over 50"),
    ("[Most crime](share-36) is there.", "over 50"),
    ("[All](share-40) of them said so.", "“All” cannot be read"),
    ("[Nearly all](share-40) of them said so.", "“Nearly all” cannot be read"),
    ("[Nobody](share-40) said so.", "“Nobody” cannot be read"),
    ("[Over 195 responses](195) came.", "over 195"),
    ("[195 responses](195) came every month.", "it is said of every month; the fact is of"),
    ("There were [195 responses](195) a week.", "it is said of a week"),
    ("Crime fell by [13 per cent](fell-13) each year.", "it is said of each year"),
    ("In the last three months [195 responses](195) came.", "it speaks of 3 months"),
    ("Crime fell by [13 per cent](fell-13) over the last three months.", "it speaks of 3 months"),
    ("Crime fell by [13 per cent](fell-13) last month.", "it speaks of one month"),
    ("Crime will fall by [13 per cent](fell-13).", "it reads 13 per cent"),
    ("Robberies fell [by 96](counted).", "a fall of 96"),
    ("There were [120 fewer](counted).", "a fall of 120"),
    ("Robberies fell to [120](counted).", "a fall to 120"),
    ("Costs rose by [£1.5m](£1.5m).", "a rise of £1,500,000"),
    ("Crime fell for the [third year running](fell-13).", "one value does not show that"),
]  # fmt: skip


def doubts_of(text: str) -> list[str]:
    return [
        each.why for each in text_doubts(text, "foreword", FACTS.get, shipped_edition("stevenage-2008-09"))
    ]


@pytest.mark.parametrize("text", [text for text, _ in AGREE])
def test_a_number_that_is_what_its_fact_says_is_passed(text: str) -> None:
    assert doubts_of(text) == []


@pytest.mark.parametrize(("text", "told"), DISAGREE)
def test_a_number_that_is_not_what_its_fact_says_is_told(text: str, told: str) -> None:
    assert told in " ".join(doubts_of(text))


def test_numbers_in_words_are_read() -> None:
    said = (
        "a hundred and five",
        "Forty-two",
        "two million",
        "1.5m",
        "thirteen point seven",
        "three dozen",
        "most",
    )
    assert [number_of(each) for each in said] == [105, 42, 2_000_000, 1_500_000, 13.7, 36, None]


@pytest.mark.parametrize("name", shipped_editions())
def test_every_link_of_a_shipped_edition_agrees(name: str) -> None:
    assert all_doubts(shipped_edition(name)) == ()


def test_wordings_and_a_fact_s_own_words_are_checked() -> None:
    plan = shipped_edition("aldersby-2026-27")
    action, priority, item = plan.actions[0], plan.priorities[0], plan.indicators[0]
    changed = replace(
        plan,
        head=copied(plan.head, title="The plan that halved robbery"),
        priorities=(copied(priority, title="Keep robbery down by 53 per cent"), *plan.priorities[1:]),
        actions=(copied(action, words="Go on, as robbery fell by 20 per cent."), *plan.actions[1:]),
        indicators=(copied(item, words="Robbery, which doubled"), *plan.indicators[1:]),
        facts=tuple(
            copied(fact, words="It fell by 80 per cent.") if fact.key == "robbery-change" else fact
            for fact in plan.facts
        ),
    )
    found = {each.place: each.said for each in all_doubts(changed)}
    assert found == {
        "plan": "halved", priority.key: "53 per cent", item.key: "doubled",
        "robbery-change": "It fell by 80 per cent",
    }  # fmt: skip


def test_a_link_to_a_kept_figure_is_held_to_what_the_figure_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Robbery of SYN-2007: 110 to 85, a fall of 22.7 per cent (domain notes 1.10)."""
    figure = {
        "hash": "0" * 64,
        "method": "change",
        "area": "district:2008:99SY",
        "params": {"class": "robbery", "feed": "syn-2007-crime"},
        "period": "2007-01:2007-12",
        "against": "2006-01:2006-12",
        "result": {"status": "ok", "value": 85 / 110, "count": 85, "count_against": 110, "words": ""},
    }
    monkeypatch.setattr(linked_figures, "folder", lambda: SimpleNamespace(root=None))
    monkeypatch.setattr(linked_figures, "kept", lambda to, root: figure)
    plan, to = shipped_edition("stevenage-2008-09"), "0" * 64

    def why(text: str) -> list[str]:
        return [each.why for each in text_doubts(text, "foreword", linked_figures.figure_fact, plan)]

    assert why(f"Robbery fell by [22.7 per cent]({to}) in 2007, from [110]({to}) to [85]({to}).") == []
    assert "a fall of 22.7 per cent" in why(f"Robbery fell by [27.7 per cent]({to}).")[0]
