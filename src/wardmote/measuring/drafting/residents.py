"""What residents say: feeling safe by day and after dark, and replies to the consultation."""

from dataclasses import replace

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.drafting.disclosure import told_replies
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.sentences import say
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
    parts = {
        "day": day,
        "night": night,
        "gap": gap,
        "low": decimal(low, 0),
        "high": decimal(high, 0),
        "title": title,
        "answers": link(result.n),
    }
    return study.finding(
        figure,
        question="feeling_safe",
        about="gap",
        subject="Feeling safe",
        unit="percentage points",
        words=say("feeling-safe", **parts),
        headline=say("feeling-safe-headline", day=day, night=night) if low > 0 else "",
        detail=say("feeling-safe-detail", **parts),
        interest=result.value / 100 if low > 0 and result.value >= 10 else 0.0,
    )


def _replies(study: Study, figure: Figure) -> Finding:
    told = {name: told_replies(study, getattr(figure.result, name)) for name in ("channels", "themes")}
    result, link = replace(figure.result, **told), tied_to(figure.hash)
    channels = listed(f"{name} {link(count)}" for name, count in result.channels)
    themes = listed(f"{name} ({link(count)})" for name, count in result.themes)
    more = [f"What they raised: {themes}."] if themes else []
    more += [say("replies-outside", outside=link(result.outside))] if result.outside else []
    words = say(
        "replies",
        replies=link(result.n),
        channels=f" ({channels})" if channels else "",
        more=f"{' '.join(more)} " if more else "",
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
