"""The frame of every page: `{% load frame %}`. Who is signed in, navigation, the banner over invented data.

In: the context of a page. Out: markup. What pages are made of inside the frame is in `ground.pages`.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse

from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import role_name
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal

register = template.Library()


@register.inclusion_tag("site/components/who.html", takes_context=True)
def who(context: Context) -> dict[str, Any]:
    """Who is signed in, as what, for whom; and the way out."""
    viewer = context.get("viewer")
    roles = listed(sorted(role_name(role) for role in viewer.roles)) if viewer else ""
    flat: dict[str, Any] = {str(key): value for key, value in context.flatten().items()}
    return {**flat, "roles": roles}


@register.inclusion_tag("site/components/main_navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    """The pages of the partnership the viewer may open; the one this page belongs to is marked."""
    path = context["request"].path
    links = []
    for link in context.get("navigation") or ():
        home = link.name == "monday"
        inside = path == link.url or (path.startswith(link.url) and not home)
        here = ("page" if path == link.url else "true") if inside else ""
        links.append({"label": link.label, "url": link.url, "here": here})
    return {"links": links}


@register.inclusion_tag("site/components/data_banner.html", takes_context=True)
def data_banner(context: Context) -> dict[str, Any]:
    """Says that data or people are invented; a page that does not say so itself is as its partnership is."""
    synthetic = context.get("synthetic")
    if synthetic is None and context.get("partnership"):
        synthetic = _holds_synthetic(context["partnership"])
    return {"demonstration": context.get("demonstration"), "synthetic": synthetic}


@register.simple_tag
def identity_providers() -> list[dict[str, str]]:
    """The providers of single sign-on, with where each begins."""
    return [
        {"name": each.name, "url": reverse("openid_connect_login", args=[each.key])}
        for each in settings.WARDMOTE_IDENTITY_PROVIDERS
    ]


def _holds_synthetic(partnership: Partnership) -> bool:
    """Whether any load the partnership counts is synthetic; not told where the evidence cannot be opened."""
    try:
        return any(receipt.synthetic for receipt in opened(partnership).receipts)
    except (Refusal, OSError):
        return False
