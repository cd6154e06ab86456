"""What came of the crimes: Barchester's burglaries of two years, whose outcomes were counted on paper.

A month of 2020 has 20 burglaries: 10 charged or dealt with, 8 without a suspect, 2 closed otherwise; one of
2021 has 4, 14 and 2. From October 2021 on 15 of 20 are still open, the others have no suspect. Each month has
20 shoplifting (5 with a result, 12 without a suspect, 1 closed otherwise, 1 open, 1 not known) and 9 reports
of anti-social behaviour, which have no outcome.
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.measuring.drafting.test_not_held import Assessed, assessed
from tests.measuring.store.making import load, row, street
from wardmote.measuring.catalogue.outcomes import outcome_group
from wardmote.measuring.catalogue.periods import month_code, month_index, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Table
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.sources.police_uk import COLUMNS, OUTCOMES

CHARGED, NOBODY, NOT_PUBLIC = (
    "Awaiting court outcome",
    "Investigation complete; no suspect identified",
    "Formal action is not in the public interest",
)
OPEN, SILENT = "Under investigation", "Status update unavailable"
FRESH = {OPEN: 15, NOBODY: 5}
SHOPLIFTING = {"Offender fined": 5, NOBODY: 12, NOT_PUBLIC: 1, OPEN: 1, SILENT: 1}


def burglaries(month: int) -> Mapping[str, int]:
    if month >= month_index(2021, 10):
        return FRESH
    result, nobody = (10, 8) if month < month_index(2021, 1) else (4, 14)
    return {CHARGED: result, NOBODY: nobody, NOT_PUBLIC: 2}


def rows(month: int) -> Iterable[str]:
    said = [("Burglary", burglaries(month)), ("Shoplifting", SHOPLIFTING), ("Anti-social behaviour", {"": 9})]
    number = month * 1000
    for word, outcomes in said:
        for outcome, count in outcomes.items():
            for _ in range(count):
                number += 1
                key = 0 if word == "Anti-social behaviour" else number
                yield row(key, month=month_code(month), word=word, outcome=outcome)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outcomes")
    months = range(month_index(2020, 1), month_index(2022, 1))
    load(
        folder / "data",
        [street(folder, rows(m), name=f"{month_code(m)}-barchester-street.csv") for m in months],
    )
    return folder / "data"


def table(made: Assessed) -> Mapping[str, tuple[str, ...]]:
    (found,) = (b for b in made.document.body if isinstance(b, Table) and b.name == "outcomes-police-uk")
    cells = [["".join(run.text for run in cell).replace("\xa0", " ") for cell in each] for each in found.rows]
    return {first: tuple(rest) for first, *rest in cells}


def test_shares_are_of_the_closed_crimes_of_months_that_are_mostly_closed(data: Path) -> None:
    made = assessed(data, "Barchester", "2021-01:2021-12")
    assert made.findings["outcome/police-uk/burglary"].words.startswith("Burglary: somebody was charged")
    assert table(made) == {
        "Burglary": ("180", "20 % (36)", "70 % (126)", "10 % (18)", "0", "0"),
        "Shoplifting": ("180", "28 % (45)", "67 % (108)", "6 % (9)", "9", "9"),
        "All crimes": ("360", "24 % (81)", "68 % (234)", "8 % (27)", "9", "9"),
    }
    assert "The crimes of October to December 2021 are left out here: too many of them" in made.whole


def test_no_crime_with_a_result_is_none_and_not_a_share_of_nought(tmp_path: Path) -> None:
    """A month of 2021: ten burglaries, nobody charged; six shop thefts, each with a result."""
    rows_of = {"Burglary": (10, NOBODY), "Shoplifting": (6, CHARGED)}
    files = []
    for month in range(month_index(2021, 1), month_index(2022, 1)):
        lines = [
            row(month * 100 + 20 * place + number, month=month_code(month), word=word, outcome=outcome)
            for place, (word, (count, outcome)) in enumerate(rows_of.items())
            for number in range(count)
        ]
        files.append(street(tmp_path, lines, name=f"{month_code(month)}-barchester-street.csv"))
    load(tmp_path / "data", files)
    found = assessed(tmp_path / "data", "Barchester", "2021-01:2021-12").findings
    said = {key: plain(found[f"outcome/police-uk/{key}"].words) for key in ("burglary", "shoplifting")}
    assert "dealt with in none of the 120 closed crimes" in said["burglary"]
    assert said["shoplifting"].endswith("; none ended without a suspect.")


def test_outcomes_files_tell_what_came_of_crimes_that_are_open_in_their_own_file(
    data: Path, tmp_path: Path
) -> None:
    """The 45 open burglaries ended with a charge, two months after another word; the closed one stays."""
    shutil.copytree(data, tmp_path / "data")
    ended: dict[str, list[str]] = {"2021-12": [], "2022-02": []}
    for month in range(month_index(2021, 10), month_index(2022, 1)):
        for number in range(month * 1000 + 1, month * 1000 + 16):
            ended["2021-12"].append(outcome(number, "2021-12", "Unable to prosecute suspect"))
            ended["2022-02"].append(outcome(number, "2022-02", "Suspect charged"))
    ended["2022-02"].append(outcome(month_index(2021, 1) * 1000 + 1, "2022-02", NOT_PUBLIC))
    files = [tmp_path / f"{month}-barchester-outcomes.csv" for month in ended]
    for path, lines in zip(files, ended.values(), strict=True):
        path.write_text("\n".join([",".join(COLUMNS[OUTCOMES]), *lines]) + "\n")
    load(tmp_path / "data", files)
    made = assessed(tmp_path / "data", "Barchester", "2021-01:2021-12")
    assert table(made)["Burglary"] == ("240", "34 % (81)", "59 % (141)", "8 % (18)", "0", "0")
    assert "are left out here: too many of them" not in made.whole


def outcome(number: int, month: str, word: str) -> str:
    return f"{row(number, month=month).rsplit(',', 3)[0]},{word}"


def test_like_months_are_compared_where_both_are_mostly_closed(data: Path) -> None:
    made = assessed(data, "Barchester", "2021-01:2021-12", against="2020-01:2020-12")
    found = made.findings["outcome_change/police-uk/burglary"]
    assert (found.count_against, found.count, found.change) == (90, 36, "clear fall")
    assert found.value == pytest.approx(36 / 180 - 90 / 180)
    said = made.whole.replace("\xa0", " ")
    assert "in 50 % of the 180 closed crimes of January to September 2020" in said
    assert "in 20 % of the 180 of January to September 2021 (clear fall, by" in said
    assert made.findings["outcome_change/police-uk/shoplifting"].change == "no clear change"


def test_a_fresh_period_is_too_early_to_say_and_compared_with_nothing(data: Path) -> None:
    made = assessed(data, "Barchester", "2021-10:2021-12", against="2020-10:2020-12")
    assert not [key for key in made.findings if key.startswith("outcome")]
    # 45 of 60 burglaries and 3 of 60 shoplifting are open: 48 of 120
    said = made.whole.replace("\xa0", " ")
    assert "Too early to say: 40 % of these crimes were still open when the files were made." in said


def test_what_has_no_outcome_is_never_counted_and_asking_says_why(data: Path) -> None:
    inquiry = open_inquiry(data)
    area = str(inquiry.place("Barchester").id)
    asked = {"feed": "police-uk", "class": "anti-social-behaviour"}
    with pytest.raises(Refusal, match="no outcome"):
        inquiry.ask("outcomes", area, parse_period("2021-01:2021-09"), **asked)


@pytest.mark.parametrize(("still_open", "word"), [(30, "clear fall"), (40, "no clear change")])
def test_a_fall_that_the_open_crimes_could_undo_is_not_clear(
    still_open: int, word: str, tmp_path: Path
) -> None:
    """160 of 400 a month, then 124: with 30 open it stays below 160 (154), with 40 it may not (164)."""
    files = []
    for month in range(month_index(2020, 1), month_index(2020, 13)):
        said = {CHARGED: 160, NOBODY: 240}
        if month >= month_index(2020, 7):
            said = {CHARGED: 124, NOBODY: 276 - still_open, OPEN: still_open}
        words = [outcome for outcome, count in said.items() for _ in range(count)]
        made = [
            row(month * 1000 + n, month=month_code(month), outcome=outcome)
            for n, outcome in enumerate(words, start=1)
        ]
        files.append(street(tmp_path, made, name=f"{month_code(month)}-barchester-street.csv"))
    load(tmp_path / "data", files)
    found = assessed(tmp_path / "data", "Barchester", "2020-07:2020-12", against="2020-01:2020-06")
    assert found.findings["outcome_change/police-uk/burglary"].change == word


def test_an_outcome_is_known_by_its_word_and_a_new_word_is_not_known() -> None:
    words = ("Offender sent to prison", "status update unavailable", "Local resolution", "Something new", "")
    assert [outcome_group(word) for word in words] == ["result", "unknown", "result", "unknown", "unknown"]
