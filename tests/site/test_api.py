"""The read API: what a token opens, what it never does, JSON and CSV, and that it is as its document says."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from tests.cast import html
from wardmote.deciding.performance.exceptions.month_review import review_now
from wardmote.deciding.performance.models import EnteredReading
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.import_edition import load
from wardmote.deciding.plan.records.progress import stands
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners import joining, tokens
from wardmote.ground.partners.models import ApiToken, Body, Membership, Partnership
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
KEY = "stevenage-2008-09"
COUNTED = 4
"""What it takes to count a reading: two counts, between the begin and the end of their transaction."""
LISTS = ("editions", "actions", "measures", "readings", "exceptions")


@pytest.fixture
def town(syn: Any, prepared: Any) -> Any:
    """Holmbridge with the plan of 2008/09 and SYN-2007's measures read."""
    prepared(plan_and_measures, syn.holmbridge)
    return syn


def plan_and_measures(partnership: Partnership) -> None:
    load(partnership, shipped_edition(KEY), by="the tests")
    review_now(partnership, by="the tests", on=date(2008, 4, 7))


def fire(cast: Any) -> Body:
    return Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")


def token_of(cast: Any, *, body: bool = True) -> str:
    """A token for the fire service, made by Brian; or Brian's own."""
    brian = cast.viewer("brian")
    whom = fire(cast) if body else cast.people["brian"]
    return tokens.make(cast.holmbridge, name="Reporting tool", whom=whom, by=brian)[1]


def get(path: str, token: str = "", **query: Any) -> Any:
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    return Client().get(f"/api/{path}", query, **head)


def test_a_body_s_token_reads_every_list_as_the_pages_show_it(town: Any) -> None:
    token = token_of(town)
    found = {name: get(f"holmbridge/{name}", token, page_size=500).json() for name in LISTS}
    assert [each["key"] for each in found["editions"]["results"]] == [KEY]
    assert found["actions"]["count"] == 54
    assert found["measures"]["count"] == 20
    (exception,) = found["exceptions"]["results"]
    assert exception["words"].startswith("730 in the twelve months to December 2007, up 21.7 % from 600")
    assert exception["lead"] == "Stevenage Police"
    robbery = get("holmbridge/measures/robbery", token).json()
    assert (robbery["count"], round(robbery["value"], 4), robbery["against_target"]) == (
        85,
        1.0625,
        "target not set",
    )
    assert robbery["synthetic"] is True
    assert len(robbery["figure"]) == 64


def test_an_edition_has_its_seven_priorities_in_order(town: Any) -> None:
    found = get(f"holmbridge/editions/{KEY}", token_of(town)).json()
    assert [each["key"] for each in found["priorities"]] == [f"PR-{n}" for n in range(1, 8)]
    assert found["priorities"][4]["led_by"] == ["Probation Service", "Youth Offending Team"]


def test_readings_are_of_months_and_of_what_was_entered_and_county_is_called_county(town: Any) -> None:
    EnteredReading.objects.create(
        partnership=town.holmbridge, measure="drug-users-in-treatment", period="2007-04:2008-03", value=310,
        area_kind="county", area="Hertfordshire", source="as published", by="the tests", at=timezone.now(),
    )  # fmt: skip
    token = token_of(town)
    months = get(
        "holmbridge/readings", token, measure="robbery", **{"from": "2007-01", "to": "2007-12"}
    ).json()
    assert months["count"] == 12
    assert sum(each["count"] for each in months["results"]) == 85
    (entered,) = get("holmbridge/readings", token, measure="drug-users-in-treatment").json()["results"]
    assert (entered["kind"], entered["area"], entered["value"]) == ("entered", "Hertfordshire (county)", 310)


def test_a_contextual_measure_says_that_it_is_not_judged(town: Any) -> None:
    found = get("holmbridge/measures/anti-social-behaviour", token_of(town)).json()
    assert found["against_target"] == "not judged: more may be good or bad"


def test_actions_are_filtered_by_body_state_and_lateness(town: Any) -> None:
    edition = PlanEdition.objects.get()
    (where,) = stands(edition, on=date(2008, 5, 1), only=["A1.1.1"])
    add_update(where, Said("done", "Done.", evidence="The register"), on=date(2008, 5, 1), by="the tests")
    token = token_of(town)
    assert [e["key"] for e in get("holmbridge/actions", token, state="done").json()["results"]] == ["A1.1.1"]
    led = get("holmbridge/actions", token, body="Probation Service").json()["results"]
    assert led and all("Probation Service" in each["led_by"] for each in led)
    assert get("holmbridge/actions", token, late="overdue").json()["count"] == 53
    assert get("holmbridge/actions", token, edition="none").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_every_list_comes_for_a_spreadsheet_too(town: Any, name: str) -> None:
    token = token_of(town)
    answer = get(f"holmbridge/{name}.csv", token)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == get(f"holmbridge/{name}", token).json()["count"]
    assert all(":" in row["record"] for row in rows), "by which rows of several files are put together"


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(town: Any) -> None:
    edition = PlanEdition.objects.get()
    (where,) = stands(edition, on=date(2008, 5, 1), only=["A1.1.1"])
    said = Said("under-way", '=HYPERLINK("http://x.example")')
    add_update(where, said, on=date(2008, 5, 1), by="the tests")
    text = get("holmbridge/actions.csv", token_of(town)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_long_lists_come_in_pages(town: Any) -> None:
    token = token_of(town)
    first = get("holmbridge/actions", token, page_size=50).json()
    second = get("holmbridge/actions", token, page_size=50, page=2).json()
    keys = [each["key"] for each in (*first["results"], *second["results"])]
    assert (len(first["results"]), len(second["results"]), len(set(keys))) == (50, 4, 54)


# ---- what a token never opens ----


def shut(cast: Any, token: str, path: str = "holmbridge/measures") -> tuple[int, Any]:
    answer = get(path, token)
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()


def test_no_token_a_wrong_one_one_that_is_over_and_one_withdrawn_get_the_same_answer(town: Any) -> None:
    token = token_of(town)
    assert get("holmbridge/measures", token).status_code == 200
    answers = [shut(town, ""), shut(town, "wardmote_wrong"), shut(town, token, "otherham/measures"),
               shut(town, token, "nowhere/measures")]  # fmt: skip
    ApiToken.objects.update(ends=timezone.localdate() - timedelta(days=1))
    answers.append(shut(town, token))
    ApiToken.objects.update(ends=timezone.localdate())
    tokens.withdraw(ApiToken.objects.get(), by=town.viewer("brian"))
    answers.append(shut(town, token))
    assert [status for status, _ in answers] == [401] * 6
    assert len({str(body) for _, body in answers}) == 1
    assert "make one under People" in answers[0][1]["todo"]


def test_a_person_s_token_has_the_person_s_roles_and_ends_with_the_membership(town: Any) -> None:
    token = token_of(town, body=False)
    assert get("holmbridge/measures", token).status_code == 200
    joining.leave(Membership.objects.get(person=town.people["brian"]), by=town.viewer("brian"))
    Membership.objects.filter(person=town.people["brian"]).update(
        begins=date(2020, 1, 1), ends=timezone.localdate() - timedelta(days=1)
    )
    assert get("holmbridge/measures", token).status_code == 401


def test_a_body_s_token_ends_at_once_with_the_manager_who_made_it(town: Any) -> None:
    token, page = token_of(town), "/holmbridge/people/tokens/"
    ending = f"/holmbridge/people/{Membership.objects.get(person=town.brian, role='manager').pk}/leave/"
    assert get("holmbridge/measures", token).status_code == 200
    adam = town.client("adam")
    assert adam.post(ending, {"sure": "yes"}).status_code == 302
    assert shut(town, token)[0] == 401
    told = html(adam.get(page)).partition("<table")[2]
    assert "withdrawn" in told and "by Adam (Borough council), with the membership of Brian" in told
    number = ApiToken.objects.get().pk
    assert f"ended token {number}, Reporting tool with the membership it rested on" in html(
        adam.get("/holmbridge/log/")
    )
    assert "ended the membership of Brian (community safety manager)" in html(adam.get("/holmbridge/log/"))
    body = Body.objects.get(partnership=town.holmbridge, name="Borough council")
    joining.join(town.holmbridge, person=town.brian, body=body, role="manager", by="the tests")
    assert shut(town, token)[0] == 401, "who comes again makes another"


def test_a_body_s_token_ends_with_its_maker_s_right_whoever_took_that(town: Any) -> None:
    token = token_of(town)
    held = Membership.objects.filter(person=town.brian, role="manager")
    held.update(begins=date(2020, 1, 1), ends=timezone.localdate() - timedelta(days=1))
    assert shut(town, token)[0] == 401
    assert "ended with a membership" in html(town.client("adam").get("/holmbridge/people/tokens/"))


def test_who_reads_no_records_makes_no_token_and_an_officer_none_for_a_body(cast: Any) -> None:
    closed = (
        ("adam", cast.people["adam"]),
        ("adam", fire(cast)),
        ("elaine", fire(cast)),
        ("elaine", cast.people["brian"]),
    )
    for name, whom in closed:
        with pytest.raises(Refusal):
            tokens.make(cast.holmbridge, name="A tool", whom=whom, by=cast.viewer(name))
    assert not ApiToken.objects.exists()


def test_the_token_itself_is_never_kept_and_making_it_is_logged(cast: Any) -> None:
    token = token_of(cast)
    assert token not in str(ApiToken.objects.values().get())
    entry = Entry.objects.get(what="partners.token_made")
    assert token not in str(entry.detail)
    assert "Fire and rescue" not in entry.detail  # whose it is stands in its record


def test_nothing_is_written_no_cookie_is_set_and_few_questions_are_asked(town: Any, queries: Any) -> None:
    token = token_of(town)
    get(f"holmbridge/{LISTS[0]}", token)  # begins its minute
    for name in LISTS:
        with queries(at_most=15 + COUNTED):
            answer = get(f"holmbridge/{name}", token)
        assert not answer.cookies
    for verb in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), verb)("/api/holmbridge/measures", HTTP_AUTHORIZATION=f"Bearer {token}")
        assert answer.status_code == 405
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("holmbridge/readings", {"from": "January"}, "from"),
        ("holmbridge/readings", {"measure": "\0"}, "measure"),
        ("holmbridge/actions", {"edition": "a\0"}, "edition"),
        ("holmbridge/actions", {"body": "\0"}, "body"),
        ("holmbridge/actions", {"page": "0"}, "page"),
        ("holmbridge/actions", {"page_size": "501"}, "page_size"),
        ("holmbridge/actions", {"late": "very"}, "late"),
        ("holmbridge/exceptions", {"state": "lost"}, "state"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(
    town: Any, path: str, query: dict[str, str], where: str
) -> None:
    answer = get(path, token_of(town), **query)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(f"{where}: ")


# ---- its document ----


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A bare WSGI request closes the database's connection, and with it the transaction a test lives in."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_the_api_is_as_its_document_says(town: Any, one_connection: None, mode: str) -> None:
    """Every address with good and with bad input; the answers are held against the document."""
    import schemathesis  # here, for it takes a second in each process that collects this file
    from schemathesis.generation import GenerationMode

    head = {"Authorization": f"Bearer {token_of(town)}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 12
    for operation in operations:

        @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=GenerationMode[mode]))
        def holds(case: Any) -> None:
            if mode == "POSITIVE":
                case.path_parameters["slug"] = "holmbridge"
            case.call_and_validate(headers=head)

        holds()


# ---- making one on the page ----


def test_a_manager_makes_a_token_for_a_body_sees_it_once_and_withdraws_it(cast: Any) -> None:
    brian, page = cast.client("brian"), "/holmbridge/people/tokens/"
    made = html(brian.post(page, {"name": "Reporting tool", "whom": str(fire(cast).pk), "days": "90"}))
    (token,) = re.findall(r"wardmote_[A-Za-z0-9_-]{43}", made)
    assert get("holmbridge/editions", token).status_code == 200
    again = html(brian.get(page))
    assert "Reporting tool" in again
    assert token not in again
    number = ApiToken.objects.get().pk
    assert brian.post(f"{page}{number}/withdraw/", {"sure": "yes"}).status_code == 302
    assert get("holmbridge/editions", token).status_code == 401


def test_everybody_who_reads_makes_their_own_and_sees_only_that(cast: Any) -> None:
    token_of(cast)
    elaine, page = cast.client("elaine"), "/holmbridge/people/tokens/"
    assert "Fire and rescue" not in html(elaine.get(page)).partition("<main")[2].partition("<table")[2]
    assert 'href="/holmbridge/people/"' not in html(elaine.get(page))  # it would open nothing for an officer
    assert 'href="/holmbridge/people/"' in html(cast.client("brian").get(page))
    made = html(elaine.post(page, {"name": "My spreadsheet", "whom": "", "days": "30"}))
    assert "wardmote_" in made
    assert ApiToken.objects.filter(person=cast.people["elaine"]).count() == 1
    refused = elaine.post(page, {"name": "Theirs", "whom": str(fire(cast).pk), "days": "30"})
    assert refused.status_code == 400
    other = ApiToken.objects.get(body__isnull=False).pk
    assert elaine.post(f"{page}{other}/withdraw/").status_code == 404
    assert cast.client("stella").get(page).status_code == 404


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "", "days": "30"}, "Name the program"),
        ({"name": "A tool", "days": "400"}, "Write 365 or less."),
        ({"name": "A tool", "days": "soon"}, "Write a whole number in figures."),
    ],
)
def test_what_is_wrong_with_a_token_is_told_at_its_field(cast: Any, given: dict[str, str], says: str) -> None:
    answer = cast.client("brian").post("/holmbridge/people/tokens/", {"whom": "", **given})
    assert answer.status_code == 400
    assert says in html(answer)
    assert not ApiToken.objects.exists()
