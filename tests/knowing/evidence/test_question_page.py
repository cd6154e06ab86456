"""Months that look incomplete: who sees the questions, who answers, and what an answer does."""

import json
from pathlib import Path

import pytest

from tests.cast import Cast, html
from tests.measuring.store.making import load, row, street
from wardmote.ground.audit.models import Entry
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.periods import parse_month

ALL = "/holmbridge/evidence/questions/"
ONE = f"{ALL}police-uk/barchester/2022-04/"
RIGHT = {"stands": "yes", "because": "The force says <b>so</b>."}


@pytest.fixture
def incomplete(data: Path) -> Path:
    """Three months of 120 rows and one of 12."""
    months = {"2022-01": 120, "2022-02": 120, "2022-03": 120, "2022-04": 12}
    files = [
        street(
            data.parent / "files",
            [row(at * 1000 + n + 1, month=month) for n in range(rows)],
            name=f"{month}-barchester-street.csv",
        )
        for at, (month, rows) in enumerate(months.items())
    ]
    load(data, files)
    return data


def months_held(cast: Cast) -> tuple[int, ...]:
    evidence = opened(cast.holmbridge).inquiry.evidence
    return evidence.feeds(evidence.place("Barchester"))[0].months


def test_a_month_that_looks_incomplete_is_shown_answered_and_then_counts(
    cast: Cast, incomplete: Path
) -> None:
    assert parse_month("2022-04") not in months_held(cast)
    client = cast.client("brian")
    assert "1 month looks incomplete" in html(client.get("/holmbridge/evidence/"))
    listed = html(client.get(ALL))
    assert "12 rows in April 2022, where about 120 are usual" in listed
    assert ONE in listed
    asked = html(client.get(ONE))
    assert "Are the rows right as they are?" in asked

    refused = client.post(ONE, {"stands": "yes", "because": ""})
    assert refused.status_code == 400
    assert client.post(ONE, RIGHT).status_code == 302
    assert parse_month("2022-04") in months_held(cast)
    answered = html(client.get(ONE))
    assert "The force says &lt;b&gt;so&lt;/b&gt;." in answered
    told = json.loads(Entry.objects.get(what="evidence.answered").detail)
    assert told == {"account": cast.brian.pk, "hat": cast.viewer("brian").hat, "right": True}

    client.post(ONE, {"stands": "no", "because": "It was half a file."})
    assert parse_month("2022-04") not in months_held(cast)


def test_who_only_reads_sees_the_question_and_cannot_answer_it(cast: Cast, incomplete: Path) -> None:
    reader = cast.client("catherine")
    assert "Are the rows right" not in html(reader.get(ONE))
    assert "looks incomplete" in html(reader.get(ALL)) or "12 rows" in html(reader.get(ALL))
    assert reader.post(ONE, RIGHT).status_code in (400, 403, 409)
    assert parse_month("2022-04") not in months_held(cast)
    assert cast.client("brian").get(f"{ALL}police-uk/barchester/2022-05/").status_code == 404
