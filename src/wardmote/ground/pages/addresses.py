"""An address with whom it opens for, beside its view, in a room's ``urls.py``.

    page("log/", log_pages.log_page, name="log", roles=KEEPERS)

``roles`` are those of which a member of the partnership must hold one; or ``PUBLIC`` (anybody),
``SIGNED_IN`` (anybody with an account), ``TOKEN`` (a token of the partnership whose owner reads; the API asks
for it itself). ``opens_for`` finds them by the name of a view; an address made by plain ``path`` has none and
opens for nobody. ``menu="Watch schemes"`` puts a page into the navigation, which ``site.access`` orders;
every other is found by a link. ``reads="task:{number}"`` names the record that the page shows,
``"list:task"`` a list of them: who opens it is logged (``read_records``). A file given away always is.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.views.decorators.http import require_safe

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
TOKEN: Final = "a token"
Opens = str | frozenset[str]
FILES: Final = (".csv", ".svg", ".xlsx", ".<str:kind>", "documents/<str:name>", "documents/<str:name>/")
"""How an address ends that gives a file: it only shows, whatever the method says."""


class Address(URLPattern):
    """Django's pattern, whom it opens for, which record it shows, what it is called in the navigation."""

    roles: Opens | None = None
    menu = reads = ""


def page(
    route: str,
    view: Callable[..., Any],
    *,
    roles: Opens | Iterable[str] | None = None,
    name: str = "",
    menu: str = "",
    reads: str = "",
) -> Address:
    """As Django's ``path``, with the roles it opens for; its name is the view's where none is given.

    Without roles it opens for nobody, and a house test says so.
    """
    if route.endswith(FILES):
        view = require_safe(view)
    opens = roles if roles is None or isinstance(roles, str) else frozenset(roles)
    name = name or view.__name__
    address = Address(RoutePattern(route, name=name, is_endpoint=True), view, name=name)
    address.roles, address.menu, address.reads = opens, menu, reads
    return address


def addresses() -> Iterator[tuple[str, str, Opens | None]]:
    """Every address of the program: the view's name with its namespace, the address, whom it opens for."""
    for name, route, pattern in _patterns(get_resolver().url_patterns):
        yield name, route, pattern.roles if isinstance(pattern, Address) else None


def _patterns(
    patterns: Iterable[URLPattern | URLResolver], space: str = "", before: str = "/"
) -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, inner, route)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", route, pattern


@cache
def menu_labels() -> dict[str, str]:
    """The name of a view -> what it is called in the navigation, of the pages that stand there."""
    found = _patterns(get_resolver().url_patterns)
    return {name: each.menu for name, _, each in found if isinstance(each, Address) and each.menu}


@cache
def reads_of() -> dict[str, str]:
    """The name of a view -> the record or list that it shows, of those whose opening is logged."""
    found = _patterns(get_resolver().url_patterns)
    return {name: each.reads for name, _, each in found if isinstance(each, Address) and each.reads}


@cache
def opens_for() -> dict[str, Opens]:
    """The name of a view -> whom it opens for, of all addresses that say so."""
    return {name: roles for name, _, roles in addresses() if roles is not None}
