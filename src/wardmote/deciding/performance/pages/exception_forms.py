"""What one person may write on an exception on a page: a form for each, or the reason why not now.

In: the request and an exception. Out: ``Offer`` values; ``write`` posts a filled form to ``exceptions`` and
answers ``None`` when it stands, ``Stale`` with both versions when somebody else wrote first, else the form
with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from wardmote.deciding.performance.exceptions import answers as process
from wardmote.deciding.performance.models import ExceptionStep, PlanException
from wardmote.deciding.performance.pages.exception_fields import AdviceForm, ExceptionDecisionForm, ReplyForm
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.form_page import show_refusal
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.refusals import Refusal

HEADINGS: Mapping[str, tuple[str, str]] = {
    life.REPLY: ("Reply for the lead agency", "Send the reply"),
    life.ADVICE: ("Advice note to the strategy group", "Give the advice"),
    life.DECISION: ("Decision of the strategy group", "Record the decision"),
}


@dataclass(frozen=True)
class Offer:
    """Something to write on an exception: its form, or why this person does not write it now."""

    do: str
    heading: str
    button: str
    form: forms.Form | None
    reason: str | None


@dataclass(frozen=True)
class Stale:
    """Somebody else wrote first: what they wrote, and one's own words, kept; ``form`` may be sent again."""

    theirs: ExceptionStep | None
    yours: str
    form: forms.Form | None


class ExceptionForms:
    """One person at the exceptions of a partnership, for one request."""

    def __init__(self, request: PartnershipRequest) -> None:
        self.request, self.viewer = request, request.viewer
        self.draft = dict(request.kept_draft())

    @cached_property
    def bodies(self) -> list[tuple[int, str]]:
        bodies = Body.objects.filter(partnership=self.request.partnership).order_by("name")
        return list(bodies.values_list("pk", "name"))

    def why_not_write(self, row: PlanException, do: str) -> str | None:
        """Why this person does not write it, whatever its state, or None."""
        roles = self.viewer.roles
        if do == life.REPLY:
            return life.why_not_reply(roles=roles, body=self.viewer.body, leads=row.leads)
        return life.why_not_advise(roles=roles) if do == life.ADVICE else life.why_not_decide(roles=roles)

    def offer(self, row: PlanException, do: str, form: forms.Form | None = None) -> Offer:
        """The form (as it was posted, where it was), or the reason there is none."""
        heading, button = HEADINGS[do]
        step = life.CLOSE if do == life.DECISION else do
        reason = self.why_not_write(row, do) or life.why_not_step(row.state, step)
        return Offer(do, heading, button, None if reason else form or self.form(row, do), reason)

    def form(
        self, row: PlanException, do: str, posted: Any = None, *, first: Mapping[str, Any] | None = None
    ) -> forms.Form:
        """With ``first`` in it, else as it was kept over an expired session; or as it was posted."""
        kept = _own(self.draft, row, do) if first is None else first
        about: Any = {"prefix": f"{do}-{row.pk}", "initial": {**kept, "revision": row.revision}}
        if do == life.DECISION:
            return ExceptionDecisionForm(
                self.bodies, posted, state=row.state, reviewed=row.reviewed_month, **about
            )
        return (ReplyForm if do == life.REPLY else AdviceForm)(posted, **about)

    def write(self, row: PlanException, do: str, form: forms.Form) -> forms.Form | Stale | None:
        """``None`` when it stands."""
        said = _own(self.request.POST, row, do)
        if whole_number(said.get("revision", "")) not in (None, row.revision):
            return self._stale(row, do, said)
        if not form.is_valid() or self._gaps(form):
            return form
        given = form.cleaned_data
        revision = given["revision"]
        try:
            if isinstance(form, ExceptionDecisionForm):
                process.answer(row, process.Answer(**form.given), by=self.viewer, revision=revision)
            else:
                put = process.reply if do == life.REPLY else process.advise
                put(row, words=given["words"], by=self.viewer, revision=revision)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return form
        except EditConflict as stale:
            return self._stale(stale.now, do, said)
        return None

    def _gaps(self, form: forms.Form) -> bool:
        """Whether a decision lacks something; every lack is said at its field, at once."""
        if not isinstance(form, ExceptionDecisionForm):
            return False
        answer, today = process.Answer(**form.given), self.viewer.today
        for name, words in process.gaps_in(answer, owner=answer.owner, today=today):
            form.add_error(name, words)
        return bool(form.errors)

    def _stale(self, now: Any, do: str, said: Mapping[str, str]) -> Stale:
        """Both versions: theirs above, one's own in the boxes where it may still be sent."""
        yours = said.get("words") or said.get("reason", "")
        return Stale(now.steps.last(), yours, self.form(now, do, first=said))


def _own(posted: Mapping[str, Any], row: PlanException, do: str) -> dict[str, str]:
    """What was posted for one form, by the names of its fields."""
    begins = f"{do}-{row.pk}-"
    return {key.removeprefix(begins): str(posted[key]) for key in posted if key.startswith(begins)}
