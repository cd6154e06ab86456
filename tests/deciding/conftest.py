"""Holmbridge with the edition of 2008/09 loaded, documents quick to write, and people at its pages."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, find_cast, html
from tests.quick_documents import standing_in
from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.measures import review_run
from wardmote.deciding.performance.measures.reading import first_baselines, year_begun
from wardmote.deciding.performance.measures.results import Read
from wardmote.deciding.performance.measures.watched import WatchedMeasure
from wardmote.deciding.performance.models import MonthReview, PlanException
from wardmote.deciding.plan.demonstration import write_own_years
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records import import_edition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Partnership, Person
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.periods import month_code, month_index
from wardmote.measuring.figures.readings import Reading

STEVENAGE = "stevenage-2008-09"
SPRING = date(2008, 4, 7)
FIRST = month_index(2003, 1)
"""The first of the months that ``town`` lands."""


@pytest.fixture
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and Word take seconds; a test that is about them is marked ``slow`` and writes them."""
    if "slow" in request.keywords:
        return
    documents = ("plan.html", "plan.pdf", "plan.docx")
    for name, render in standing_in(documents, keeping.RENDER["plan.html"]).items():
        monkeypatch.setitem(keeping.RENDER, name, render)


@pytest.fixture
def edition(cast: Cast, quick: None, prepared: Callable[..., None]) -> PlanEdition:
    """The shipped edition, loaded by the ordinary write."""
    prepared(load, cast.holmbridge, STEVENAGE)
    edition = PlanEdition.objects.get()
    edition.partnership = cast.holmbridge
    return edition


def load(partnership: Partnership, name: str) -> None:
    import_edition.load(partnership, shipped_edition(name), by="the tests")


class Reader:
    """A person at the plan's pages."""

    def __init__(self, client: Client) -> None:
        self.client, self.base = client, "/holmbridge/plan/"

    def get(self, page: str = "", status: int = 200) -> str:
        response = self.client.get(page if page.startswith("/") else self.base + page)
        assert response.status_code == status, response.status_code
        return html(response)

    def bytes(self, page: str) -> bytes:
        response = self.client.get(page if page.startswith("/") else self.base + page)
        assert response.status_code == 200, response.status_code
        return bytes(response.content)

    def post(self, page: str, **fields: Any) -> Any:
        return self.client.post(self.base + page, fields)


@pytest.fixture
def at(cast: Cast) -> Callable[[str], Reader]:
    """``at("brian")``: that person at the plan."""
    return lambda name: Reader(cast.client(name))


@pytest.fixture
def dev(cast: Cast, edition: PlanEdition, prepared: Callable[..., None]) -> Any:
    """Dev is an officer of Stevenage Police, which leads on vehicle crime."""
    prepared(join_dev, cast.holmbridge)
    cast.people["dev"] = Person.objects.get(name="Dev")
    return cast.people["dev"]


def join_dev(partnership: Partnership) -> None:
    person = Person.objects.create_user("dev@example.org", "Dev", "a long password")
    body = joining.body_named(partnership, name="Stevenage Police", kind="police")
    joining.join(partnership, person=person, body=body, role="officer", by="the tests")


@pytest.fixture
def draft(edition: PlanEdition, prepared: Callable[..., None]) -> PlanEdition:
    """2009/10, opened by the manager on the page."""
    prepared(open_next, edition.pk)
    return PlanEdition.objects.get(status=rules.DRAFT)


def open_next(edition: int) -> None:
    brian = Reader(find_cast().client("brian"))
    assert brian.post(f"{edition}/next/").status_code == 302
    draft = PlanEdition.objects.get(status=rules.DRAFT)
    write_own_years(draft, draft.follows, by="the tests")
    said = {"person": "Catherine", "role": draft.signed_role, "revision": draft.revision}
    assert brian.post(f"{draft.pk}/foreword/", **said).status_code == 302


@pytest.fixture
def exceptional(syn: Cast, edition: PlanEdition, prepared: Callable[..., None]) -> PlanException:
    """SYN-2007 was reviewed today: theft from vehicles, 600 to 730, is the one exception."""
    prepared(month_review.review_now, syn.holmbridge, by="the tests", on=timezone.localdate())
    return PlanException.objects.select_related("partnership", "lead").get()


def reading_of(each: WatchedMeasure, counts: Sequence[int | None]) -> Read:
    """What ``reading.read`` gives for these months."""
    months = tuple(month_code(FIRST + i) for i in range(len(counts)))
    result = Reading(
        value=float(counts[-1] or 0),
        status=Status.OK,
        measure=each.measure.key,
        unit=each.measure.unit,
        stretch="month",
        months=months,
        counts=tuple(counts),
        denominators=(None,) * len(months),
    )
    baselines = each.frozen or first_baselines(result, each.year)
    found = Read(each, "ok", figure="f" * 64, month=months[-1], series={"first": months[0], "counts": counts})
    found.months, found.baselines = result, baselines
    found.drawn = () if each.baselines or not year_begun(result, each.year) else baselines
    return found


@pytest.fixture
def town(syn: Cast, edition: PlanEdition, monkeypatch: pytest.MonkeyPatch) -> Callable[..., MonthReview]:
    """``town(robbery=[...])``: these months land for these measures, nothing for the others."""

    def lands(on: date = SPRING, **counts: list[int | None]) -> MonthReview:
        def read(_opened: Any, _place: Any, each: WatchedMeasure) -> Read:
            known = counts.get(each.measure.key.replace("-", "_"))
            return reading_of(each, known) if known else Read(each, "not_available", "nothing landed")

        monkeypatch.setattr(review_run, "read", read)
        found = month_review.review_now(syn.holmbridge, by="the tests", on=on)
        assert found is not None
        return found

    return lands
