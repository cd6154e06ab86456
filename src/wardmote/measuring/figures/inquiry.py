"""Asking the evidence: a question in, a figure out, the same figure for the same question.

A ``Question`` names a registered method, its parameters, an area and one or
two periods. ``Inquiry.ask`` runs the method over an open ``Evidence`` and
returns a ``Figure`` whose hash is the SHA-256 of the question, the method's
version and the loads whose rows were used (contract); neither the result nor
package versions are in it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wardmote.measuring.analysis.result import Result
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.canonical import fingerprint, plain
from wardmote.measuring.store.evidence import Evidence, Feed, Place

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What is asked: ``params`` hold plain JSON values only."""

    method: str
    area: str
    period: Period
    against: Period | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def before(self) -> Period:
        """The period compared with; ``Refusal`` where none was given."""
        if self.against is None:
            raise Refusal("A change needs a second period.", todo="Give --against, as 2020-01:2020-12.")
        return self.against


@dataclass(frozen=True)
class InquiryAnswer:
    """A method's result, the loads whose rows it used, and whether any of them is synthetic."""

    result: Result
    loads: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """A number that may be shown: what was asked, of which loads, and what came out."""

    hash: str
    question: Question
    version: int
    loads: tuple[str, ...]
    result: Any

    @property
    def feed(self) -> str:
        """The feed (or survey, or replies) it was counted from."""
        return str(self.question.params["feed"])

    def as_json(self) -> dict[str, Any]:
        """The kept form (``figures/<hash>.json``)."""
        return {
            "hash": self.hash,
            **_identity(self.question, self.version, self.loads),
            "result": plain(self.result),
        }


@dataclass(frozen=True)
class Method:
    """A registered way to answer: ``title`` says in plain words what the number is."""

    name: str
    version: int
    title: str
    answer: Callable[["Inquiry", Question], InquiryAnswer]


METHODS: dict[str, Method] = {}


def method(
    name: str, *, title: str, version: int = 1
) -> Callable[
    [Callable[["Inquiry", Question], InquiryAnswer]], Callable[["Inquiry", Question], InquiryAnswer]
]:
    """Register a method; raise ``version`` when the same question may give another number."""

    def register(
        answer: Callable[["Inquiry", Question], InquiryAnswer],
    ) -> Callable[["Inquiry", Question], InquiryAnswer]:
        METHODS[name] = Method(name, version, title, answer)
        return answer

    return register


class Inquiry:
    """Asks one ``Evidence``; remembers what was asked, so that a number is computed once."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.asked: dict[str, Figure] = {}
        self._answers: dict[str, Figure] = {}
        self._places: dict[str, Place] = {}
        self._steps: dict[Hashable, Any] = {}

    @property
    def loads(self) -> list[str]:
        """The loads that everything asked so far rests on."""
        return sorted({load for figure in self.asked.values() for load in figure.loads})

    def place(self, area: str) -> Place:
        """The place an area id names, looked up once."""
        if area not in self._places:
            self._places[area] = self.evidence.place(area)
        return self._places[area]

    def feed(self, area: str, name: object) -> Feed | None:
        """A feed of the place by its name; None where it has no rows there."""
        return next((feed for feed in self.evidence.feeds(self.place(area)) if feed.name == name), None)

    def once(self, step: Hashable, work: Callable[[], T]) -> T:
        """The result of a step that several questions share, worked out for the first of them."""
        if step not in self._steps:
            self._steps[step] = work()
        found: T = self._steps[step]
        return found

    def ask(
        self, name: str, area: str, period: Period, against: Period | None = None, /, **params: Any
    ) -> Figure:
        """The figure that answers; a method that is not registered is a ``Refusal``."""
        return self.answer(Question(name, area, period, against, params))

    def answer(self, question: Question) -> Figure:
        """As ``ask``, from a question that was written down."""
        key = fingerprint([question.method, question.area, _period(question), question.params])
        if key not in self._answers:
            if question.method not in METHODS:
                raise Refusal("No such method is known here.", found=question.method)
            known = METHODS[question.method]
            answer = known.answer(self, question)
            loads = tuple(sorted(answer.loads))
            identity = _identity(question, known.version, loads)
            self._answers[key] = Figure(fingerprint(identity), question, known.version, loads, answer.result)
        figure = self._answers[key]
        self.asked[figure.hash] = figure
        return figure


def _period(question: Question) -> list[str | None]:
    return [question.period.code, question.against.code if question.against else None]


def _identity(question: Question, version: int, loads: tuple[str, ...]) -> dict[str, Any]:
    period, against = _period(question)
    return {
        "method": question.method,
        "method_version": version,
        "params": plain(question.params),
        "area": question.area,
        "period": period,
        "against": against,
        "loads": list(loads),
    }
