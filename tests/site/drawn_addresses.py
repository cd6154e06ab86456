"""Addresses of a partnership as people, links and attackers write them, drawn by a seed.

In: what pages link to (``Links``), the program's addresses, and a random number generator. Out: an address of
a page by its name: with keys of what is there (as a page linked to it), with numbers that may be anybody's,
and with what is none.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.urls import Resolver404, resolve

from tests.cast import NO_NUMBERS, html
from wardmote.ground.pages.addresses import addresses

LINK = re.compile(r'(?:href|action)="([^"#]+)')
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
NOTHING = ("nobody", "x" * 300, "..", "%00", "'", "<b>", *NO_NUMBERS)
QUERIES = (
    "sort=1", "sort=-2&page=999", "sort=x&page=-1", "page=²", "find=zz", "find=%25'", "download=csv",
    "download=xlsx", "download=zip", "body=Nobody&state=done", "state=late", "period=2007-01:2007-12",
    "period=2007-13", "from=2007-12&to=2007-01", "measure=syn-2007-crime/burglary&against=just-before",
    "measure=x/y", "unit=ward:2008", "unit=lsoa:1999", "place=ward:2008:99SYAA", "place=force:2008:nowhere",
    "against=2006-01:2006-12", "only=clear&sort=ratio", "key=headline", "key=x", "version=1", "version=²",
    "then=1&now=2", "words=safe&q=safe", "q=" + "x" * 500, "by=Amira&what=x&from=2099-01-01",
)  # fmt: skip


class Links:
    """What the pages that were opened link to, by the name of the page that it leads to."""

    def __init__(self) -> None:
        self.known: dict[str, set[str]] = defaultdict(set)

    def read(self, answer: Any) -> None:
        """Take in the links of a page that was answered."""
        if answer.get("Content-Type", "").startswith("text/html"):
            for found in LINK.findall(html(answer)):
                link = unescape(found)
                if link.startswith("/") and not link.startswith("/static/"):
                    self.known[name_of(link)].add(link)

    def draw(self, rng: random.Random, name: str, most: int) -> list[str]:
        """Some of the addresses that lead to a page."""
        known = sorted(self.known.get(name, ()))
        return rng.sample(known, min(most, len(known)))


def name_of(link: str) -> str:
    """The name of the page an address leads to; "" where it leads nowhere."""
    return _name_of(urlsplit(link).path)


@cache
def _name_of(path: str) -> str:
    """Each page links to the same places: to find them anew took a tenth of the time."""
    try:
        return str(resolve(path).view_name)
    except Resolver404:
        return ""


def town_pages() -> dict[str, str]:
    """Each page of a partnership by its name, with its address as the access table prints it."""
    return {name: route for name, route, _ in addresses() if route.startswith("/<slug:slug>/")}


def known_keys() -> list[str]:
    """Keys that some row of some table has, and words that are a record's key."""
    found: set[str] = set()
    for model in apps.get_models():
        if model.__module__.startswith("wardmote."):
            has_key = "key" in {field.name for field in model._meta.get_fields()}
            for name in ("pk", "key") if has_key else ("pk",):
                newest = model._default_manager.order_by("-pk").values_list(name, flat=True)[:2]
                found |= {str(key) for key in newest}
    return sorted(found)


def filled(rng: random.Random, route: str, slug: str, known: list[str]) -> str:
    """An address of the route, with keys of what is there, or of nothing; now and then nonsense."""

    def part(match: re.Match[str]) -> str:
        kind, name = match[1] or "", match[2]
        if name == "slug":
            return slug
        if rng.random() < 0.15:
            return rng.choice(NOTHING)
        if kind == "int":
            return rng.choice([each for each in known if each.isdigit()] or ["1"])
        if kind == "sha256" or name == "hash":
            return rng.choice(("0" * 64, "f" * 64))
        return rng.choice([*known, "pdf", "html", "csv", "robbery", "burglary", "actions", "files", "task"])

    return PART.sub(part, route)


def asked_for(rng: random.Random, address: str) -> str:
    """The address as it is, or with something asked of the page."""
    if rng.random() < 0.4:
        return address
    return f"{address}{'&' if '?' in address else '?'}{rng.choice(QUERIES)}"


def tried(
    rng: random.Random, links: Links, slug: str, names: Mapping[str, str], *, most: int
) -> Iterator[tuple[str, str]]:
    """Each page's name with ``most`` links to it and one made up; pages without a key first, which link to
    others."""
    known = known_keys()
    for name, route in sorted(names.items(), key=lambda each: (each[1].count("<"), each[0])):
        for link in links.draw(rng, name, most):
            yield name, asked_for(rng, link)
        yield name, asked_for(rng, filled(rng, route, slug, known))
