"""The read API: the plan for other programs, as JSON and CSV, with a token, by the same rules as the pages.

In: ``Authorization: Bearer TOKEN``. Out: lists in pages, each row as the rooms' ``api`` hold it; an error
is a problem document (RFC 9457) that says what, where and what to do. Reading only: no cookie, no session. A
token that does not open this partnership gets one answer (401), whatever is wrong with it. Its document is at
``/api/openapi.json``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer
from pydantic import Field

from wardmote.deciding.performance import api as performance
from wardmote.deciding.plan import api as plan
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.pages.read_records import tell_read
from wardmote.ground.papers.files import file_response
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import READERS
from wardmote.ground.partners.tokens import reads_as
from wardmote.ground.partners.viewing import Viewer
from wardmote.ground.row_security.scope import all_partnerships, narrow
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.model import Sheet

PROBLEM: Final = "application/problem+json"
NO_NULL: Final = r"^[^\x00]*$"  # no database takes one
MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
MOST: Final = 500


class Problem(Schema):
    """What went wrong, where, and what to do (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    todo: str = ""


class Paged(Schema):
    """How many rows there are, and which page this is."""

    count: int
    page: int
    page_size: int


class Editions(Paged):
    results: list[plan.Edition]


class Actions(Paged):
    results: list[plan.ActionNow]


class Measures(Paged):
    results: list[performance.MeasureNow]


class Readings(Paged):
    results: list[performance.ReadingAt]


class Exceptions(Paged):
    results: list[performance.ExceptionOf]


class Page(Schema):
    """Which page of how many rows."""

    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(100, ge=1, le=MOST)


class ActionFilter(Page):
    """Of an edition (the one in force where none is named), in a state, led by a body, overdue or stale."""

    edition: str = Field("", max_length=80, pattern=NO_NULL)
    state: Literal["", "not-begun", "under-way", "done", "stopped"] = ""
    body: str = Field("", max_length=200, pattern=NO_NULL)
    late: Literal["", "overdue", "stale"] = ""


class ReadingFilter(Page):
    """Of a measure, between two months, both inside."""

    measure: str = Field("", max_length=80, pattern=NO_NULL)
    first: str = Field("", alias="from", pattern=rf"{MONTH}|^$")
    last: str = Field("", alias="to", pattern=rf"{MONTH}|^$")


class ExceptionFilter(Page):
    """In a state."""

    state: Literal["", "open", "replied", "advised", "accepted", "deferred", "closed"] = ""


@dataclass(frozen=True)
class ApiCaller:
    """Who reads, and of which partnership."""

    viewer: Viewer
    partnership: Partnership


class Token(HttpBearer):
    """A token in the head of the request; the same answer for every token that does not open."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiCaller | None:
        slug = str(request.resolver_match.kwargs.get("slug", "")) if request.resolver_match else ""
        with all_partnerships("which town a token opens"):
            found = reads_as(token, slug, timezone.now())
        if found is None or not found[0].may_read(READERS):
            return None
        narrow(slug)
        return ApiCaller(*found)


RECORDS: Final = {"editions": "plan", "actions": "action", "measures": "measure", "readings": "measure"}


class Api(NinjaAPI):
    """Says in its document which problems every address may answer with, and in the log what was read."""

    def create_response(self, request: HttpRequest, data: Any, **named: Any) -> HttpResponse:
        if isinstance(data, Mapping) and isinstance(data.get("results"), list):
            tell_read(request, _records(request, data["results"]))
        return super().create_response(request, data, **named)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        shape = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, words in PROBLEMS.items():
                    operation["responses"][status] = {"description": words, "content": shape}
        return document


PROBLEMS: Mapping[int, str] = {
    401: "No token, or one that does not open this partnership",
    404: "Nothing of that name here",
    422: "A filter that cannot be used",
}
api = Api(
    title="Wardmote",
    version="1",
    description="Reads the plan of a community safety partnership. Counts of persons are never in it.",
    urls_namespace="api",
    auth=Token(),
    docs_url=None,
)


# ---- what is served ----


def _asked(request: HttpRequest) -> ApiCaller:
    found: ApiCaller = request.auth  # type: ignore[attr-defined]
    return found


def _records(request: HttpRequest, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """How the log names the rows that are served."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return [_record(str(name), row) for row in rows]


def _record(name: str, row: Mapping[str, Any]) -> str:
    """How the log, and every list's file, names a row of what is served under this name."""
    kind = RECORDS.get(name, "exception")
    if kind == "exception":
        return f"{kind}:{row['id']}"
    key = row.get("key") or row["measure"]
    return f"{kind}:{row['edition']}/{key}" if kind == "action" else f"{kind}:{key}"


def _paged(found: Iterable[Any], wanted: Page) -> dict[str, Any]:
    rows = list(found)
    begins = (wanted.page - 1) * wanted.page_size
    results = rows[begins : begins + wanted.page_size]
    return {"count": len(rows), "page": wanted.page, "page_size": wanted.page_size, "results": results}


@api.get("/{slug}/editions", response=Editions, summary="Editions of the plan", url_name="editions")
def editions(request: HttpRequest, slug: str, wanted: Query[Page]) -> Any:
    return _paged(plan.editions(_asked(request).partnership), wanted)


@api.get("/{slug}/editions/{key}", response=plan.EditionWhole, summary="One edition", url_name="edition")
def edition(request: HttpRequest, slug: str, key: str) -> Any:
    return plan.edition_whole(_edition(_asked(request), key))


@api.get("/{slug}/actions", response=Actions, summary="Actions and where they stand", url_name="actions")
def actions(request: HttpRequest, slug: str, wanted: Query[ActionFilter]) -> Any:
    return _paged(_actions(_asked(request), wanted), wanted)


@api.get("/{slug}/measures", response=Measures, summary="Measures and how they stand", url_name="measures")
def measures(request: HttpRequest, slug: str, wanted: Query[Page]) -> Any:
    return _paged(performance.measures_now(_asked(request).partnership), wanted)


@api.get("/{slug}/measures/{key}", response=performance.MeasureNow, summary="One measure", url_name="measure")
def measure(request: HttpRequest, slug: str, key: str) -> Any:
    for each in performance.measures_now(_asked(request).partnership):
        if each.key == key:
            return each
    raise Http404("no such measure is watched")


@api.get("/{slug}/readings", response=Readings, summary="Values of the measures", url_name="readings")
def readings(request: HttpRequest, slug: str, wanted: Query[ReadingFilter]) -> Any:
    return _paged(_readings(_asked(request), wanted), wanted)


@api.get("/{slug}/exceptions", response=Exceptions, summary="Exceptions", url_name="exceptions")
def exceptions(request: HttpRequest, slug: str, wanted: Query[ExceptionFilter]) -> Any:
    return _paged(performance.exceptions(_asked(request).partnership, state=wanted.state), wanted)


def _edition(asked: ApiCaller, key: str) -> PlanEdition:
    held = PlanEdition.objects.filter(partnership=asked.partnership)
    if "\0" in key:  # an address may hold one, a database's text not
        raise Http404("no such edition")
    found = held.filter(key=key).first() if key else edition_in_force(asked.partnership)
    if found is None:
        raise Http404("no such edition")
    return found


def _actions(asked: ApiCaller, wanted: ActionFilter) -> list[plan.ActionNow]:
    held = _edition(asked, wanted.edition)
    filters = {"body": wanted.body, "state": wanted.state, "late": wanted.late}
    return plan.actions(held, on=asked.viewer.today, **filters)


def _readings(asked: ApiCaller, wanted: ReadingFilter) -> list[performance.ReadingAt]:
    return performance.readings(asked.partnership, key=wanted.measure, first=wanted.first, last=wanted.last)


# ---- the same for a spreadsheet ----

AS_CSV: Final = {
    "responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}
}


@api.get("/{slug}/editions.csv", summary="Editions, CSV", url_name="editions_csv", openapi_extra=AS_CSV)
def editions_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return _csv("editions", plan.Edition, plan.editions(_asked(request).partnership))


@api.get("/{slug}/actions.csv", summary="Actions, CSV", url_name="actions_csv", openapi_extra=AS_CSV)
def actions_csv(request: HttpRequest, slug: str, wanted: Query[ActionFilter]) -> HttpResponse:
    return _csv("actions", plan.ActionNow, _actions(_asked(request), wanted))


@api.get("/{slug}/measures.csv", summary="Measures, CSV", url_name="measures_csv", openapi_extra=AS_CSV)
def measures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return _csv("measures", performance.MeasureNow, performance.measures_now(_asked(request).partnership))


@api.get("/{slug}/readings.csv", summary="Values, CSV", url_name="readings_csv", openapi_extra=AS_CSV)
def readings_csv(request: HttpRequest, slug: str, wanted: Query[ReadingFilter]) -> HttpResponse:
    return _csv("readings", performance.ReadingAt, _readings(_asked(request), wanted))


@api.get("/{slug}/exceptions.csv", summary="Exceptions, CSV", url_name="exceptions_csv", openapi_extra=AS_CSV)
def exceptions_csv(request: HttpRequest, slug: str, wanted: Query[ExceptionFilter]) -> HttpResponse:
    found = performance.exceptions(_asked(request).partnership, state=wanted.state)
    return _csv("exceptions", performance.ExceptionOf, found)


def _csv(name: str, kind: type[Any], rows: Iterable[Any]) -> HttpResponse:
    """One row each; lists in a cell, cells that a spreadsheet would run made harmless; all pages at once."""
    heads = [field.name for field in fields(kind)]
    cells = ([*(_cell(getattr(row, head)) for head in heads), _record(name, vars(row))] for row in rows)
    table = Sheet(name, [*(head.rstrip("_") for head in heads), "record"], cells)
    return file_response(table_csv(table).encode(), f"{name}.csv")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(_cell(each) for each in value)
    if isinstance(value, performance.StepOf):
        return ": ".join(part for part in (value.on.isoformat(), value.kind, value.words) if part)
    return str(value)


# ---- what goes wrong ----


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = api.create_response(request, problem.model_dump(), status=problem.status)
    response["Content-Type"] = PROBLEM
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Wardmote"'
    return response


@api.exception_handler(AuthenticationError)
def closed(request: HttpRequest, error: Any) -> HttpResponse:
    """One answer, whatever is wrong with the token."""
    todo = "Send Authorization: Bearer and a token of this partnership; make one under People, Tokens."
    return _problem(request, Problem(title="This needs a token that opens it.", status=401, todo=todo))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Any) -> HttpResponse:
    """The same for what is not there and what one may not see."""
    return _problem(request, Problem(title="There is nothing of that name here.", status=404))


@api.exception_handler(ValidationError)
def unusable(request: HttpRequest, error: Any) -> HttpResponse:
    """The first filter that cannot be used, with the reason."""
    first = error.errors[0]
    where = str(first.get("loc", ("",))[-1])
    detail = f"{where}: {first.get('msg', '')}"
    todo = "Correct the filter; /api/openapi.json says what each takes."
    return _problem(request, Problem(title="A filter cannot be used.", status=422, detail=detail, todo=todo))
