"""Tables with nothing in common, asked in one question: each row with its values as its fields have them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Max

from tests.cast import Cast
from wardmote.ground.jobs.models import Job
from wardmote.ground.owed import SharedQuery, ask_together
from wardmote.ground.partners.models import Body, Membership

AT = datetime(2026, 7, 1, 22, 30, 15, 250, tzinfo=UTC)


@pytest.fixture
def job(cast: Cast) -> Job:
    same = {"kind": "draft", "partnership": "holmbridge", "by": "the tests", "about": "a", "lane": "x"}
    return Job.objects.create(**same, state="failed", made_at=AT, problem={"what": "It broke.", "rows": [1]})


def as_it_is(row: Any) -> dict[str, Any]:
    return dict(vars(row))


def test_days_moments_and_json_come_as_they_were_written_and_nothing_as_nothing(job: Job) -> None:
    Body.objects.filter(name="Fire and rescue").update(begins=date(1947, 4, 1))
    columns = {name: name for name in ("made_at", "ended_at", "problem", "cancel_asked", "total")}
    jobs = SharedQuery(Job.objects.filter(pk=job.pk), columns, as_it_is)
    bodies = SharedQuery(
        Body.objects.filter(partnership__slug="holmbridge", name="Fire and rescue"),
        {"name": "name", "begins": "begins", "ends": "ends", "of": "partnership__slug"},
        as_it_is,
    )
    said = {"made_at": AT, "ended_at": None, "problem": {"what": "It broke.", "rows": [1]}}
    fire = {"name": "Fire and rescue", "begins": date(1947, 4, 1), "ends": None, "of": "holmbridge"}
    assert ask_together([jobs, bodies]) == [[{**said, "cancel_asked": False, "total": 0}], [fire]]


def test_what_they_ask_is_one_question_and_a_row_may_have_nothing_to_tell(job: Job, queries: Any) -> None:
    """Of three queries one is of groups, and one finds nothing."""
    roles = Membership.objects.filter(partnership__slug="holmbridge", person__email="brian@example.org")
    newest = SharedQuery(
        roles.order_by().values("role"), {"role": "role", "newest": Max("begins")}, lambda row: row.role
    )
    nobody = SharedQuery(Body.objects.none(), {"name": "name"}, as_it_is)
    untold: SharedQuery[str] = SharedQuery(Job.objects.filter(pk=job.pk), {"pk": "pk"}, lambda row: None)
    with queries(at_most=1):
        assert ask_together([newest, nobody, untold]) == [["manager"], [], []]
    assert list(newest) == ["manager"] and ask_together([]) == []
