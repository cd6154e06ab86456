"""What people write on an exception: its reply, the advice on it, the decision; a form that writes itself.

In: an exception, who looks, and what was posted. Out: a form that is ``refused`` where this person does not
write it now, else one that ``form_page`` takes. Nothing is required by the fields: the rules say what is
missing, in words that tell what to do. One page has forms of several exceptions, so that each has its prefix.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.http import Http404

from wardmote.deciding.performance.exceptions import answers as process
from wardmote.deciding.performance.models import ExceptionStep, PlanException
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.form_page import Choices, EditForm
from wardmote.ground.pages.lists import ListFilter, one_of
from wardmote.ground.pages.typed_fields import LONGEST, DayField, LinesField
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.viewing import PartnershipRequest, Viewer
from wardmote.measuring.catalogue.periods import month_code, month_label, parse_month


class StepForm(EditForm):
    """One step on an exception; ``theirs``: what somebody wrote meanwhile."""

    do: ClassVar[str]
    heading: ClassVar[str]
    button: ClassVar[str]
    theirs: ExceptionStep | None = None

    def __init__(
        self, row: PlanException, viewer: Viewer, posted: Any = None, *, kept: Mapping[str, Any], **given: Any
    ) -> None:
        """``kept``: what was posted to the page when a session had ended."""
        self.row, self.viewer = row, viewer
        begins = f"{self.do}-{row.pk}-"
        first = {key.removeprefix(begins): kept[key] for key in kept if key.startswith(begins)}
        super().__init__(posted, prefix=begins[:-1], initial={**first, "revision": row.revision}, **given)

    @property
    def refused(self) -> str | None:
        """Why this person does not write it now, or None."""
        wanted = life.CLOSE if self.do == life.DECISION else self.do
        return self.why_not_theirs() or life.why_not_step(self.row.state, life.StepKind(wanted))

    def why_not_theirs(self) -> str | None:
        """Why this person does not write it, whatever the state of the exception, or None."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """On what somebody changed meanwhile nothing is said of what is wrong: other things may be."""
        given = super().clean() or {}
        if self.changed_meanwhile:
            self.errors.clear()
        return given

    @property
    def changed_meanwhile(self) -> bool:
        return bool(self.cleaned_data.get("revision", self.row.revision) != self.row.revision)

    def write(self) -> None:
        """Put it down; ``EditConflict`` where somebody wrote first."""
        try:
            if self.changed_meanwhile:
                raise EditConflict(self.row)
            self.put_down(self.cleaned_data["revision"])
        except EditConflict as conflict:
            self.theirs = conflict.now.steps.last()
            raise

    def put_down(self, revision: int) -> None:
        raise NotImplementedError

    @property
    def said(self) -> str:
        """One's own words, to be shown where they cannot be sent any more."""
        return str(self["words" if "words" in self.fields else "reason"].value() or "")


class ReplyForm(StepForm):
    """The lead agency's reply, short enough for a phone."""

    do, heading, button = life.REPLY, "Reply for the lead agency", "Send the reply"
    optional_unmarked = ("words",)
    words = LinesField(
        required=False,
        label="What do you know of it, and what do you do about it?",
        rows=3,
        help_text="One or two sentences are enough. The strategy group reads them.",
    )

    def why_not_theirs(self) -> str | None:
        return process.why_not_reply(self.row, self.viewer)

    def put_down(self, revision: int) -> None:
        process.reply(self.row, words=self.cleaned_data["words"], by=self.viewer, revision=revision)


class AdviceForm(StepForm):
    """The advice note to the strategy group."""

    do, heading, button = life.ADVICE, "Advice note to the strategy group", "Give the advice"
    optional_unmarked = ("words",)
    words = LinesField(
        required=False,
        label="What is the strategy group advised to do?",
        rows=3,
        help_text="What should be done, by whom, and what it takes. The group must accept, reject or defer.",
    )

    def why_not_theirs(self) -> str | None:
        return life.why_not_advise(roles=self.viewer.roles)

    def put_down(self, revision: int) -> None:
        process.advise(self.row, words=self.cleaned_data["words"], by=self.viewer, revision=revision)


class SmallRadios(forms.RadioSelect):
    """Radios that leave room for the rest of a decision."""

    small = True


class ExceptionDecisionForm(StepForm):
    """What the strategy group decided."""

    do, heading, button = life.DECISION, "Decision of the strategy group", "Record the decision"
    optional_unmarked = ("step", "reason", "owner", "due", "task", "held_until")

    step = forms.ChoiceField(label="The decision", required=False, widget=SmallRadios)
    reason = LinesField(label="Why", required=False)
    owner = forms.TypedChoiceField(label="Who owns it", required=False, coerce=int, empty_value=None)
    due = DayField(
        label="By when",
        required=False,
        help_text="If accepted, when it is to be done by; if deferred, when it comes back.",
    )
    person = forms.CharField(label="Which person there", max_length=200, required=False)
    task = forms.CharField(
        label="What is to be done",
        max_length=LONGEST,
        required=False,
        help_text="If accepted, the task that is set.",
    )
    held_until = forms.ChoiceField(
        label="Holds until",
        required=False,
        help_text="If rejected or closed, no new exception opens for this until then.",
    )

    def __init__(
        self, row: PlanException, *args: Any, bodies: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        decides = life.ACCEPT in life.TRANSITIONS[life.ExceptionState(row.state)]
        last = parse_month(row.reviewed_month)
        months = range(last, last + life.HOLDS_MOST + 1)
        year = month_label(last + life.HOLDS_MONTHS)
        choices: dict[str, Choices] = {
            "step": life.DECISIONS if decides else [(life.CLOSE, "Close it")],
            "owner": [("", "Choose"), *bodies],
            "held_until": [("", f"A year: {year}"), *((month_code(m), month_label(m)) for m in months)],
        }
        super().__init__(row, *args, choices=choices, **kwargs)
        if not decides:
            self.fields["step"].initial = life.CLOSE
            for name in ("owner", "due", "person", "task"):
                del self.fields[name]

    def why_not_theirs(self) -> str | None:
        return life.why_not_decide(roles=self.viewer.roles)

    def clean(self) -> dict[str, Any]:
        """Every lack of a decision is said at its field, at once."""
        answer = self.answer
        for name, words in process.gaps_in(answer, owner=answer.owner, today=self.viewer.today):
            if name not in self.errors:
                self.add_error(name, words)
        return super().clean()

    @property
    def answer(self) -> process.Answer:
        given = {"step": "", "reason": "", **self.cleaned_data}
        return process.Answer(**{name: value for name, value in given.items() if name != "revision"})

    def put_down(self, revision: int) -> None:
        process.answer(self.row, self.answer, by=self.viewer, revision=revision)


FORMS: Final[Mapping[str, type[StepForm]]] = {
    form.do: form for form in (ReplyForm, AdviceForm, ExceptionDecisionForm)
}


class StepForms:
    """The forms of one request; what they share is asked for once, and only where one needs it."""

    def __init__(self, request: PartnershipRequest) -> None:
        self.request, self.kept = request, dict(request.kept_draft())

    @cached_property
    def bodies(self) -> list[tuple[int, str]]:
        bodies = Body.objects.filter(partnership=self.request.partnership).on(self.request.viewer.today)
        return list(bodies.values_list("pk", "name"))

    def form(self, row: PlanException, do: str, posted: Any = None) -> StepForm:
        """One form, as its writer last had it; no such form is no such page."""
        if do not in FORMS:
            raise Http404("nothing of that name is written")
        more = {"bodies": self.bodies} if do == life.DECISION else {}
        return FORMS[do](row, self.request.viewer, posted, kept=self.kept, **more)

    def posted(self, row: PlanException, do: str) -> StepForm:
        """The form that was sent; for who never writes it there is no such page."""
        form = self.form(row, do, self.request.POST)
        if form.why_not_theirs():
            raise Http404("not theirs to write")
        return form


class ExceptionListFilter(ListFilter):
    """Which exceptions are listed: of a body that leads, in a state."""

    body = one_of("Led by")
    state = forms.ChoiceField(
        label="State", required=False, choices=(("", "Any"), *life.ExceptionState.choices)
    )

    def narrow(self, rows: Any, wanted: Mapping[str, str]) -> Any:
        """The exceptions that fit."""
        return [
            each
            for each in rows
            if wanted["body"] in ("", *(body.name for body in each.leads))
            and wanted["state"] in ("", each.row.state)
        ]
