"""Every sentence of an assessment, filled with its example: grammar as a table, nothing to stumble over."""

import re
from pathlib import Path

import pytest

from wardmote.measuring.drafting.sentences import Sentence, say, sentences
from wardmote.measuring.drafting.subject import class_subject

DRAFTING = Path(__file__).resolve().parents[3] / "src" / "wardmote" / "measuring" / "drafting"
# Words that only people who made the numbers understand, and ways of speaking nobody speaks.
NEVER = (
    "beyond what chance", "otherwise than", "drawing lots", "usually differ", "funnel", "dispersion",
    "significan", "p-value", "percentile", "cells", "-0.0", "−0.0", "  ", " ,", " .", "..", "nan",
)  # fmt: skip
FORMS = [
    ("areas-above", {"above": 2, "names": "A (9) and B (8)"}, "Burglary: A (9) and B (8) stand out from"),
    ("areas-title", {"above": 0}, "0 of 13 wards stand out from the others"),
    ("deprivation", {"areas": 3}, "3 of 52 small areas (LSOAs) are among the most deprived fifth"),
    ("deprivation-rates", {"areas": 1}, "; it holds 6 % of residents"),
    ("hotspot", {"found": 4}, "Burglary: 4 of 272 small areas have more than their households explain"),
    ("level-whole", {"count": 1, "noun": "offence"}, "1 offence was recorded in 2021"),
    ("season-highest", {"months": "June (9)", "top": 1}, "June (9) was the highest month; no other"),
    ("victims", {"victims": 1}, "against 1 person harmed more than once"),
    ("replies", {"replies": 12}, "12 replies came to the consultation"),
    ("replies-outside", {"outside": 2}, "2 came outside its dates and are kept."),
    ("offenders-whole-rise", {"many": "One", "offenders": 1}, "One offender accounts for the whole rise"),
    ("offenders-without", {"offenders": 1}, "linked to that offender it would have gone"),
    ("against-rest", {"subject": "burglary"}, "Burglary is less common than in"),
    ("ask-fall", {"subject": "shoplifting"}, "What brought shoplifting down, and what would keep it there?"),
    ("contribution", {"parts": 1}, "The largest part of those 13.0 points was arson"),
]


def filled(sentence: Sentence, **other: object) -> str:
    given = {**sentence.given, **other}
    return say(
        sentence.key, **{k: class_subject(str(v)) if is_class(sentence, k) else v for k, v in given.items()}
    )


def is_class(sentence: Sentence, part: str) -> bool:
    """The subject of an example is a class's key; a few are names of a whole, said as they are."""
    return part == "subject" and str(sentence.given[part]).islower()


@pytest.mark.parametrize("key", sentences())
def test_a_sentence_reads_as_its_example_and_holds_nothing_to_stumble_over(key: str) -> None:
    sentence = sentences()[key]
    assert filled(sentence) == sentence.reads
    assert [words for words in NEVER if words in sentence.reads] == []


@pytest.mark.parametrize(
    ("key", "parts", "reads"), FORMS, ids=[f"{key}-{i}" for i, (key, *_) in enumerate(FORMS)]
)
def test_one_and_many_agree_with_their_words(key: str, parts: dict[str, object], reads: str) -> None:
    assert filled(sentences()[key], **parts).startswith(reads) or reads in filled(sentences()[key], **parts)


def test_every_sentence_is_said_and_every_one_said_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in DRAFTING.glob("*.py"))
    said = {key for key in sentences() if re.search(rf"[\"']{re.escape(key)}[\"']", code)}
    assert said == set(sentences())
    assert set(re.findall(r"\bsay\(\s*[\"']([a-z-]+)[\"']", code)) <= said
