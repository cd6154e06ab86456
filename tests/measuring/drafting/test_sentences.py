"""Every sentence of an assessment, filled with its example: grammar as a table, nothing to stumble over."""

import re
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.class_breaks import class_breaks
from wardmote.measuring.catalogue.classes import joined_classes, offence_classes
from wardmote.measuring.drafting.sentences import Sentence, say, sentences
from wardmote.measuring.drafting.subject import class_subject
from wardmote.measuring.figures.inquiry import METHODS
from wardmote.measuring.figures.methods import open_inquiry  # noqa: F401  registers the methods

DRAFTING = Path(__file__).resolve().parents[3] / "src" / "wardmote" / "measuring" / "drafting"
# Words that only people who made the numbers understand, and ways of speaking nobody speaks.
NEVER = (
    "beyond what chance", "otherwise than", "drawing lots", "usually differ", "funnel", "dispersion",
    "significan", "p-value", "percentile", "cells", "drift", "such a class", "beyond chance", "interval",
    "denominator", "vintage", "baseline", "slug", "snapped", "-0.0", "−0.0", "  ", " ,", " .", "..", "nan",
)  # fmt: skip
TERMS = {"method-ranges": "interval"}
"""A term of the trade that a sentence explains where it stands."""
FORMS = [
    ("areas-above", {"above": 2, "names": "A (9) and B (8)"}, "Burglary: A (9) and B (8) stand out above"),
    ("areas-title", {"above": 0}, "0 of 13 wards stand out above the others"),
    ("deprivation", {"areas": 3}, "3 of 52 small areas (LSOAs) are among the most deprived fifth"),
    ("deprivation-rates", {"areas": 1}, "; it has 6 % of residents"),
    ("hotspot", {"found": 4}, "4 of 272 small areas have clearly more than their numbers of homes"),
    ("level-whole", {"count": 1, "noun": "offence"}, "1 offence was recorded in 2021"),
    ("season-highest", {"months": "June (9)", "top": 1}, "June (9) was the highest month; no other"),
    ("victims", {"victims": 1}, "against 1 person harmed more than once"),
    ("replies", {"replies": 12}, "12 replies came to the consultation"),
    ("replies-outside", {"outside": 2}, "2 came outside its dates and are kept."),
    ("offenders-whole-rise", {"many": "One", "offenders": 1}, "One offender accounts for the whole rise"),
    ("offenders-without", {"offenders": 1}, "linked to that offender it would have gone"),
    ("against-rest", {"subject": "burglary"}, "Burglary is less common than in"),
    ("ask-fall", {"subject": "shoplifting"}, "brought shoplifting down, and what would keep it there?"),
    ("contribution-fall", {"parts": 1}, "The largest fall was in criminal damage"),
    ("contribution-rise", {"parts": 3}, "The largest rises were in criminal damage"),
    ("hotspot", {"found": 1}, "has clearly more than its number of homes would lead one to expect, namely E"),
    ("story-falls", {"changes": 2}, "(clear falls)"),
    ("signal-outside", {"number": 3}, "these months were unusual"),
    ("signal-outside-alike", {"number": 1}, "was not"),
    ("same-months", {"months": 1}, "the same month of 2018"),
    ("in-months", {"months": 1, "shown": "one"}, "in one month"),
    ("months-held-of", {"held": 1}, "the 1 month held of 2021"),
    ("unplaced", {"number": 1, "records": "1"}, "1 record of the place lies in none of these wards."),
    ("area-lsoa", {"areas": 1}, "small area (LSOA)"),
    ("verb-times", {"number": 2}, "are 4.2 times what they were"),
    ("force-rows", {"outside": 1, "mine": 1}, "1 lies outside the county. 1 belongs to Stevenage."),
    ("rows-left-out", {"rejected": 12}, "12 could not be used and are left out."),
    ("records-of", {"rows": 1}, "1 record of Essex"),
    ("feeling-safe-one-detail", {"answers": 1}, "Survey 2007, 1 answer)"),
    ("against-rest-follow", {"subject": "robbery"}, "It is less common than in"),
]


def filled(sentence: Sentence, **other: object) -> str:
    given = {**sentence.given, **other}
    return say(
        sentence.key, **{k: class_subject(str(v)) if is_class(sentence, k) else v for k, v in given.items()}
    )


def is_class(sentence: Sentence, part: str) -> bool:
    """The subject of an example is a class's key; a few are names of a whole, said as they are."""
    return part == "subject" and str(sentence.given[part]).islower()


def test_a_sentence_reads_as_its_example_and_holds_nothing_to_stumble_over() -> None:
    assert {key: filled(each) for key, each in sentences().items()} == {
        key: each.reads for key, each in sentences().items()
    }
    stumbled = {
        key: [word for word in NEVER if word in each.reads and word != TERMS.get(key)]
        for key, each in sentences().items()
    }
    assert {key: words for key, words in stumbled.items() if words} == {}


@pytest.mark.parametrize(
    ("key", "parts", "reads"), FORMS, ids=[f"{key}-{i}" for i, (key, *_) in enumerate(FORMS)]
)
def test_one_and_many_agree_with_their_words(key: str, parts: dict[str, object], reads: str) -> None:
    assert filled(sentences()[key], **parts).startswith(reads) or reads in filled(sentences()[key], **parts)


def test_what_the_catalogue_adds_to_a_sentence_holds_nothing_to_stumble_over() -> None:
    """Caveats, what moves a class's count, what its rows do not tell, why months are not compared, and what a
    figure is."""
    classes = {**offence_classes(), **joined_classes()}.values()
    told = [
        *caveats().values(),
        *(words for cls in classes for words in (cls.why, cls.ask, *cls.split.values())),
        *(each.why for each in class_breaks()),
        *(method.title for method in METHODS.values()),
    ]
    assert [(words, word) for words in told for word in NEVER if word in words] == []


def test_every_sentence_is_said_and_every_one_said_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in DRAFTING.glob("*.py"))
    said = {key for key in sentences() if re.search(rf"[\"']{re.escape(key)}[\"']", code)}
    assert said == set(sentences())
    assert set(re.findall(r"\bsay\(\s*[\"']([a-z-]+)[\"']", code)) <= said
