"""Reading editions from data files: today's example, and everything that is refused by file, row and key."""

import shutil
from pathlib import Path

import pytest

from wardmote.deciding.plan.exchange.gaps import coverage_gaps, missing_authorities
from wardmote.deciding.plan.exchange.quoted import unlinked
from wardmote.deciding.plan.exchange.shipped import parse_edition, shipped_edition, shipped_editions
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import duties_on, regime

SHIPPED = Path(__file__).parents[3] / "src/wardmote/deciding/plan/editions"


def test_two_editions_ship() -> None:
    assert list(shipped_editions()) == ["aldersby-2026-27", "stevenage-2008-09"]
    with pytest.raises(Refusal, match="no such edition"):
        shipped_edition("atlantis")


def test_a_plan_of_today_has_today_s_bodies_and_law() -> None:
    edition = shipped_edition("aldersby-2026-27")
    assert edition.head.invented
    assert regime(edition.head.regime).key == "england-2022"
    assert missing_authorities(edition) == ()
    owed = {duty.key for duty in duties_on(edition.head.approved_on or edition.head.year.start)}
    assert owed >= {"scrutiny", "commissioner", "case-review", "serious-violence-strategy"}
    assert [t.measure for t in edition.targets] == ["robbery"]
    assert {s.key for s in coverage_gaps(edition).no_target} == {
        "domestic-abuse", "anti-social-behaviour", "re-offending",
    }  # fmt: skip
    known = {fact.key for fact in edition.facts}.__contains__
    assert [unlinked(p.words, known=known) for p in edition.passages] == [(), ()]


def test_facts_with_two_counts_say_them() -> None:
    facts = {fact.key: fact.backing for fact in shipped_edition("aldersby-2026-27").facts}
    assert facts["robbery-change"] == "96 in 2025, 120 in 2024"
    assert facts["domestic-share"] == "312 of 1,300"


# file, what stands there, what is put in its place, where the refusal points, what it says
WRONG = [
    (
        "edition.toml",
        'kind = "integrated-care-board"',
        'kind = "primary-care-trust"',
        "edition.toml, bodies health, kind",
        "ended on 31 March 2013",
    ),
    ("edition.toml", 'kind = "housing"', 'kind = "guild"', "edition.toml, bodies homes, kind", "not known"),
    (
        "edition.toml",
        'status = "published"',
        'status = "done"',
        "edition.toml, edition aldersby-2026-27, status",
        "not known",
    ),
    (
        "edition.toml",
        'year = "2026-04:2027-03"',
        'year = "2030-04:2031-03"',
        "edition.toml, edition aldersby-2026-27, year",
        "inside the plan's period",
    ),
    (
        "edition.toml",
        'regime = "england-2022"',
        'regime = "rome"',
        "edition.toml, edition aldersby-2026-27, regime",
        "no such regime",
    ),
    (
        "edition.toml",
        'period = "2026-04:2029-03"',
        'period = "soon"',
        "edition.toml, edition aldersby-2026-27, period",
        "period could not be read",
    ),
    ("edition.toml", "value = -20.0", "value = -25.0", "edition.toml, facts robbery-change, value", "-20.0"),
    ("edition.toml", "base = 120\n", "", "edition.toml, facts robbery-change, base", "Two counts"),
    (
        "edition.toml",
        "(robbery-change)",
        "(robery-change)",
        "edition.toml, passages row 1, words",
        "no such fact",
    ),
    (
        "edition.toml",
        'level = "county"',
        'level = "galaxy"',
        "edition.toml, strategies police-and-crime-plan, level",
        "not known",
    ),
    (
        "work.toml",
        'lead = ["probation"]',
        'lead = ["guild"]',
        "work.toml, priorities AP-3, lead",
        "no such body",
    ),
    (
        "work.toml",
        'unit = "offences per 1,000 residents"\n',
        "",
        "work.toml, targets robbery, unit",
        "missing",
    ),
    (
        "work.toml",
        'unit = "offences per 1,000 residents"',
        'unit = ""',
        "work.toml, targets robbery, unit",
        "needs the unit",
    ),
    ("work.toml", "by = 2029-03-31", "by = 2031-03-31", "work.toml, targets robbery, by", "plan's period"),
    (
        "work.toml",
        'measures = ["robbery"]',
        'measures = ["piracy"]',
        "work.toml, indicators AI-1, measures",
        "no such measure",
    ),
    ("work.toml", 'key = "AA-2"', 'key = "AA-1"', "work.toml, actions AA-1, key", "twice"),
    ("work.toml", 'type = "prevention"', 'type = "magic"', "work.toml, actions AA-2, type", "not known"),
    (
        "work.toml",
        "ends = 2027-01-31",
        "ends = 2026-01-31",
        "work.toml, actions AA-1, ends",
        "before it begins",
    ),
    ("work.toml", "funds = 6000", "funds = -1", "work.toml, actions AA-1, funds", "not less than nothing"),
    ("work.toml", "funds = 6000", "funds = 1e12", "work.toml, actions AA-1, funds", "below £1,000,000"),
    ("work.toml", "funds = 6000", "funds = 0.005", "work.toml, actions AA-1, funds", "whole pennies"),
    (
        "work.toml",
        "funds = 6000",
        "funds = inf",
        "work.toml, actions AA-1, funds",
        "Give a number.",
    ),
    (
        "work.toml",
        'evidence = ["case-reviews"]',
        'same_as = "AA-1"',
        "work.toml, actions AA-5, same_as",
        "the same",
    ),
    ("work.toml", "[[targets]]", "[[hopes]]", "work.toml, hopes", "no such table"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "what"), WRONG, ids=[row[3] for row in WRONG])
def test_what_is_wrong_is_refused_by_file_row_and_key(
    tmp_path: Path, name: str, old: str, new: str, where: str, what: str
) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SHIPPED / "aldersby-2026-27", folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as refused:
        parse_edition(folder)
    assert refused.value.where == where
    assert what in f"{refused.value.what} {refused.value.found} {refused.value.todo}"


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SHIPPED / "aldersby-2026-27", folder)
    text = (folder / "work.toml").read_text("utf-8")
    text = text.replace('lead = ["probation"]', 'lead = ["guild"]').replace(
        "by = 2029-03-31", "by = 2031-03-31"
    )
    (folder / "work.toml").write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        parse_edition(folder)
    assert "work.toml, targets robbery, by" in refused.value.todo


def test_a_folder_that_is_not_there_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no such folder"):
        parse_edition(tmp_path / "none")
    with pytest.raises(Refusal, match="says once what it is"):
        parse_edition(tmp_path)
