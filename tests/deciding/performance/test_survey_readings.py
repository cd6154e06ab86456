"""A measure read from a survey: each wave with its base and interval, the newest against the one before."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.models import MeasureReading, PlanException
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner

pytestmark = pytest.mark.django_db
WAVE = """
name = "place-{year}"
kind = "survey"
confirmed = true
title = "Place Survey {year}"
place = "Stevenage (SYN-2007)"
[survey]
weight = "Weight"
wave = "{year}"
fieldwork = ["{year}-09", "{year}-11"]
design_effect = 1.3
[questions.place-survey-safe-after-dark]
column = "Dark"
wording = "How safe do you feel when outside in your local area after dark?"
yes = ["very safe", "fairly safe"]
base = ["very safe", "fairly safe", "neither", "fairly unsafe", "very unsafe"]
"""


@pytest.fixture
def wave(syn: Any, edition: Any, data: Path) -> Any:
    """``wave(2008, 490)``: of a thousand people so many felt safe after dark."""

    def loads(year: int, safe: int) -> None:
        mapping = Folder(data).mapping("holmbridge", f"place-{year}")
        mapping.write_text(WAVE.format(year=year), "utf-8")
        path = data.parent / f"place-{year}.csv"
        answers = ["fairly safe"] * safe + ["very unsafe"] * (1000 - safe) + ["don't know"] * 30
        lines = [f"{number},1,{answer}" for number, answer in enumerate(answers)]
        path.write_text("\n".join(["Person,Weight,Dark", *lines]), "utf-8")
        load_partner(
            Folder(data),
            path,
            kind="survey",
            mapping=mapping.stem,
            keep_good=True,
            partnership="holmbridge",
        )

    return loads


def read(syn: Any) -> tuple[MeasureReading, dict[str, Any]]:
    found = month_review.review_now(syn.holmbridge, by="the tests", on=date(2010, 12, 1))
    assert found is not None
    (line,) = [line for line in found.lines if line["measure"] == "feel-safe-after-dark"]
    return MeasureReading.objects.get(measure="feel-safe-after-dark"), line


def test_i_15_one_wave_has_a_base_and_an_interval_and_tells_no_change(wave, syn):
    wave(2008, 490)
    found, line = read(syn)
    # 49.0 % of 1,000 valid answers worth 769: Wilson 45.5 to 52.5, as domain note 3.17 prints it
    assert (found.value, found.base, found.count) == (49.0, 1000, 490)
    assert [round(edge, 1) for edge in (found.low, found.high)] == [45.5, 52.5]
    assert (line["owes"], line["why"]) == (False, "One wave tells no change.")


def test_i_15_a_fall_beyond_chance_between_two_waves_owes_a_reply(wave, syn):
    wave(2008, 490)
    wave(2010, 400)
    found, line = read(syn)
    # standard error sqrt(1.3 (0.49 x 0.51 + 0.40 x 0.60) / 1000) = 2.52 points, 9 points are 3.6 of them
    assert found.judged["direction"]["meaning"] == "worse"
    assert round(found.judged["direction"]["value"], 1) == -9.0
    assert (line["owes"], line["kind"]) == (True, "exception")
    assert "feel-safe-after-dark" in PlanException.objects.values_list("measure", flat=True)
    assert [each["wave"] for each in found.series["waves"]] == ["2008", "2010"]


def test_i_15_a_fall_within_chance_is_watched_and_owes_nothing(wave, syn):
    wave(2008, 490)
    wave(2010, 470)
    _, line = read(syn)
    assert (line["owes"], line["kind"]) == (False, "watch")
    assert line["why"] == "Down 2.0 since the value before."


def test_a_06_i_15_the_other_survey_s_question_never_stands_in_this_line(wave, syn):
    wave(2008, 490)
    found, _ = read(syn)
    assert [each["wave"] for each in found.series["waves"]] == ["2008"]  # SYN-2007's own survey is not here


PROBLEMS = (
    "Noisy neighbours", "Teenagers hanging around", "Litter", "Vandalism and graffiti",
    "Drug use or dealing", "Drunk or rowdy", "Abandoned cars",
)  # fmt: skip
SCORED = """
name = "place-2008"
kind = "survey"
confirmed = true
title = "Place Survey 2008"
place = "Stevenage (SYN-2007)"
[survey]
weight = "Weight"
wave = "2008"
fieldwork = ["2008-09", "2008-12"]
[questions.place-survey-seven-problems]
columns = {columns}
wording = "How much of a problem is each of seven kinds of anti-social behaviour?"
points = {{ "very big" = 3, "fairly big" = 2, "not very big" = 1, "none" = 0 }}
at_least = 11
[questions.place-survey-drunk-or-rowdy]
column = "Drunk or rowdy"
wording = "How much of a problem are people being drunk or rowdy?"
yes = ["very big", "fairly big"]
base = ["very big", "fairly big", "not very big", "none"]
"""
WORDS = ("none", "not very big", "fairly big", "very big")


def answers(score: int) -> list[str]:
    """Seven answers that add up to a score."""
    points = [min(3, max(0, score - 3 * place)) for place in range(7)]
    return [WORDS[n] for n in points]


def load_scored(data: Path, people: list[tuple[float, list[str]]]) -> Any:
    mapping = Folder(data).mapping("holmbridge", "place-2008")
    mapping.write_text(SCORED.format(columns=list(PROBLEMS)), "utf-8")
    path = data.parent / "place-2008.csv"
    rows = [f"{n},{weight},{','.join(said)}" for n, (weight, said) in enumerate(people)]
    path.write_text("\n".join([f"Person,Weight,{','.join(PROBLEMS)}", *rows]), "utf-8")
    return load_partner(
        Folder(data), path, kind="survey", mapping="place-2008", keep_good=True, partnership="holmbridge"
    )


def test_i_09_eleven_of_twenty_one_points_count_and_who_left_one_out_does_not(syn, edition, data):
    # domain note I-09: scores 11, 14, 5, 10 with weights 1.2, 0.8, 1.0, 1.0 give 50.0 %, here of 400 people
    four = [(1.2, answers(11)), (0.8, answers(14)), (1.0, answers(5)), (1.0, answers(10))]
    left_out = (1.0, ["very big"] * 6 + [""])
    outcome = load_scored(data, [*four * 100, left_out])
    assert any("1 did not answer every question of the score" in note for note in outcome.receipt.notes)
    month_review.review_now(syn.holmbridge, by="the tests", on=date(2009, 2, 1))
    found = MeasureReading.objects.get(measure="perceived-anti-social-behaviour")
    assert (round(found.value, 6), found.base, found.count) == (50.0, 400, 200)
    assert found.low < 50.0 < found.high


def test_i_16_i_10_the_base_is_the_valid_answers_and_the_interval_stands_beside_it(syn, edition, data, at):
    load_scored(data, [(1.0, answers(21))] * 120 + [(1.0, answers(0))] * 280)
    month_review.review_now(syn.holmbridge, by="the tests", on=date(2009, 2, 1))
    found = MeasureReading.objects.get(measure="drunk-or-rowdy-behaviour")
    # 120 of 400: 30.0 %, Wilson 25.7 to 34.7
    assert (round(found.value, 6), found.base) == (30.0, 400)
    assert [round(edge, 1) for edge in (found.low, found.high)] == [25.7, 34.7]
    page = at("elaine").get("watched/drunk-or-rowdy-behaviour/")
    assert "30.0" in page
    assert "400" in page
    assert "25.7 to 34.7" in page
