"""A measure read from a survey: each wave with its base and interval, the newest against the one before."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wardmote.deciding.plan import reviewing
from wardmote.deciding.plan.models import MeasureReading, PlanException
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
    found = reviewing.review_now(syn.holmbridge, by="the tests", on=date(2010, 12, 1))
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
