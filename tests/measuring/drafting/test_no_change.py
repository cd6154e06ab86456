"""A year like the year before (cases/14): nothing is made of a change that is none."""

from datetime import date
from pathlib import Path

from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.contributions import find_contributions
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.headline import automatic_headline
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.police_uk_load import load_police_uk


def test_a_year_like_the_year_before_has_no_parts_and_never_minus_zero(
    shared_data: Path, tmp_path: Path
) -> None:
    files = sorted((shared_data / "cases" / "14-no-change-sentence").glob("*.csv"))
    assert len(files) == 24
    today = date(2025, 2, 1)
    load_police_uk(Folder(tmp_path), files, released=None, today=today, report=lambda line: None)
    inquiry = open_inquiry(tmp_path)
    place = inquiry.evidence.place("Bournemouth, Christchurch and Poole")
    study = open_study(inquiry, place, parse_period("2024-01:2024-12"), against=None, audience="partner")
    assert find_contributions(study) == []
    made = draft(study, read_judgement(tmp_path / "none.toml"))
    assert "clearly changed compared with 2023" in plain(automatic_headline(made))
    assert made.stories, "the page still tells what there is"
    for item in made.findings:
        assert "-0.0" not in plain(item.finding.words) and "from ." not in plain(item.finding.words)
