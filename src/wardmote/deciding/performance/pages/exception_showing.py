"""What the pages of exceptions show, as values: the opening sentence, tests, months, what waits, the proof.

In: stored rows (exceptions, readings, the latest month's review). Out: values for templates. Nothing is asked
of the evidence. A number carries the hash of the figure behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wardmote.deciding.performance.exceptions.answers import ExceptionStatus
from wardmote.deciding.performance.exceptions.exception_words import chance_words, name_of
from wardmote.deciding.performance.exceptions.review_lines import (
    EXCEPTION,
    HELD,
    INSIDE,
    LACKS,
    NOT_JUDGED,
    WATCH,
    kind_of,
)
from wardmote.deciding.performance.models import ExceptionStep, MeasureReading, MonthReview, PlanException
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.performance.rules.exceptions import part_of, whole_of
from wardmote.deciding.plan.models import MeasureUse, PlanEdition
from wardmote.ground.pages.record_head import RecordHead, life_steps
from wardmote.ground.pages.words import short_day
from wardmote.ground.partners.models import Partnership
from wardmote.measuring.analysis.adverse import (
    ANSWERS,
    MONTH,
    TARGET,
    THREE_MONTHS,
    TWO_MONTHS,
    YEAR,
)
from wardmote.measuring.analysis.exceptions import PERIODS_INSIDE
from wardmote.measuring.catalogue.periods import month_label, parse_month
from wardmote.measuring.drafting.words import linked, relinked
from wardmote.measuring.drawing.measure_chart import MeasureDrawing, MeasureLine, measure_chart

TESTS: Mapping[str, str] = {
    MONTH: "the latest month",
    TWO_MONTHS: "the latest two months together",
    THREE_MONTHS: "the latest three months together",
    YEAR: "twelve months against the twelve before",
    TARGET: "the year so far against the target",
    ANSWERS: "answers against those before",
}
SPANS: Mapping[str, int] = {MONTH: 1, TWO_MONTHS: 2, YEAR: 12}
"""How many months a test counts, its own last."""
ORDER = (LACKS, EXCEPTION, HELD, WATCH, INSIDE, NOT_JUDGED)
KINDS: Mapping[str, str] = {
    LACKS: "Has no exception",
    EXCEPTION: "Has an exception",
    HELD: "A decision still holds for it",
    WATCH: "Watched: worse, but it could be chance",
    INSIDE: "Needs no reply",
    NOT_JUDGED: "Not judged",
}


EXCEPTION_STEPS: tuple[tuple[str, str], ...] = (
    ("opened", "Opened"),
    (life.REPLY, "Reply"),
    (life.ADVICE, "Advice note"),
    (life.DECISION, "Decision"),
    (life.CLOSED, "Closed"),
)


# ---- one exception ----


def mark(now: ExceptionStatus) -> tuple[str, str]:
    """The sign and word of its state; late and undecided too long come first."""
    row = now.row
    if now.late:
        return "off-track", "Reply late"
    if now.waits and now.too_long:
        return "off-track", "Decision late"
    if row.state == life.DEFERRED and now.waits:
        return "near", "Back for a decision"
    signs: dict[str, str] = {life.ACCEPTED: "not-set", life.DEFERRED: "contextual", life.CLOSED: "contextual"}
    return signs.get(row.state, "near"), str(row.get_state_display())


def exception_head(now: ExceptionStatus, *, url: str) -> RecordHead:
    """Opened, replied to, advised on, decided, closed; ``url``: where the viewer does what is in hand."""
    row = now.row
    steps: dict[str, ExceptionStep | None] = {
        life.REPLY: now.last(life.REPLY),
        life.ADVICE: now.last(life.ADVICE),
        life.DECISION: now.last(*life.DECIDED),
    }
    words = {key: _said(step) for key, step in steps.items() if step}
    words |= {"opened": short_day(row.opened_on)} | _in_hand(now)
    if row.closed_on:
        words[life.CLOSED] = short_day(row.closed_on)
    path = life_steps(EXCEPTION_STEPS, life.WAITS_FOR[row.state], words, url=url)
    return RecordHead(row.title, mark(now), path)


def _said(step: ExceptionStep) -> str:
    kind = f"{step.get_kind_display().lower()}, " if step.kind in life.DECIDED else ""
    return f"{kind}{step.by}, {short_day(step.on)}"


def _in_hand(now: ExceptionStatus) -> dict[str, str]:
    """Who has the pen, and until when."""
    row = now.row
    if row.state == life.OPEN:
        return {life.REPLY: f"{row.led_by or 'the lead agency'}, by {short_day(row.reply_due)}"}
    if row.state == life.REPLIED:
        return {life.ADVICE: "whoever advises the strategy group"}
    if row.state == life.DEFERRED and not now.waits:
        return {life.DECISION: f"deferred, comes back {_day(row.comes_back)}"}
    if row.state in (life.ADVISED, life.DEFERRED):
        return {life.DECISION: f"the strategy group, by {short_day(now.decision_due)}"}
    return {life.CLOSED: "when it is back to usual, or by decision"} if row.state == life.ACCEPTED else {}


def _day(day: date | None) -> str:
    return short_day(day) if day else "on a day to be named"


def sentence(row: PlanException) -> str:
    """What happened, with its numbers tied to the figure."""
    return _tied(row.words, row.tests[:1], row.figure)


def _tied(words: str, tests: Iterable[Mapping[str, Any]], figure: str) -> str:
    """The counts of these tests, where they stand in the words, tied to the figure."""
    if not figure:
        return words
    counts = [number(test[name]) for test in tests for name in ("count", "expected")]
    return relinked(words, "".join(linked(count, figure) for count in counts))


def number(value: float) -> str:
    """A count as people write it.

    >>> number(1200.0), number(12.34)
    ('1,200', '12')
    """
    return f"{value:,.0f}"


@dataclass(frozen=True)
class TestShown:
    """A test that opened it."""

    measure: str
    what: str
    count: str
    expected: str
    chance: str
    figure: str


def tests(row: PlanException) -> list[TestShown]:
    """Every test that opened it, each with its two numbers and how seldom chance does that."""
    found = []
    for test in row.tests:
        answers = test["kind"] == ANSWERS
        count, expected = (
            f"{test[name]:.1f}" if answers else number(test[name]) for name in ("count", "expected")
        )
        shown = TestShown(
            name_of(test["measure"]), TESTS[test["kind"]], count, expected, chance_words(test["p"]),
            str(test["figure"]),
        )  # fmt: skip
        found.append(shown)
    return found


def chart(row: PlanException, reading: MeasureReading | None) -> MeasureDrawing | None:
    """The months of what leads it, with limits and signals where the measure is judged whole."""
    part = part_of(row.measure)
    series = reading.series if reading else {}
    counts = series.get("parts", {}).get(part) if part else series.get("counts")
    if reading is None or not counts:
        return None
    signal = {} if part else reading.judged.get("signal", {})
    line = MeasureLine(
        name=name_of(row.measure),
        unit="a month",
        first=parse_month(series["first"]),
        values=tuple(counts),
        usual=tuple(signal.get("usual", ())),
        limits=tuple(tuple(pair) if pair else None for pair in signal.get("limits", ())),
        breaks=tuple((parse_month(month), str(what)) for month, what in series.get("breaks", ())),
        provisional=frozenset(parse_month(month) for month in series.get("provisional", ())),
        signals=frozenset(parse_month(month) for month, *_ in signal.get("signals", ())),
    )
    return measure_chart(line, finding=f"{row.title}. {row.words}")


def restated(row: PlanException, reading: MeasureReading | None) -> str:
    """That the months which opened it read otherwise now; "" where they do not, or are not at hand."""
    part, series = part_of(row.measure), reading.series if reading else {}
    counts = (series.get("parts", {}).get(part) if part else series.get("counts")) or []
    for test in row.tests if counts else ():
        months = SPANS.get(test["kind"])
        if test["measure"] != row.measure or months is None:
            continue
        end = parse_month(row.opened_month) - parse_month(series["first"]) + 1
        now = counts[max(end - months, 0) : max(end, 0)]
        if len(now) == months and None not in now and sum(now) != test["count"]:
            return (
                f"The evidence was restated since it opened: {number(test['count'])} was counted then, "
                f"{number(sum(now))} now."
            )
    return ""


def closing_words(row: PlanException) -> str:
    """What closes it, or what closed it."""
    if row.is_open:
        inside = f"{row.inside} of {PERIODS_INSIDE} so far"
        return (
            f"It closes after {PERIODS_INSIDE} months in a row in which none of its measures needs a reply "
            f"({inside}), or by a decision with its reason."
        )
    if not row.held_until:
        return "It closed because its measures were back to usual."
    until = month_label(parse_month(row.held_until))
    return f"The decision holds until {until}. If a reply is still needed after that, a new exception opens."


# ---- the watch list and the proof ----


@dataclass(frozen=True)
class Line:
    """A measure or part of the latest review, and where it stands now."""

    measure: str
    name: str
    kind: str
    owes: bool
    why: str
    least: float
    figure: str
    covering: PlanException | None

    @property
    def words(self) -> str:
        return KINDS[self.kind]

    @property
    def chance(self) -> str:
        """How often chance alone does what is nearest to owing."""
        return chance_words(self.least) if self.least < 1 else ""

    @property
    def covering_words(self) -> str:
        """The exception that stands for it, and its state."""
        row = self.covering
        return f"{row.title}, {str(row.get_state_display()).lower()}" if row else ""

    @property
    def whole(self) -> str:
        """The measure it is, or is a part of."""
        return whole_of(self.measure)

    @property
    def sign(self) -> str:
        """A mark for what owes; the rest has words, as colours are for targets."""
        return {LACKS: "off-track", EXCEPTION: "near"}.get(self.kind, "")


@dataclass(frozen=True)
class Proof:
    """Every line of the latest review; ``lacking`` must be empty."""

    review: MonthReview
    lines: tuple[Line, ...]

    @property
    def lacking(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == LACKS)

    @property
    def owing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.owes)

    @property
    def watch(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == WATCH)

    @property
    def month(self) -> str:
        return next((line["month"] for line in self.review.lines if line["month"]), "")


def proof(partnership: Partnership) -> Proof | None:
    """Looked for anew in the exceptions as they are now, not taken from what the review said."""
    latest = MonthReview.objects.filter(partnership=partnership).first()
    if latest is None:
        return None
    rows = PlanException.objects.filter(partnership=partnership).open_first()
    figures = dict(MeasureReading.objects.filter(partnership=partnership).values_list("measure", "figure"))
    found = [(_nearest(line), _line(line, rows, figures)) for line in latest.lines]
    found.sort(key=lambda pair: (ORDER.index(pair[1].kind), pair[0]))
    return Proof(latest, tuple(line for _, line in found))


def _nearest(line: Mapping[str, Any]) -> float:
    """The least chance of its adverse tests: what is nearest to owing comes first."""
    return min((test["p"] for test in line["tests"] if test["worse"]), default=1.0)


def _line(line: Mapping[str, Any], rows: Sequence[PlanException], figures: Mapping[str, str]) -> Line:
    covering = next((row for row in rows if _covers(row, line)), None) if line["owes"] else None
    kind = kind_of(covering) if line["owes"] else line["kind"]
    least, figure = _nearest(line), figures.get(whole_of(line["measure"]), "")
    return Line(
        measure=line["measure"],
        name=line["name"],
        kind=kind,
        owes=line["owes"],
        why=_tied(line["why"], line["tests"], figure),
        least=least,
        figure=figure,
        covering=covering,
    )


def _covers(row: PlanException, line: Mapping[str, Any]) -> bool:
    """Answers for that measure now, or did when it was reviewed: its own month may be an earlier one."""
    reviewed = line["exception"] == row.pk and bool(row.held_until) and line["measure"] in row.measures
    return reviewed or row.covers(line["measure"], line["month"])


# ---- the plan ----


def measures_watched(edition: PlanEdition | None) -> frozenset[str]:
    """Measures that have a page: those of the edition in force."""
    uses = edition.indicators.all() if edition else ()
    return frozenset(str(key) for use in uses for key in use.measures)


def by_priority(uses: Iterable[MeasureUse], rows: Iterable[PlanException]) -> dict[str, list[PlanException]]:
    """Exceptions under the priorities whose measures they stand for."""
    watched: dict[str, set[str]] = {}
    for use in uses:
        watched.setdefault(use.priority, set()).update(use.measures)
    held = list(rows)
    return {key: [row for row in held if row.wholes & names] for key, names in watched.items()}
