"""What residents say: feeling safe by day and after dark, and replies to the consultation."""

from dataclasses import replace

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.drafting.disclosure import told_replies
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.words import decimal, percent, tied_to
from wardmote.measuring.figures.inquiry import Figure

DAY, NIGHT = "safe-day", "safe-night"


def find_residents(study: Study) -> tuple[list[Finding], list[Refused]]:
    """The latest survey wave's gap between day and night, and each consultation's channels and themes."""
    found: list[Finding] = []
    refused: list[Refused] = []
    for wave in study.inquiry.evidence.surveys(study.place):
        if not {DAY, NIGHT} <= {question.key for question in wave.questions}:
            continue
        figure = study.inquiry.ask(
            "perception_gap", study.area, study.period, feed=wave.name, day=DAY, night=NIGHT
        )
        if figure.result.status == Status.OK:
            found.append(_gap(study, wave.title, figure))
        else:
            refused.append(Refused(f"feeling_safe/{wave.name}", "feeling safe", figure.result.reason))
    for replies in study.inquiry.evidence.replies(study.place):
        figure = study.inquiry.ask("replies", study.area, study.period, feed=replies.name)
        found.append(_replies(study, figure))
    return found, refused


def _gap(study: Study, title: str, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    low, high = result.interval
    day, night = link(percent(result.day)), link(percent(result.night))
    gap = link(decimal(result.value, 0))
    said = (
        f"{day} feel safe by day and {night} after dark, {gap} percentage points apart "
        f"({decimal(low, 0)} to {decimal(high, 0)})"
    )
    return study.finding(
        figure,
        question="feeling_safe",
        about="gap",
        subject="Feeling safe",
        unit="percentage points",
        words=f"{said} ({title}, {result.n:,} answers).",
        headline=f"{day} of people feel safe by day, {night} after dark" if low > 0 else "",
        detail=(
            f"The gap is {gap} percentage points ({decimal(low, 0)} to {decimal(high, 0)}; "
            f"{title}, {result.n:,} answers)."
        ),
        interest=result.value / 100 if low > 0 and result.value >= 10 else 0.0,
    )


def _replies(study: Study, figure: Figure) -> Finding:
    told = {name: told_replies(study, getattr(figure.result, name)) for name in ("channels", "themes")}
    result, link = replace(figure.result, **told), tied_to(figure.hash)
    total = link(result.n)
    channels = listed(f"{name} {link(count)}" for name, count in result.channels)
    themes = listed(f"{name} ({link(count)})" for name, count in result.themes)
    words = f"{total} replies came to the consultation{f' ({channels})' if channels else ''}."
    words += f" What they raised: {themes}." if themes else ""
    if result.outside:
        words += f" {link(result.outside)} came outside its dates and are kept."
    words += (
        " People chose themselves to reply, so this is not a measure of the town; one reply can "
        "raise several themes."
    )
    return study.finding(
        figure,
        question="residents_say",
        about="themes",
        subject="Consultation",
        value=float(result.n),
        unit="replies",
        count=result.n,
        words=words,
    )
