"""What residents of SYN-2007 say: the day/night survey and the replies to the plan's consultation.

In: the shares of residents who feel safe. Out: rows of words. The survey has
1,000 respondents whose weights have a design effect of 1.3 (Kish), and its
weighted shares are the plan's 92 % and 49 % to within 0.05 points. The 195
replies chose themselves: channels and themes are the plan's, their counts are
invented, and a reply may carry several themes.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from wardmote.measuring.demonstration.chance import Floats, dealt, split, stream
from wardmote.measuring.demonstration.ground_plan import GroundPlan

RESPONDENTS, DESIGN_EFFECT, NEAR_ENOUGH = 1000, 1.3, 0.0004
QUESTIONS = {"safe-day": "Walking alone by day", "safe-night": "Walking alone after dark"}
SAFE = {"safe": 0.45, "fairly safe": 0.55}
UNSAFE = {"a bit unsafe": 0.66, "very unsafe": 0.34}
AGES = {"16-24": 0.14, "25-34": 0.18, "35-44": 0.20, "45-59": 0.24, "60 and over": 0.24}
CHANNELS = {"Household insert": 96, "Web page": 44, "Targeted work": 38, "Forum meeting": 17}
THEMES = {
    "Low-level crime leads to worse": 88,
    "Drugs and alcohol drive other crime": 79,
    "Clean and safe": 121,
}
AGREES = {"Yes": 171, "Partly": 17, "No": 7}
WINDOW = ("2008-01-07", "2008-02-29")
SurveyRows = dict[str, npt.NDArray[np.generic]]


def survey(shares: Mapping[str, float], plan: GroundPlan) -> SurveyRows:
    """One row for each respondent, columns as in ``survey.csv``."""
    rng = stream("survey")
    weights = _weights(rng)
    people = {w.name: float(sum(_people(plan, w.code))) for w in plan.wards}
    rows: SurveyRows = {
        "Respondent": np.array([f"SYN-R-{number:04d}" for number in range(1, RESPONDENTS + 1)]),
        "Weight": np.array([f"{weight:.4f}" for weight in weights]),
        "Ward": dealt(rng, people, RESPONDENTS),
        "Age band": dealt(rng, AGES, RESPONDENTS),
    }
    for question, header in QUESTIONS.items():
        rows[header] = _answers(stream("survey", question), weights, shares[question])
    return rows


def replies() -> SurveyRows:
    """One row for each reply to the consultation, columns as in ``replies.csv``."""
    rng, count = stream("replies"), sum(CHANNELS.values())
    first, last = (np.datetime64(day) for day in WINDOW)
    received = np.sort(first + rng.integers(0, int((last - first).astype(int)) + 1, count))
    named = np.array([split(rng, count, number) for number in THEMES.values()]).T
    said = [[theme for theme, yes in zip(THEMES, row, strict=True) if yes] for row in named.tolist()]
    themes = np.array([[*row, *[""] * (len(THEMES) - len(row))] for row in said])
    return {
        "Reference": np.array([f"SYN-V-{number:03d}" for number in range(1, count + 1)]),
        "Received": received.astype(str),
        "Channel": dealt(rng, CHANNELS, count),
        **{f"Theme {place + 1}": themes[:, place] for place in range(len(THEMES))},
        "Agrees": dealt(rng, AGREES, count),
    }


def _people(plan: GroundPlan, ward: str) -> list[int]:
    return [int(str(area.says["people"])) for area in plan.output_areas if area.says["ward08_code"] == ward]


def _weights(rng: np.random.Generator) -> Floats:
    """Positive weights of mean 1 whose Kish design effect is 1.3, to four decimals."""
    spread, low, high = rng.standard_normal(RESPONDENTS), 0.0, 2.0
    while True:
        middle = (low + high) / 2
        weights: Floats = np.exp(middle * spread)
        weights = np.round(weights / weights.mean(), 4)
        effect = RESPONDENTS * float((weights**2).sum()) / float(weights.sum()) ** 2
        if abs(effect - DESIGN_EFFECT) < 0.001:
            return weights
        low, high = (middle, high) if effect < DESIGN_EFFECT else (low, middle)


def _answers(rng: np.random.Generator, weights: Floats, share: float) -> npt.NDArray[np.str_]:
    safe = rng.random(len(weights)) < share
    while abs(gap := float(weights[safe].sum() / weights.sum()) - share) > NEAR_ENOUGH:
        able = np.flatnonzero(safe == (gap > 0))
        near = np.flatnonzero(weights[able] <= abs(gap) * weights.sum() + weights.min())
        person = int(rng.choice(able[near]))
        safe[person] = not safe[person]
    answers = np.empty(len(weights), dtype="<U14")
    answers[safe] = dealt(rng, SAFE, int(safe.sum()))
    answers[~safe] = dealt(rng, UNSAFE, int((~safe).sum()))
    return answers
