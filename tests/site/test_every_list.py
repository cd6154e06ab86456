"""Every list over rows of the database: each column sorts it, words are found in it, both in its files."""

from urllib.parse import urlencode

import pytest

from tests.cast import Cast
from wardmote.ground.pages.lists import FindFilter

pytestmark = pytest.mark.django_db
LISTS = (
    "tasks/", "jobs/", "log/", "people/", "people/tokens/", "people/locks/", "letters/", "evidence/add/",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_each_column_sorts_both_ways_and_words_are_found(cast: Cast, address: str) -> None:
    """A column that is no field of the database would end in an error once somebody sorts by it."""
    client = cast.client("brian")
    page = client.get(f"/holmbridge/{address}")
    listed = {f"{name}-": each for name, each in page.context["lists"].items()}
    if "list" in page.context and page.context["list"] not in listed.values():
        listed[""] = page.context["list"]
    assert listed
    for begins, each in listed.items():
        asked = [{"sort": at} for n, head in enumerate(each.heads) if head.sort_url for at in (n, f"-{n}")]
        assert asked
        if isinstance(each.listing.filters, FindFilter):
            asked.append({"find": "a"})
            wrong = urlencode({f"{begins}find": "x" * 201, f"{begins}download": "csv"})
            assert client.get(f"/holmbridge/{address}?{wrong}").status_code == 400
        for wanted in asked:
            query = urlencode({f"{begins}{key}": value for key, value in wanted.items()})
            assert client.get(f"/holmbridge/{address}?{query}&{begins}download=csv").status_code == 200, query
