"""Every sentence of every room that keeps its own: grammar as a table, nothing to stumble over.

Those of an assessment have their own test beside ``measuring/drafting``.
"""

import re
from collections.abc import Mapping

import pytest

from tests.house.tracked import ROOT
from tests.measuring.drafting.test_sentences import NEVER
from wardmote.measuring.drafting.sentences import ASSESSMENT, say_from, sentences

SOURCE = ROOT / "src"
FILES = {
    ".".join(path.parent.relative_to(SOURCE).parts): path.parent for path in SOURCE.rglob("sentences.toml")
}
ROOMS = {room: folder for room, folder in sorted(FILES.items()) if room != ASSESSMENT}
TODAY, OWED, ASKING = "wardmote.site.today", "wardmote.ground.owed", "wardmote.knowing.asking"
FORMS = [
    (TODAY, "corrected-behind", {"count": 1}, "1 sentence was corrected by hand, and the numbers in it have"),
    (TODAY, "files-wait", {"more": 1}, "people.csv and 1 more file have been brought"),
    (TODAY, "decisions-wait", {"count": 1}, "1 exception is waiting for a decision."),
    (
        TODAY,
        "sign-off-missing",
        {"missing": 1, "parts": "what residents say"},
        "1 of its parts is still empty: w",
    ),
    (OWED, "on-time", {"told": "1 task", "found": 1, "way": "by"}, "1 task is owed by us. It is not late."),
    (ASKING, "changed-none", {"count": 1}, "The one kind compared did not clearly change."),
    (ASKING, "changed-rest", {"rest": 1}, "The other one did not clearly change."),
    (ASKING, "unusual-title", {"months": 1}, "1 of 12 months was unusual"),
    (ASKING, "complete", {"months": 1, "period": "May 2021"}, "May 2021: the month is loaded."),
    (ASKING, "behind-offenders", {"offenders": 1}, "linked to 1 known offender it would"),
    (ASKING, "map-above", {"number": 1, "names": "Bedwell"}, "Burglary: Bedwell stands out above the others"),
    (ASKING, "map-unplaced", {"number": 1}, "1 more lies in none of them"),
    (ASKING, "figure-rate", {"count": 1}, "1 row: 32.00"),
    (ASKING, "figure-areas-above", {"above": 1}, "1 of 13 areas stands out"),
    (ASKING, "figure-unusual", {"months": 1}, "1 month was unusual"),
    (ASKING, "figure-victims", {"victims": 1}, "against 1 person harmed more than once"),
    (OWED, "late", {"late": 1, "days": "1 day", "who": ""}, "owed to us. 1 is late, by 1 day."),
]


@pytest.mark.parametrize("room", ROOMS)
def test_each_reads_as_its_example_and_holds_nothing_to_stumble_over(room: str) -> None:
    read = {key: say_from(room, key, **sentence.given) for key, sentence in sentences(room).items()}
    assert read == {key: sentence.reads for key, sentence in sentences(room).items()}
    assert [f"{key}: {words}" for key, said in read.items() for words in NEVER if words in said] == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_is_said_by_its_room_and_what_is_said_is_there(room: str) -> None:
    code = "\n".join(path.read_text("utf-8") for path in ROOMS[room].rglob("*.py"))
    said = {key for key in sentences(room) if re.search(rf"[\"']{re.escape(key)}[\"']", code)}
    assert said == set(sentences(room))
    asked = re.findall(r"\bsay\(\s*[\"']([a-z-]+)[\"']", code)
    assert set(asked) <= said


@pytest.mark.parametrize(
    ("room", "key", "parts", "reads"), FORMS, ids=[f"{key}-{i}" for i, (_, key, *_) in enumerate(FORMS)]
)
def test_one_and_many_agree_with_their_words(
    room: str, key: str, parts: Mapping[str, str | int], reads: str
) -> None:
    assert reads in say_from(room, key, **{**sentences(room)[key].given, **parts})


def test_the_manual_lists_the_sentences_of_every_room() -> None:
    page = (ROOT / "docs" / "reference" / "sentences.md").read_text("utf-8")
    missing = [f"{room}: {key}" for room in FILES for key in sentences(room) if f"`{key}` |" not in page]
    assert missing == [], "name the room in SAYING of tools/reference_pages.py and run ./wardmote fix"
