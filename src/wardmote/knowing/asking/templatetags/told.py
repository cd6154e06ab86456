"""A sentence of a draft on a page: every number in it leads to its figure."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wardmote.measuring.drafting.words import runs

register = template.Library()


@register.simple_tag(takes_context=True)
def told(context: Context, sentence: str) -> SafeString:
    """The sentence with its ties to figures as links; everything in it is escaped."""
    slug = context["partnership"].slug
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<a class="wm-figure" href="{}">{}</a>',
                    reverse("asking:figure", args=[slug, run.figure]),
                    run.text,
                )
                if run.figure
                else run.text,
            )
            for run in runs(sentence)
        ),
    )
