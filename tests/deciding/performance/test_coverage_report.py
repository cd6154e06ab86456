"""The indicator coverage report: which sub-priorities nothing watches and no target aims at."""

import csv
import io
import re
from datetime import date

import pytest
from django.utils import timezone

from wardmote.deciding.performance.models import AgreedTarget

pytestmark = pytest.mark.django_db


def lists(page: str) -> list[list[str]]:
    """The sub-priorities' names under each heading of the two lists."""
    parts = re.split(r"<h2[^>]*>No (?:indicator|target)</h2>", page)[1:]
    return [re.findall(r"<li>(.*?) <span", part) for part in parts]


def test_a_09_i_01_i_19_the_edition_of_2008_09_yields_exactly_these_two_lists(edition, at, queries):
    elaine = at("elaine")
    with queries(at_most=15):
        page = elaine.get(f"{edition.pk}/coverage/")
    no_indicator, no_target = lists(page)
    assert "The first priority stresses serious violence; its indicator counts less serious injury" in page
    assert no_indicator == ["Domestic violence", "Hate crime", "Environmental anti-social behaviour"]
    assert len(no_target) == 14
    assert set(no_indicator) <= set(no_target)
    assert "Of 14 sub-priorities, 3 have no indicator and 14 have no target." in page


def test_a_target_agreed_later_is_marked_and_does_not_change_what_was_written(edition, cast, at):
    AgreedTarget.objects.create(
        partnership=cast.holmbridge, edition=edition, measure="robbery", value=1.0, unit="a rate",
        until=date(2009, 3, 31), reason="Agreed in June", by="the tests", at=timezone.now(),
    )  # fmt: skip
    page = at("elaine").get(f"{edition.pk}/coverage/")
    assert len(lists(page)[1]) == 14
    assert page.count("a target was agreed later") == 1
    assert "Targets agreed since aim at 1 of them" in page


def test_both_lists_can_be_taken_away(edition, at):
    text = at("brian").bytes(f"{edition.pk}/coverage.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Lacks"] for row in rows].count("no indicator") == 3
    assert [row["Lacks"] for row in rows].count("no target") == 14


def test_a_stranger_finds_nothing(edition, at):
    at("stella").get(f"{edition.pk}/coverage/", status=404)
