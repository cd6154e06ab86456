"""Who opened what: one row for each request that showed a record, gave a file away or was refused.

In: a request with its answer. A page is logged where its address says ``reads=``, the API always, a file
always, a refusal where the page exists and somebody is signed in. The row (who, which record or list, the
records a list showed, purpose, result) is written before the answer goes out: what cannot be logged is not
shown. Never words: of a search only that it was one. Equal refusals of five minutes are one row.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch
from django.utils import timezone

from wardmote.ground.audit.log import INSTALLATION
from wardmote.ground.audit.pending import count_in_vain, put_down
from wardmote.ground.pages.addresses import reads_of
from wardmote.ground.pages.read_records import records_read
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer, partnerships_of
from wardmote.ground.row_security.scope import all_partnerships
from wardmote.site import access
from wardmote.site.accounts.sign_in_log import NOBODY, origin_of, whose

SHOWS: Final = (200, 400, 409)
REFUSES: Final = (403, 404)
MOST_NAMED: Final = 1000  # records in one row; beyond, how many there were
SHOWN, TAKEN, SEARCHED, BY_PROGRAM = "read.shown", "read.taken", "read.searched", "read.by_program"
REFUSED: Final = "read.refused"
API, SEARCH = "api:", "search"


def log_reads(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        if (match := request.resolver_match) is not None:
            _log(request, response, match)
        return response

    return answer


def _log(request: HttpRequest, response: HttpResponseBase, match: ResolverMatch) -> None:
    viewer = _viewer(request)
    who, town = (str(viewer), viewer.partnership) if viewer else (NOBODY, INSTALLATION)
    told = {"by": who, "partnership": town, "origin": origin_of(request)}
    if response.status_code == 429:
        count_in_vain("accounts.locked_out", f"page:{match.view_name}", **told)
    elif response.status_code == 401 and match.view_name.startswith(API):
        count_in_vain("accounts.token_refused", f"page:{match.view_name}", **told)
    elif match.view_name == "account_reset_password" and response.status_code == 302:
        count_in_vain("accounts.reset_asked", whose(request.POST.get("email", "")), **told)
    elif response.status_code in REFUSES:
        _log_refused(request, match, viewer)
    elif viewer is not None and response.status_code in SHOWS and (what := _what(request, response, match)):
        subject = _record(match) or f"page:{match.view_name}"
        detail = _detail(request, response, viewer)
        put_down(what, subject, by=str(viewer), partnership=viewer.partnership, detail=detail)


def _viewer(request: Any) -> Viewer | None:
    """Who looks, signed in or by a token."""
    caller = getattr(request, "auth", None)
    found: Viewer | None = getattr(request, "viewer", None) or getattr(caller, "viewer", None)
    return found


def _record(match: ResolverMatch) -> str:
    """The record or list that the address shows; nothing where it shows none that is logged."""
    if match.view_name.startswith(API):
        return f"list:{match.view_name.removesuffix('_csv')}"
    return reads_of().get(match.view_name, "").format(**match.kwargs)


def _what(request: HttpRequest, response: HttpResponseBase, match: ResolverMatch) -> str:
    """Which kind of reading it was; nothing where it is none that is logged."""
    if match.view_name.startswith(API):
        return BY_PROGRAM
    if "attachment" in response.get("Content-Disposition", ""):
        return TAKEN
    record = _record(match)
    if record == SEARCH:
        return SEARCHED if request.GET.get("q") else ""
    return SHOWN if record else ""


def _detail(request: HttpRequest, response: HttpResponseBase, viewer: Viewer) -> dict[str, Any]:
    """Who by number, the records of a list, by which fields it was narrowed, for which purpose."""
    records = list(dict.fromkeys([*records_read(request), *records_read(response)]))
    told = {
        "person": viewer.person,
        "records": records[:MOST_NAMED],
        "count": len(records),
        "narrowed_by": sorted(name for name, value in request.GET.items() if value and name.isidentifier()),
        "purpose": viewer.purpose,
        "result": response.status_code,
    }
    return {name: value for name, value in told.items() if value}


def _log_refused(request: HttpRequest, match: ResolverMatch, viewer: Viewer | None) -> None:
    """Somebody signed in asked for what is not theirs, or is not there: which kind, not which."""
    kind = reads_of().get(match.view_name, "").removeprefix("list:").partition(":")[0]
    subject = f"list:{kind}" if kind and "{" not in kind else f"page:{match.view_name}"
    if viewer is not None:
        count_in_vain(REFUSED, subject, by=str(viewer), partnership=viewer.partnership)
    elif isinstance(access.roles_for(match), frozenset) and request.user.is_authenticated:
        town = request.path_info.split("/")[1]
        with all_partnerships("whether there is such a town"):
            there = Partnership.objects.filter(slug=town).exists()
        if not there:  # told to their own: others need not know them
            own = partnerships_of(request.user, timezone.now())
            town = own[0].slug if own else INSTALLATION
        count_in_vain(REFUSED, subject, by=request.user.name, partnership=town)
