"""The web's own contracts: what imports cannot show (docs/adr/0001-the-house.md).

Foreign keys point to the same room or a lower floor; every tenant model has a
partnership; every URL has a row in the access table, and no row lacks a URL;
every model has a glossary entry; templates include only from their own room
or the front door; no template holds what the Content-Security-Policy forbids.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import resolve

from tests.house.floors import height
from tests.house.tracked import ROOT, tracked_files
from wardmote.ground.pages.addresses import PUBLIC, SIGNED_IN, TOKEN, addresses
from wardmote.ground.row_security import policies
from wardmote.site.access import table

BY_TEXT = {"audit", "jobs", "attachments", "mail"}  # lie below partners: they hold the slug as text
NOBODYS = {
    "places.Area",
    "partners.Partnership",
    "partners.Person",
    "partners.ContactDetails",
    "jobs.Worker",
    "limits.TryCount",
    "audit.SignedHead",
}  # shared by all
ALLAUTH = re.compile(r"^(account_|mfa_|socialaccount_)")
PACKAGES = ("django", "allauth", "account", "mfa", "socialaccount")
STYLE = "write a class into a style sheet of the room or wardmote.css (a drawing: {% picture %})"
SCRIPT = "write a file of script below static/, loaded by src; the page works without it"
VALUE = re.compile(r"<(?:(int|sha256|slug|str|path):)?\w+>|\(\?P<\w+>[^)]+\)")
VALUES = {"int": "1", "sha256": "0" * 64}
"""What stands in an address for a part of it; for every other "x"."""
FORBIDDEN = {
    "a style attribute": (r"<[a-z][^>]*\sstyle\s*=", STYLE),
    "a style element": (r"<style\b", STYLE),
    "a script of its own": (r"<script(?![^>]*\ssrc=)", SCRIPT),
    "an event attribute": (r"<[a-z][^>]*\son[a-z]+\s*=", SCRIPT),
    "a javascript: address": (r"javascript:", SCRIPT),
    "another host": (
        r"(?:src|href|action)=[\"']https?://",
        "keep the file here, or tell the address in words",
    ),
}


def ours() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("wardmote."):
            yield model


def test_every_foreign_key_points_to_its_own_room_or_a_lower_floor() -> None:
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and not may_point(model, field.related_model)
    ]
    assert up == [], "what needs a room above, or beside, belongs below or into the evidence"


def may_point(model: type[models.Model], other: type[models.Model]) -> bool:
    same = model._meta.app_label == other._meta.app_label
    return same or height(other.__module__) < height(model.__module__)


def test_every_model_belongs_to_a_partnership() -> None:
    """By a foreign key of its own, or as text in the two rooms that lie below partnerships."""
    homeless = []
    for model in ours():
        if model._meta.label in NOBODYS:
            continue
        field = model._meta.get_field("partnership") if has(model, "partnership") else None
        by_text = model._meta.app_label in BY_TEXT and isinstance(field, models.CharField)
        if not (by_text or isinstance(field, models.ForeignKey) or through_a_parent(model)):
            homeless.append(model._meta.label)
    assert homeless == [], "give it `partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)`"


def test_postgresql_holds_every_table_of_a_partnership() -> None:
    """Drawn from the models, so that a new table needs no line; what is shared or a person's own is named."""
    left = {model._meta.label for model in policies.uncovered() if model.__module__.startswith("wardmote.")}
    assert left == NOBODYS - {"partners.Partnership"}, (
        "a required foreign key leads to a record of the partnership, or it is shared by all: name it above"
    )


def has(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.get_fields()}


def through_a_parent(model: type[models.Model]) -> bool:
    """A part of a record that has the key (a version of an assessment) is reached through it alone."""
    parents = [
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and not field.null and isinstance(field.related_model, type)
    ]
    return any(has(parent, "partnership") and parent in set(ours()) for parent in parents)


def test_every_url_opens_for_somebody_and_no_row_lacks_a_url() -> None:
    urls = {name for name, _, _ in addresses()}
    closed = sorted(name for name in urls if name not in table() and not ALLAUTH.match(name))
    assert closed == [], "say whom they open for, beside the path: page(..., roles=...) in the room's urls.py"
    assert sorted(set(table()) - urls) == [], "site/access.py names what is no address: take it out"


def test_the_access_table_names_roles_or_says_for_whom() -> None:
    odd = {
        name
        for name, row in table().items()
        if not isinstance(row, frozenset) and row not in (PUBLIC, SIGNED_IN, TOKEN)
    }
    assert odd == set()


def test_no_address_takes_a_form_that_another_site_sent() -> None:
    """Without the token that our own forms carry it is refused, or (the API) no form is taken at all."""
    client, takes_it = Client(enforce_csrf_checks=True), []
    for name, route, _ in addresses():
        path = VALUE.sub(lambda part: VALUES.get(part[1], "x"), route)
        assert resolve(path).view_name == name, path
        if client.post(path).status_code not in (403, 405):
            takes_it.append(name)
    assert takes_it == [], "nothing that takes a form is csrf_exempt"


def test_every_model_has_a_glossary_entry() -> None:
    glossary = (ROOT / "docs" / "GLOSSARY.md").read_text("utf-8")
    missing = [model._meta.label for model in ours() if f"`{model._meta.label}`" not in glossary]
    assert missing == [], "say in docs/GLOSSARY.md what the field calls it"


def templates() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".html" and "templates" in path.parts]


BENEATH = {"performance": ("plan",)}
"""A room -> those it stands on, whose pages it draws whole."""


def test_templates_include_only_from_their_own_room_or_the_front_door() -> None:
    wrong = []
    for path in templates():
        room = path.parts[path.parts.index("templates") + 1]
        for named in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", path.read_text("utf-8")):
            if named.split("/")[0] not in (room, "pages", "site", *BENEATH.get(room, ()), *PACKAGES):
                wrong.append(f"{path.relative_to(ROOT)}: {named}")
    assert wrong == [], "what two rooms show belongs to pages, as a component or a tag"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_security_policy_forbids(what: str) -> None:
    pattern, mend = FORBIDDEN[what]
    found = [
        f"{path.relative_to(ROOT)}:{len(text[: hit.end()].splitlines())}: {what}"
        for path in templates()
        for text in [path.read_text("utf-8")]
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
    assert not found, "\n".join([f"the Content-Security-Policy stops it; {mend}", *found])
