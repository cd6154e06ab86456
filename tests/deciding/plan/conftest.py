"""Holmbridge with the edition of 2008/09 loaded, documents quick to write, and people at its pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, html
from wardmote.deciding.plan import keeping, loading
from wardmote.deciding.plan.editions import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
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
