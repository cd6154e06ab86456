"""What somebody writes on is not there, or not open, any more: their words are shown, not lost.

In: a record asked for with ``get_or_gone``, or ``Gone`` raised where it is there but closed. Out: who reads
gets the ordinary 404; who posted gets 409, the reason, and everything that was typed, ready to be copied
(``site/errors.py``). A person who could not have written there gets an ordinary ``Http404``.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from django.db.models import Manager, Model, QuerySet
from django.http import Http404, HttpRequest

from wardmote.ground.pages.drafts import NEVER, WRITTEN_BY

Row = TypeVar("Row", bound=Model)
HIDDEN: Final = (*NEVER, WRITTEN_BY, "revision", "read", "told", "step", "do", "table", "key", "way")
"""What a form sends that nobody typed."""


class Gone(Http404):
    """It was there, or open, when the form was: ``why`` it is not, and the page ``to`` go on to."""

    def __init__(self, why: str, to: str = "") -> None:
        super().__init__(why)
        self.why, self.to = why, to


def get_or_gone(rows: "QuerySet[Row] | Manager[Row]", gone: Gone, **wanted: Any) -> Row:
    """The one row that is wanted; ``gone`` is raised where there is none."""
    found = rows.filter(**wanted).first()
    if found is None:
        raise gone
    return found


def typed_words(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was typed into a form: the name of each field as words, and what stands in it."""
    for name in request.POST:
        words = ", ".join(filter(None, (each.strip() for each in request.POST.getlist(name))))
        if words and name not in HIDDEN:
            yield name.replace("_", " ").capitalize(), words
