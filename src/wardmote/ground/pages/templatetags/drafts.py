"""``{% written_by %}``: the hidden field by which a form outlives an expired session (``pages.drafts``)."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wardmote.ground.pages.drafts import WRITTEN_BY, signed_writer

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context: dict[str, Any]) -> SafeString:
    """The field, signed; empty where nobody is signed in."""
    writer = signed_writer(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', WRITTEN_BY, writer)
