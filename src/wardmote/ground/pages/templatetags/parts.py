"""The components every page is made of: `{% load parts %}`. One tag, one template in pages/components.

In: plain values, forms or records of a room. Out: markup; everything a person
wrote is escaped. What each takes is told in docs/how-to/make-a-page.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from wardmote.ground.pages import marks, tables, words
from wardmote.ground.pages.fields import OURS, PageField
from wardmote.ground.pages.record_head import RecordHead
from wardmote.ground.pages.templatetags.drafts import written_by
from wardmote.measuring.catalogue.counted import pounds
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.html import inline_svg

register = template.Library()
for _name in ("day", "short_day", "clock", "moment", "month", "count", "counted", "agree"):
    register.filter(_name, getattr(words, _name))
register.filter("pounds", pounds)

NOTICES = {
    "ok": ("Done", "status"),
    "look": ("Please look", ""),
    "refused": ("Stopped", "alert"),
    "note": ("", ""),
}
LEVELS = {"success": "ok", "info": "ok", "warning": "look", "error": "refused", "debug": "note"}


# ---- where one is ----
@register.inclusion_tag("pages/components/trail.html", takes_context=True)
def trail(context: Context, *steps: str) -> dict[str, Any]:
    """Breadcrumbs: label, address, label, address, ... and this page's own label last."""
    pairs = [(steps[i], steps[i + 1] if i + 1 < len(steps) else "") for i in range(0, len(steps), 2)]
    partnership = context.get("partnership")
    label, name = settings.WARDMOTE_HOME_PAGE
    home = [(label, reverse(name, args=[partnership.slug]))] if partnership else []
    return {"steps": home + pairs}


# ---- forms ----
@register.inclusion_tag("pages/components/error_summary.html")
def error_summary(*forms: Any, title: str = "There is a problem") -> dict[str, Any]:
    """Every error of one or more forms (or formsets), each leading to its field; and what somebody else
    saved while a form was written (``form_page``)."""
    return {
        "errors": [error for form in forms if form for error in _errors(form)],
        "conflicts": [form.conflict for form in forms if getattr(form, "conflict", None)],
        "details": [each for form in forms if hasattr(form, "refusal") for each in _places(form.refusal)],
        "title": title,
    }


def _errors(form: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(form, BaseForm):
        yield from (("", str(words_)) for words_ in form.non_form_errors())
        for each in form.forms:
            yield from _errors(each)
        return
    yield from (("", str(words_)) for words_ in form.non_field_errors())
    for bound in cast(Iterable[PageField], form):
        at = "" if bound.is_hidden else bound.first_control
        for error in bound.errors.as_data():
            ours = str(error.message) in OURS
            yield from ((at, _with_label(bound, told) if ours else told) for told in error.messages)


def _with_label(bound: PageField, told: str) -> str:
    """What stands at a field as it is told away from it."""
    label = str(bound.label)
    return f"{label} {told}" if label.endswith("?") else f"{label}: {told[0].lower()}{told[1:]}"


register.simple_tag(takes_context=True)(written_by)


# ---- words to the reader ----
@register.inclusion_tag("pages/components/notice.html")
def notice(kind: str, title: object, text: object = "") -> dict[str, Any]:
    """kind: ok, look, refused or note (Django's message levels are understood)."""
    kind = LEVELS.get(kind, kind)
    word, role = NOTICES.get(kind, NOTICES["note"])
    return {"kind": kind, "title": title, "text": text, "word": word, "role": role, "mark": marks.sign(kind)}


@register.simple_tag
def notice_sign(kind: str) -> SafeString:
    """The sign alone, for a notice with links in it that a template writes by hand."""
    return marks.sign(kind)


@register.inclusion_tag("pages/components/notice.html")
def refusal(refused: Any, *, kind: str = "refused") -> dict[str, Any]:
    """A Refusal, or a mapping of its four parts: what, where, found, what to do."""
    parts = refused if isinstance(refused, Mapping) else vars(refused) if isinstance(refused, Refusal) else {}
    return {**notice(kind, parts.get("what") or str(refused)), "details": _details(parts)}


def _places(refused: Refusal) -> list[tuple[str, Any]]:
    """Where and what was found; a field's own name says nothing to a reader."""
    where = "" if refused.where.isidentifier() else refused.where
    return _details({"where": where, "found": refused.found})


def _details(parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    told = [("Where", "where"), ("Found", "found"), ("What to do", "todo")]
    return [(label, parts[key]) for label, key in told if parts.get(key)]


@register.inclusion_tag("pages/components/empty.html")
def empty(text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """What will appear here, and how to begin."""
    return {"text": text, "url": url, "label": label}


@register.simple_block_tag
def help(content: str, summary: str = "What does this mean?") -> SafeString:
    """Help in place: `{% help "What is a rate?" %}<p>...</p>{% endhelp %}`."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag(takes_context=True)
def record_head(context: Context, content: str, head: RecordHead) -> SafeString:
    """`{% record_head head %}<p class="wm-lead">The one thing to know.</p>{% endrecord_head %}`."""
    shown = {"head": head, "content": content, "csrf_token": context.get("csrf_token")}
    return render_to_string("pages/components/record_head.html", shown)


# ---- numbers and pictures ----
@register.simple_tag
def status_mark(key: str, label: str = "") -> SafeString:
    """on-track, near, off-track, not-set or contextual: a shape and a word, never colour alone."""
    return marks.status(key.replace("_", "-"), label)


@register.simple_tag
def sparkline(
    values: Sequence[float | None], label: str, *, width: int = 160, height: int = 34, hollow: int = 0
) -> SafeString:
    """A line of values in order; label says in words what it shows."""
    return marks.sparkline(values, label, width=width, height=height, hollow=hollow)


@register.simple_tag(takes_context=True)
def figure_link(context: Context, text: object, figure: str = "") -> SafeString:
    """A number that leads to the page of its figure; plain text where there is none."""
    url = _figure_url(context, figure)
    return format_html('<a class="wm-figure" href="{}">{}</a>', url, text) if url else format_html("{}", text)


def _figure_url(context: Context, figure: str) -> str:
    """The page of a figure, which a room above has (``settings.WARDMOTE_FIGURE_PAGE``); none without it."""
    partnership = context.get("partnership")
    if not figure or not partnership:
        return ""
    return reverse(settings.WARDMOTE_FIGURE_PAGE, args=[partnership.slug, figure])


@register.inclusion_tag("pages/components/picture.html", takes_context=True)
def picture(
    context: Context, drawn: Any, *, figure: str = "", links: Any = (), **said_here: str
) -> dict[str, Any]:
    """A documents.model Picture, a Drawing or a mapping; links: (label, url) pairs.

    name, title, subtitle, alt, source and width may be given beside it, and then count.
    """
    said = _parts(drawn, said_here)
    title = said("title") or said("alt") or "Picture"
    name = slugify(said("name") or f"picture-{title}")[:60]
    columns, rows = _numbers(said)
    return {
        "name": name,
        "title": title,
        "subtitle": said("subtitle"),
        "svg": mark_safe(inline_svg(said("svg"), prefix=name, alt=said("alt") or title)),
        "width": said("width") or "full",
        "source": said("source"),
        "columns": columns,
        "rows": rows,
        "figure_url": _figure_url(context, figure),
        "links": links or said("links") or (),
    }


def _parts(given: Any, instead: Mapping[str, str]) -> Callable[[str], Any]:
    """Its named parts, whether it is a record or a mapping; empty where it has none."""
    if isinstance(given, Mapping):
        return lambda key: instead.get(key) or given.get(key) or ""
    return lambda key: instead.get(key) or getattr(given, key, None) or ""


def _numbers(said: Callable[[str], Any]) -> tuple[list[dict[str, Any]], list[list[tables.TableCell]]]:
    """The table behind a picture: a model Table (cells of runs), or a Drawing's columns and plain rows."""
    table = said("table")
    if table:
        columns = [{"header": each.header, "numeric": each.numeric} for each in table.columns]
        plain = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
    else:
        plain = [list(row) for row in said("rows")]
        numeric = [any(isinstance(row[i], int | float) for row in plain) for i in range(len(said("columns")))]
        columns = [{"header": h, "numeric": n} for h, n in zip(said("columns"), numeric, strict=True)]
    kinds = ["number" if each["numeric"] else "text" for each in columns]
    return columns, [[tables.cell_of(value, kinds[i]) for i, value in enumerate(row)] for row in plain]


@register.inclusion_tag("pages/components/table.html")
def table(columns: Any, rows: Any, *, caption: str, name: str = "", **options: Any) -> dict[str, Any]:
    """Rows as they come. Options: export (URL of the CSV), empty (words), note."""
    name = slugify(name or caption) or "table"
    shown = tables.table_of(columns, rows, name=name, caption=caption)
    return {
        "t": shown,
        "export": options.get("export", "") if shown.rows else "",
        "empty": options.get("empty") or "Nothing here yet.",
        "remark": options.get("note", ""),
    }


@register.simple_tag
def sort_mark(direction: str = "") -> SafeString:
    """In the head of a column made by hand: ascending, descending, or both ways where it is not sorted."""
    return marks.arrow(direction)


@register.simple_tag
def cell_content(cell: tables.TableCell) -> SafeString:
    """What stands in a cell: a status with its shape, a link, a small drawing, a quiet note."""
    told = marks.status(cell.status, cell.text) if cell.status else format_html("{}", cell.text)
    if cell.url:
        told = format_html('<a href="{}">{}</a>', cell.url, told)
    if cell.svg:
        told = format_html("{} {}", told, cell.svg) if cell.text else format_html("{}", cell.svg)
    return format_html('{}<br><span class="wm-quiet">{}</span>', told, cell.note) if cell.note else told


@register.inclusion_tag("pages/components/pages.html", takes_context=True)
def pagination(
    context: Context, page: Any, *, key: str = "page", label: str = "Pages of the list"
) -> dict[str, Any]:
    """Links to the pages of a Django ``Page``; the rest of the query is kept."""
    query = context["request"].GET
    return {
        "pages": tables.pages_of(page.number, page.paginator.num_pages, query=query, key=key, label=label)
    }


@register.inclusion_tag("pages/components/summary_list.html")
def summary_list(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Names and values: (name, value) or (name, value, url, "Change")."""
    told = [(*row, "", "") for row in rows]
    return {"rows": [{"key": r[0], "value": r[1], "url": r[2], "action": r[3] or "Change"} for r in told]}


@register.inclusion_tag("pages/components/progress.html")
def progress(
    done: int, total: int, words_: str = "", *, state_url: str = "", label: str = "How far it is"
) -> dict[str, Any]:
    """Steps done and to go; with ``state_url`` the page's script asks for news, else `{% refresh %}` does."""
    return {"done": done, "total": total, "words": words_, "state_url": state_url, "label": label}


@register.simple_tag
def refresh(seconds: int = 5) -> SafeString:
    """Into `{% block head %}` of a page that waits: without script it loads itself again."""
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds)
