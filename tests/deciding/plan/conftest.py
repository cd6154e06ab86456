"""Holmbridge with the edition of 2008/09 loaded, documents quick to write, and people at its pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.deciding.plan import keeping, loading, reviewing
from wardmote.deciding.plan.editions import shipped_edition
from wardmote.deciding.plan.models import PlanEdition, PlanException
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Person
from wardmote.measuring.documents.html import render_html

STEVENAGE = "stevenage-2008-09"


@pytest.fixture
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and Word take seconds; a test that is about them is marked ``slow`` and writes them."""
    if "slow" in request.keywords:
        return
    for name in ("plan.pdf", "plan.docx"):
        monkeypatch.setitem(
            keeping.RENDER,
            name,
            lambda edition, day: render_html(keeping.edition_document(edition, date=day)).encode(),
        )


@pytest.fixture
def edition(cast: Cast, quick: None) -> PlanEdition:
    """The shipped edition, loaded by the ordinary write."""
    return loading.load(cast.holmbridge, shipped_edition(STEVENAGE), by="the tests").edition


class Reader:
    """A person at the plan's pages."""

    def __init__(self, client: Client) -> None:
        self.client, self.base = client, "/holmbridge/plan/"

    def get(self, page: str = "", status: int = 200) -> str:
        response = self.client.get(self.base + page)
        assert response.status_code == status, response.status_code
        return html(response)

    def bytes(self, page: str) -> bytes:
        response = self.client.get(self.base + page)
        assert response.status_code == 200, response.status_code
        return bytes(response.content)

    def post(self, page: str, **fields: Any) -> Any:
        return self.client.post(self.base + page, fields)


@pytest.fixture
def at(cast: Cast) -> Callable[[str], Reader]:
    """``at("brian")``: that person at the plan."""
    return lambda name: Reader(cast.client(name))


@pytest.fixture
def dev(cast: Cast, edition: PlanEdition) -> Any:
    """Dev is an officer of Stevenage Police, which leads on vehicle crime."""
    cast.people["dev"] = Person.objects.create_user("dev@example.org", "Dev", "a long password")
    body = joining.body_named(cast.holmbridge, name="Stevenage Police", kind="police")
    joining.join(cast.holmbridge, person=cast.people["dev"], body=body, role="officer", by="the tests")
    return cast.people["dev"]


@pytest.fixture
def exceptional(syn: Cast, edition: PlanEdition) -> PlanException:
    """SYN-2007 was reviewed today: theft from vehicles, 600 to 730, is the one exception."""
    reviewing.review_now(syn.holmbridge, by="the tests", on=timezone.localdate())
    return PlanException.objects.select_related("partnership", "lead").get()
