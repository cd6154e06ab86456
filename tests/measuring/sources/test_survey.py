"""Surveys: who is in a question's base, weights; replies: channels, themes and the window."""

from datetime import date

import numpy as np
import pytest

from wardmote.measuring.sources.mapping import PartnerMapping, QuestionColumn, Span, SurveyDesign
from wardmote.measuring.sources.partner_source import PartnerSource
from wardmote.measuring.sources.replies import read_replies
from wardmote.measuring.sources.survey import read_survey
from wardmote.measuring.sources.tables import SourceTable

BASE = ("very safe", "fairly safe", "a bit unsafe", "very unsafe")
SURVEY = PartnerMapping(
    name="survey",
    kind="survey",
    columns={"reference": "Id"},
    survey=SurveyDesign(weight="Weight"),
    questions={"safe-day": QuestionColumn("Day", "How safe …?", BASE[:2], BASE)},
)
REPLIES = PartnerMapping(
    name="replies",
    kind="replies",
    columns={
        "reference": "Id",
        "received": "Received",
        "channel": "Channel",
        "themes": ("Theme 1", "Theme 2"),
    },
    window=Span("2008-01-01", "2008-02-29"),
    labels={"channel": ("Web", "Post"), "theme": ("Clean", "Drugs")},
)


def survey(*rows: tuple[str, str, str]) -> PartnerSource:
    return read_survey(
        SourceTable("s.csv", ("Id", "Weight", "Day"), rows, tuple(range(2, 2 + len(rows)))), SURVEY
    )


def replies(*rows: tuple[str, ...]) -> PartnerSource:
    header = ("Id", "Received", "Channel", "Theme 1", "Theme 2")
    table = SourceTable("r.csv", header, rows, tuple(range(2, 2 + len(rows))))
    return read_replies(table, REPLIES, today=date(2024, 6, 1))


def test_only_answers_of_the_base_are_in_the_question() -> None:
    found = survey(
        ("1", "0.5", "Fairly safe"), ("2", "2", "very unsafe"), ("3", "1", ""), ("4", "1", "don't know")
    )
    assert np.array_equal(found.columns["answer_safe-day"], [1, 0, np.nan, np.nan], equal_nan=True)
    assert found.columns["weight"].tolist() == [0.5, 2, 1, 1]
    assert found.notes == ("Day: 1 answer is outside its base.",)


@pytest.mark.parametrize("weight", ["", "0", "-1", "heavy", "inf", "nan"])
def test_a_weight_that_is_none_rejects_the_row(weight: str) -> None:
    found = survey(("1", "1", "very safe"), ("2", weight, "very safe"))
    assert [(r.row, r.column) for r in found.rejects] == [(3, "Weight")]
    assert len(found.columns["weight"]) == len(found.columns["answer_safe-day"]) == 1


def test_one_respondent_answers_once() -> None:
    assert [(r.row, r.column) for r in survey(("1", "1", ""), ("1", "1", "very safe")).rejects] == [(3, "Id")]


def test_replies_keep_their_channel_themes_and_window() -> None:
    found = replies(
        ("1", "2008-01-07", "Web", "Clean", "Clean"),
        ("2", "01/03/2008", "Post", "Drugs", ""),
        ("3", "", "Web", "", ""),
        ("4", "2008-01-07", "", "", ""),
        ("1", "2008-01-08", "Web", "", ""),
    )
    assert found.columns["channel"].tolist() == ["Web", "Post"]
    assert found.columns["theme_1"].tolist() == ["Clean", "Drugs"]
    assert found.columns["theme_2"].tolist() == ["", ""]
    assert found.columns["inside"].tolist() == [True, False]
    assert [(r.row, r.column) for r in found.rejects] == [(4, "Received"), (5, "Channel"), (6, "Id")]


def test_words_of_replies_that_are_not_on_the_list_are_counted_and_not_kept() -> None:
    found = replies(
        ("1", "2008-01-07", "web", "Amira Khan", "Drugs"), ("2", "2008-01-08", "Brian", "Clean", "")
    )
    assert found.columns["channel"].tolist() == ["Web", ""]
    assert found.columns["theme_1"].tolist() == ["", "Clean"]
    assert found.columns["theme_2"].tolist() == ["Drugs", ""]
    assert [note.partition(";")[0] for note in found.notes] == [
        "Channel: 1 row with a value not on the list",
        "Themes: 1 row with a value not on the list",
    ]
