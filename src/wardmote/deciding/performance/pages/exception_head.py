"""The head of an exception's page: where its life stands, who has the pen, until when."""

from datetime import date

from wardmote.deciding.performance.exceptions.answers import ExceptionStatus
from wardmote.deciding.performance.models import ExceptionStep
from wardmote.deciding.performance.pages import exception_showing
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.ground.pages.record_head import RecordHead, life_steps
from wardmote.ground.pages.words import short_day

EXCEPTION_STEPS: tuple[tuple[str, str], ...] = (
    ("opened", "Opened"),
    (life.REPLY, "Reply"),
    (life.ADVICE, "Advice note"),
    (life.DECISION, "Decision"),
    (life.CLOSED, "Closed"),
)


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
    return RecordHead(row.title, exception_showing.mark(now), path)


def _said(step: ExceptionStep) -> str:
    kind = f"{step.get_kind_display().lower()}, " if step.kind in life.DECIDED else ""
    return f"{kind}{step.by}, {short_day(step.on)}"


def _in_hand(now: ExceptionStatus) -> dict[str, str]:
    """Who has the pen, and until when."""
    row = now.row
    if row.state == life.OPEN:
        return {life.REPLY: f"{row.led_by or 'the lead agency'}, by {short_day(row.reply_due)}"}
    if row.state == life.REPLIED:
        return {life.ADVICE: "the Joint Action Group"}
    if row.state == life.DEFERRED and not now.waits:
        return {life.DECISION: f"deferred, comes back {_day(row.comes_back)}"}
    if row.state in (life.ADVISED, life.DEFERRED):
        return {life.DECISION: f"the strategy group, by {short_day(now.decision_due)}"}
    return {life.CLOSED: "when it is back to usual, or by decision"} if row.state == life.ACCEPTED else {}


def _day(day: date | None) -> str:
    return short_day(day) if day else "on a day to be named"
