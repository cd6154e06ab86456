"""What one form says is written once, however often its button is pressed.

In: around a request, what names the form that a page showed (``sending``; each showing has a name of its
own, ``pages.drafts``). Out: the first ``write`` of the request counts the form in its own transaction, so
that one which was undone counts for nothing; ``Refusal`` where the form was written before, also when both
are sent at the same moment. A program, a command and the API send no form.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from wardmote.ground.limits.counting import Limit, Most, TooManyTries, take
from wardmote.measuring.catalogue.refusals import Refusal

ONCE: Final = Limit("form", account=Most(1, 7 * 24 * 60 * 60))
_forms: ContextVar[list[Callable[[], str]]] = ContextVar("forms")


@contextmanager
def sending(form: Callable[[], str]) -> Iterator[None]:
    """``form`` is asked for when the first thing is written: the name of what was sent, or nothing."""
    before = _forms.set([form])
    try:
        yield
    finally:
        _forms.reset(before)


def count_form() -> None:
    """Inside a write, before anything else of it."""
    forms = _forms.get([])
    name = forms.pop()() if forms else ""
    if not name:
        return
    try:
        take(ONCE, account=name)
    except TooManyTries:
        raise Refusal(
            "This form was sent before, and was saved then. What was sent now was not saved again.",
            todo="Open the page again to see what stands there, and to send more.",
        ) from None
