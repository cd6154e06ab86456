"""What is owed on a day, from whichever room: in one order, for who looks, in few words."""

from datetime import date, timedelta

import pytest

from wardmote.ground.owed import PARTNERSHIP, STRATEGY_GROUP, Owed, OwedBy, listing, owed_on, seen_by, summary

DAY = date(2008, 4, 21)


COUNCIL, POLICE, FIRE = OwedBy("Council", 1), OwedBy("Police", 2), OwedBy("Fire and rescue", 3)


def thing(words: str, *by: OwedBy, kind: str = "answer", due: int | None = 0) -> Owed:
    """Owed since the first of April, due so many days after the twenty-first."""
    until = None if due is None else DAY + timedelta(days=due)
    about = f"{kind}:{words}"
    return Owed(
        kind=kind, words=words, by=by, since=date(2008, 4, 1), due=until, url="/x/", on=DAY, about=about
    )


def answers(partnership: str, on: date) -> list[Owed]:
    return [
        thing("b", POLICE, due=-3),
        thing("c", COUNCIL, due=None),
        thing(f"{partnership} {on}", POLICE),
    ]


def visits(partnership: str, on: date) -> list[Owed]:
    return [
        thing("a", STRATEGY_GROUP, kind="visit", due=-3),
        thing("d", POLICE, PARTNERSHIP, kind="visit", due=5),
    ]


@pytest.fixture(autouse=True)
def rooms(monkeypatch):
    monkeypatch.setattr(listing, "_providers", [])
    monkeypatch.setattr(listing, "_kinds", {})
    listing.register(f"{__name__}.answers", answer="Answer")
    listing.register(f"{__name__}.visits", visit="Visit")
    listing.register(f"{__name__}.visits", visit="Visit")


def test_every_room_is_asked_once_and_what_is_latest_comes_first():
    assert [each.words for each in owed_on("holmbridge", DAY)] == [
        "b", "a", "holmbridge 2008-04-21", "d", "c",
    ]  # fmt: skip
    assert listing.kinds() == {"answer": "Answer", "visit": "Visit"}


def test_a_kind_without_a_name_is_refused_and_not_met_by_who_takes_the_list_away():
    with pytest.raises(TypeError, match="say what its kinds are called"):
        listing.register(f"{__name__}.answers")
    del listing._kinds["visit"]
    with pytest.raises(TypeError, match="say what visit is called"):
        owed_on("holmbridge", DAY)


@pytest.mark.parametrize(
    ("body", "runs", "to_us", "by_us"),
    [
        (COUNCIL, True, ["b", "holmbridge 2008-04-21"], ["a", "d", "c"]),
        (POLICE, False, [], ["b", "holmbridge 2008-04-21", "d"]),
        (FIRE, False, [], []),
    ],
    ids=["who runs the partnership", "a body", "a body that owes nothing"],
)
def test_a_body_sees_what_it_owes_and_who_runs_the_partnership_sees_all(body, runs, to_us, by_us):
    seen = seen_by(owed_on("holmbridge", DAY), bodies={body.body}, runs=runs)
    assert [[each.words for each in part] for part in seen] == [to_us, by_us]


def test_it_is_told_in_one_sentence():
    every = owed_on("holmbridge", DAY)
    assert summary(every, to_us=True) == (
        "3 answers and 2 visits are owed to us. 2 are late, the longest by 3 days (Police)."
    )
    assert summary(every[-1:], to_us=False) == "1 answer is owed by us. It is not late."
    assert summary([], to_us=True) == ""


@pytest.mark.parametrize(
    ("owed", "mark"),
    [
        (thing("x", due=-1), ("off-track", "1 day late")),
        (thing("x", due=0), ("not-set", "Due")),
        (thing("x", due=None), ("not-set", "Open")),
    ],
)
def test_a_mark_says_how_it_stands(owed, mark):
    assert owed.mark == mark
