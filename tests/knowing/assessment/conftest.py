"""A drafted assessment of Holmbridge, with documents that are quick to write."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, html
from tests.quick_documents import standing_in
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import keeping
from wardmote.knowing.assessment.first_drafts import FIRST
from wardmote.knowing.assessment.models import Assessment

MINE = "change/syn-2007-crime/theft-from-vehicle"


@pytest.fixture(autouse=True)
def quick_documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and Word take seconds; a test that is about them is marked ``slow`` and writes them."""
    if "slow" in request.keywords:
        return
    monkeypatch.setattr(keeping, "RENDER", standing_in(keeping.RENDER, keeping.RENDER["html"]))


@pytest.fixture
def assessment(syn: Cast, prepared: Callable[..., None]) -> Assessment:
    """Drafted by the jobs, as when evidence lands."""
    prepared(draft_first)
    return Assessment.objects.get()


def draft_first() -> None:
    work.enqueue(FIRST, partnership="holmbridge", by="the tests", about="First draft", key="first")
    done()


def done() -> None:
    """Let the workers finish."""
    for job in work.run_all():
        assert job.state == "done", job.problem


class Reader:
    """A person at the pages of one assessment."""

    def __init__(self, client: Client, assessment: Assessment) -> None:
        self.client, self.base = client, f"/holmbridge/assessment/{assessment.pk}/"

    def get(self, page: str = "") -> str:
        response = self.client.get(self.base + page)
        assert response.status_code == 200, response.status_code
        return html(response)

    def post(self, page: str, **fields: Any) -> Any:
        return self.client.post(self.base + page, fields)

    def form(self, page: str) -> dict[str, Any]:
        """A form as the browser holds it when the page was opened."""
        form = self.client.get(self.base + page).context["form"]
        return {
            bound.html_name: bound.value()
            for bound in form
            if bound.value() not in (None, "") and bound.value() is not False
        }

    def correct(self, key: str = MINE, **fields: Any) -> Any:
        """Open the sentence's form, write and save."""
        page = f"findings/?key={key}"
        return self.post(page, **{**self.form(page), **fields})


@pytest.fixture
def at(syn: Cast, assessment: Assessment) -> Callable[[str], Reader]:
    """``at("amira")``: that person at the assessment."""
    return lambda name: Reader(syn.client(name), assessment)
