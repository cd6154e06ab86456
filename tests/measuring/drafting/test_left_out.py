"""What is left out of an assessment is never told as "nothing": by a person, or for the public."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.measuring.drafting.invented_town import FIRST, InventedTown
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.documents.model import Document, Heading, Paragraph
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.outputs import pictures_of

CLASSES = ("burglary", "drugs", "other-theft", "robbery", "shoplifting")


def town(burglaries: list[int]) -> InventedTown:
    """Five classes over two years in six wards; all but burglary are 60 in every month."""
    counts = np.full((len(CLASSES), 24, 6), 10)
    counts[0] = np.array(burglaries)[:, None] * np.eye(6, dtype=int)[0]
    held = tuple(range(FIRST, FIRST + 24))
    return InventedTown(CLASSES, counts, held, (5_000.0,) * 6, Period.of_months(FIRST + 12, FIRST + 23))


def document(some: InventedTown, judgement: Path, *, audience: str = "partner") -> Document:
    study = replace(some.study(), audience=audience)
    return compose(draft(study, read_judgement(judgement)), date="1 January 2023")


def lead_of(made: Document, anchor: str) -> str:
    """The paragraph behind a section's heading."""
    at = next(i for i, b in enumerate(made.body) if isinstance(b, Heading) and b.anchor == anchor)
    block = made.body[at + 1]
    assert isinstance(block, Paragraph)
    return "".join(run.text for run in block.runs)


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("partner", "Burglary: "),
        ("public", "Of what may be shown by month, no month stands out."),
    ],
)
def test_a_month_that_may_not_be_shown_is_not_told_as_none(tmp_path: Path, audience: str, said: str) -> None:
    """Two burglaries in December are hidden, and with them the month that stands out."""
    made = document(town([60] * 23 + [2]), tmp_path / "none.toml", audience=audience)
    found = lead_of(made, "when")
    assert "no month stands out; the" not in found.lower()
    assert found.startswith(said)


def test_a_clear_change_that_a_person_left_out_is_not_told_as_none(tmp_path: Path) -> None:
    file = tmp_path / "judgement.toml"
    some = town([60] * 12 + [20] * 12)
    before = [p.title for p in pictures_of(document(some, file).body) if p.name.startswith("change-")]
    assert before == ["Clearly down: burglary and all offences"]
    words = "".join(f'[finding."change/invented/{key}"]\nhide = "known"\n' for key in ("burglary", "all"))
    file.write_text(f"schema = 1\n{words}", encoding="utf-8")
    after = [p.title for p in pictures_of(document(some, file).body) if p.name.startswith("change-")]
    assert after == ["Recorded crime of an invented town: the changes that are shown"]
