"""`{% load attachments %}{% attachments "task" task.pk %}`: files and comments of a record, with their forms.

In: a kind and a key of a record. Out: markup of what was added, and forms where who looks adds to it; nothing
where the record is none of theirs. The forms lead to `site/operations`, and back to the record's own page.
"""

from typing import Any

from django import template
from django.template.context import Context

from wardmote.ground.attachments.forms import CommentForm, FileForm
from wardmote.ground.attachments.models import Attachment, Comment
from wardmote.ground.attachments.records import Record, record_for

register = template.Library()


@register.inclusion_tag("pages/components/attachments.html", takes_context=True)
def attachments(context: Context, kind: str, key: Any) -> dict[str, Any]:
    """What was added to a record, in the record's own page."""
    viewer = context["viewer"]
    record = record_for(viewer, kind, str(key))
    own = added_to(record, viewer) if record else {}
    return {**own, "request": context["request"], "csrf_token": context.get("csrf_token")}


def added_to(record: Record, viewer: Any) -> dict[str, Any]:
    """What a template of it needs: each row with whether who looks takes it away."""

    def own(row: Attachment | Comment) -> bool:
        return record.keeps or row.person == viewer.person

    return {
        "record": record,
        "files": [(row, own(row)) for row in Attachment.objects.all().of(record)],
        "comments": [(row, own(row)) for row in Comment.objects.all().of(record)],
        "file_form": FileForm(),
        "comment_form": CommentForm(),
    }
