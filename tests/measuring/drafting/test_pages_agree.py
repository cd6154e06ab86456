"""Headline, findings, tables, map and proposals of one assessment say the same, whatever town it is of.

Towns are drawn by lot (``invented_town``). What is expected is worked out from the findings' counts and
fixed words, never from the sentences.
"""

import re
from pathlib import Path

import pytest

from tests.measuring.drafting.invented_town import InventedTown
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.documents.model import Document, FindingBlock, Paragraph, Picture, Runs, Table
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.draft import Draft, draft
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.headline import automatic_headline
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.outputs import pictures_of, tables_of
from wardmote.measuring.drafting.subject import class_subject
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.series import ALL

SEEDS = range(24)
WAYS = {"rose": CLEAR_RISE, "fell": CLEAR_FALL}
BROKEN = re.compile(
    r"-0\.0|−0\.0|\bnan\b|\bNone\b (?!of)|  |\(\)|\bfrom \.| ,|\b1 (months|offences|reports|wards)\b"
)


@pytest.fixture(scope="module", params=SEEDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Draft, Document]:
    study = InventedTown.drawn(request.param).study()
    made = draft(study, read_judgement(Path(tmp_path_factory.getbasetemp()) / "none.toml"))
    return made, compose(made, date="1 January 2023")


def verdicts(said: str) -> list[tuple[str, str]]:
    """What a headline names and what it says of it: (names, ``rose`` or ``fell``)."""
    found = []
    for clause in re.split(r"; |, but ", said.lower()):
        whole = clause.startswith(("recorded crime", "its total"))
        found += [] if whole else re.findall(r"(?:^|clearly \w+ and )(.*?) clearly (rose|fell)", clause)
    return found


def changes(of: Draft) -> dict[str, Finding]:
    return {item.finding.about: item.finding for item in of.asked("change")}


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def name(key: str) -> str:
    return offence_class(key).in_sentence


def test_the_headline_says_what_the_findings_say(made: tuple[Draft, Document]) -> None:
    of, document = made
    said, found = plain(automatic_headline(of)), changes(of)
    assert document.front[0].text == said
    clear = {key: f.change for key, f in found.items() if f.change in WAYS.values()}
    assert ("no kind of crime or incident clearly changed" in said.lower()) == (bool(found) and not clear)
    assert ("no earlier months are loaded" in said) == (not found)
    for names, way in verdicts(said):
        told = [key for key in found if key != ALL and name(key) in names]
        assert told and {clear.get(key) for key in told} == {WAYS[way]}, said
    if ALL in clear:
        before, now = found[ALL].count_against, found[ALL].count
        assert before and now
        assert f"{'rose' if now > before else 'fell'} by {abs(now / before - 1) * 100:.0f} %" in said
    elif clear:
        assert any(name(key) in said.lower() for key in clear)


def test_every_clear_change_stands_on_the_first_pages_with_its_counts_and_months(
    made: tuple[Draft, Document],
) -> None:
    of, document = made
    blocks = [block for block in document.front if isinstance(block, FindingBlock)]
    assert 1 <= len(blocks) <= 5
    assert list(pictures_of(document.front)), "the first pages have no picture"
    compared = of.study.main.compared
    for key, finding in changes(of).items():
        if key == ALL or not finding.change.startswith("clear"):
            continue
        block = next((b for b in blocks if finding.id in b.keys), None)
        assert block, f"{finding.id} is clear and not told"
        words = text((*block.headline, *block.body))
        assert f"{finding.count_against:,}" in words and f"{finding.count:,}" in words
        years = {str(span.end.year) for span in (compared.against, compared.period)} if compared else {"none"}
        assert all(year in words for year in years)


def test_the_total_is_told_with_both_counts_and_no_count_twice_in_a_finding(
    made: tuple[Draft, Document],
) -> None:
    of, document = made
    found, when = changes(of), of.study.when(of.study.main)
    (lead,) = (text(block.runs) for block in document.front if getattr(block, "role", "") == "lead")
    whole = found.get(ALL)
    if whole and whole.count is not None and whole.count_against is not None:
        assert f"{whole.count_against:,} " in lead and f"{whole.count:,} in " in lead
    for block in document.front:
        if isinstance(block, FindingBlock):
            told = [found[key] for key in found if f"change/invented/{key}" in block.keys]
            again = [f"{f.count:,} {class_subject(f.about).many} in {when}" for f in told if f.about != ALL]
            assert not [
                words for words in again if words in text(block.body) and of.study.main.compared.whole
            ]


def test_a_class_that_is_only_large_leads_no_page(made: tuple[Draft, Document]) -> None:
    of, _ = made
    asked = [story.key.partition("/")[0] for story in of.stories]
    assert asked == sorted(asked, key=lambda question: question == "level"), "what is only large comes last"


def test_no_question_of_page_one_speaks_against_what_is_proposed(made: tuple[Draft, Document]) -> None:
    of, _ = made
    put = {matter.key for matter in of.matters if not matter.few}
    put = {matter.key for matter in [each for each in of.matters if each.key in put][:5]}
    for story in (*of.stories, *of.further):
        if "be a priority for the year" in story.ask:
            assert story.subject in put or not put, story.ask
        if "come before one of the priorities proposed" in story.ask:
            assert put and story.subject not in put, story.ask


def test_tables_and_pictures_hold_the_numbers_of_the_findings(made: tuple[Draft, Document]) -> None:
    of, document = made
    tables = {table.name: rows(table) for table in tables_of(document.body)}
    by_name = {f.subject: f for f in changes(of).values()}
    for label, before, after, *_, words in tables.get("change-invented", []):
        finding = by_name[label]
        assert (number(before), number(after)) == (finding.count_against, finding.count)
        assert words == finding.change
    levels = {item.finding.subject: item.finding.count for item in of.asked("level")}
    for label, count, *_ in tables["levels-invented"]:
        assert number(count) == levels[label]


def test_the_map_and_its_list_show_the_areas_that_the_finding_names(made: tuple[Draft, Document]) -> None:
    of, document = made
    area = next((i.finding for i in of.asked("area") if i.finding.about == ALL), None)
    pictures = {p.name: p for p in pictures_of(document.body)}
    for picture in [p for key, p in pictures.items() if key.startswith(("areas-", "map-"))]:
        assert area, "areas are drawn and no finding tells of them"
        assert picture.title.startswith(f"{int(area.value or 0) or 'None'} of ")
        assert flagged(picture) in (area.value, None)
    if area and area.value:
        high = [row[0] for row in rows(pictures["areas-invented-ward-2024"].table) if row[-1] == "high"]
        assert all(ward in plain(area.words) for ward in high[:5])


def test_what_is_proposed_is_common_enough_and_scored_only_by_what_is_known(
    made: tuple[Draft, Document],
) -> None:
    of, document = made
    said = next(text(b.runs) for b in document.body if isinstance(b, Paragraph) and proposes(b))
    months = len(of.study.period.months)
    for item in [i.finding for i in of.asked("level") if i.finding.about != ALL]:
        if (item.count or 0) * 12 < 50 * months:
            assert name(item.about) not in said.lower()
    if not changes(of):
        assert all("trend" not in matter.scores for matter in of.matters)
    assert all("standing" not in matter.scores for matter in of.matters), "no rest of a force is loaded"


def test_no_sentence_is_broken(made: tuple[Draft, Document]) -> None:
    of, _ = made
    for item in of.findings:
        words = plain(item.finding.words)
        assert not BROKEN.search(words) and words.endswith("."), words
    for story in of.stories:
        said = filter(None, (story.headline, *story.support, story.limit, story.ask))
        assert not BROKEN.search(plain(" ".join(said)))


def proposes(block: object) -> bool:
    words = text(getattr(block, "runs", ()))
    return words.startswith(("Proposed for the group", "No kind of record"))


def rows(table: Table | None) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in table.rows] if table else []


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


def flagged(picture: Picture) -> int | None:
    """Areas that the picture's table marks as high; None for a map, whose table has no such column."""
    found = rows(picture.table)
    marks = [row[-1] for row in found if row]
    return sum(mark == "high" for mark in marks) if {"high", "low", ""} >= set(marks) else None
