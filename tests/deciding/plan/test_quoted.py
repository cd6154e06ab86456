"""Statistics quoted in a text are found; dates, law, addresses and the like are left alone (ID-02)."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.deciding.plan.exchange.quoted import plain_of, sentence_at, statistics_in, unlinked
from wardmote.measuring.catalogue.periods import day_words

FOUND = [
    ("Crime fell by 13 per cent in a year.", ["13 per cent"]),
    ("Crime fell by 13 percent.", ["13 percent"]),
    ("Crime fell by 13%.", ["13%"]),
    ("Robbery fell by 22.7 per cent and violence by 13.7 per cent.", ["22.7 per cent", "13.7 per cent"]),
    ("Thirteen per cent fewer crimes were recorded.", ["Thirteen per cent"]),
    ("Between 10 and 15 per cent of people agree.", ["10 and 15 per cent"]),
    ("A gap of 43 percentage points remains.", ["43 percentage points"]),
    ("One in ten residents was a victim.", ["One in ten"]),
    ("1 in 10 residents was a victim.", ["1 in 10"]),
    ("Nine out of ten people feel safe by day.", ["Nine out of ten"]),
    ("Three of the 13 wards are among the most deprived.", ["Three of the 13"]),
    ("Reports doubled in the town centre.", ["doubled"]),
    ("Burglary has halved since 2004.", ["halved"]),
    ("Robbery is twice as common as before.", ["twice as"]),
    ("Young men are three times as likely to be attacked.", ["three times as"]),
    ("Almost half of residents avoid the underpass.", ["half of"]),
    ("It makes up just under a quarter of all violence.", ["under a quarter"]),
    ("Domestic violence is a third of the total.", ["a third of"]),
    ("Two thirds of offences happen at night.", ["Two thirds"]),
    ("There were 256 incidents of arson.", ["256 incidents"]),
    ("There were 2,007 burglaries.", ["2,007 burglaries"]),
    ("About 2000 incidents were reported.", ["2000 incidents"]),
    ("Two million people come every year.", ["Two million people"]),
    ("More than 80,000 people live here.", ["80,000 people"]),
    ("Two or three prolific offenders did most of it.", ["Two or three prolific offenders"]),
    ("Forty-two burglaries were solved.", ["Forty-two burglaries"]),
    ("We spent £12,000 on lighting and £1.5m on cameras.", ["£12,000", "£1.5m"]),
    ("The rate is 5.0 per 1,000 residents.", ["5.0 per 1,000"]),
    ("There are 5 offences per thousand residents.", ["5 offences per thousand"]),
    ("Stevenage ranks 191st for deprivation.", ["191st for"]),
    ("Stevenage ranks 191 of 354 councils.", ["191 of 354"]),
    ("Arson costs thousands of pounds.", ["thousands of"]),
    ("It took 14 days instead of 30.", ["14 days", "30"]),
    ("A dozen cars were damaged.", ["A dozen cars"]),
    ("Temperatures or scores of -4 are given.", ["-4 are"]),
    ("In 2007 there were 85 robberies, in 2006 there were 110.", ["85 robberies", "110"]),
    ("101 burglaries were reported; call 101.", ["101 burglaries"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_a_statistic_is_found(text: str, expected: list[str]) -> None:
    assert [quoted.words for quoted in statistics_in(text)] == expected


EXEMPT = [
    "The plan runs from 1 April 2008 to 31 March 2011.",
    "It came into force on 1 August 2007, and was reviewed in September 2007.",
    "Between January and December 2007 crime fell, as it did in 2006.",
    "The rolling plan 2008-2011 is renewed each year; this is the edition for 2008/09.",
    "Responses were taken on 8-14 January and on 01/02/2008 and 2008-02-01.",
    "Patrols run from 18:00 to 02:30, or from 6pm to 2.30am, 24/7.",
    "Stevenage 2021 is the town's community strategy.",
    "Over the next three years, and within 28 days, we will act; the last two months were quiet.",
    "The Forum meets three times a year and the group every two months.",
    "A three-year plan with a 12-month review is published every year.",
    "Section 17 of the Crime and Disorder Act 1998 and sections 19 and 20 of the 2006 Act apply.",
    "See s.17A, s. 115, regulation 12, regs 5 to 7 of SI 2007/1830 and article 8.",
    "Write to 12 High Street, or Unit 5, Daneshill House, Danestrete, Stevenage SG1 1HN.",
    "The A602 and the A1(M) at junction 7 bring visitors; so does the M25.",
    "Telephone 01438 242943 or +44 1438 242943; call 101, in an emergency dial 999.",
    "Write to safety42@example.org or see https://example.org/2008/13 and www.example.org/12.",
    "Young people aged 10 to 17, under-18s and those over 65 are asked too.",
    "Alcohol may not be sold to anyone under 18; a 16-year-old may not drive.",
    "See page 4, pages 9 to 12 and table 3; priority 1 is led by the police.",
    "We set seven priorities and work to the six hallmarks in five groups.",
    "1. Reduce violence\n2. Reduce burglary\n",
    "NI 16 and NI 20 are national indicators; COVID-19 changed them.",
    "The first quarter of 2008 was wet; half an hour later a third party reported it.",
    "Class A drugs cause harm. One thing leads to another, and no one is alone.",
    "The three year crime strategy ends.",
    "We measure offences per 1,000 residents and fires per 10,000.",
    "In the 1990s and in the 21st century the town grew.",
    "",
]


@pytest.mark.parametrize("text", EXEMPT)
def test_what_is_no_statistic_is_left_alone(text: str) -> None:
    assert [quoted.words for quoted in statistics_in(text)] == []


def test_id_02_a_statistic_without_a_claim_is_pointed_at_by_its_sentence() -> None:
    draft = "The town is safe. Recorded crime fell by 13 per cent in 2007. We will go on."
    (found,) = unlinked(draft)
    assert found.words == "13 per cent"
    assert sentence_at(plain_of(draft)[0], found.start) == "Recorded crime fell by 13 per cent in 2007."
    assert unlinked("Recorded crime fell by [13 per cent](F-01) in 2007.") == ()
    assert unlinked("Recorded crime fell by [13](F-01) per cent in 2007.") == ()


def test_a_link_must_lead_somewhere_and_a_reason_must_be_given() -> None:
    draft = (
        "It fell [13 per cent](F-99), [twice as](not a statistic: of speed) fast, [two men](not a statistic)."
    )
    assert [q.words for q in unlinked(draft, known={"F-01"}.__contains__)] == ["13 per cent", "two men"]


words = st.text(alphabet="abcdefghij klmnop.,;", max_size=40)


@given(before=words, number=st.integers(0, 10**6), after=words)
def test_a_percentage_is_found_wherever_it_stands(before: str, number: int, after: str) -> None:
    text = f"{before} {number} per cent {after}"
    assert any(q.words.endswith(f"{number} per cent") for q in statistics_in(text))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_no_date_is_a_statistic(day: date) -> None:
    for form in (day_words(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%B %Y}", f"in {day.year}"):
        assert statistics_in(f"It was so on {form} and after.") == ()


@given(st.text(max_size=200))
def test_places_are_true_in_order_and_apart(text: str) -> None:
    found = statistics_in(text)
    assert all(text[q.start : q.end] == q.words and q.words for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.sampled_from([text for text, _ in FOUND]), max_size=4))
def test_a_text_whose_every_statistic_is_linked_is_quiet(sentences: list[str]) -> None:
    text = " ".join(sentences)
    for quoted in reversed(statistics_in(text)):
        text = f"{text[: quoted.start]}[{quoted.words}](F-01){text[quoted.end :]}"
    assert unlinked(text) == ()
