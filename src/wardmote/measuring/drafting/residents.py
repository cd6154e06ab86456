"""What residents say: feeling safe by day, after dark or both, and replies to the consultation."""

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
WHEN = {DAY: "by-day", NIGHT: "after-dark"}


def find_residents(study: Study) -> tuple[list[Finding], list[Refused]]:
    """The latest survey wave's gap between day and night, and each consultation's channels and themes."""
    found: list[Finding] = []
    refused: list[Refused] = []
    for wave in study.inquiry.evidence.surveys(study.place):
        asked = [key for key in WHEN if any(question.key == key for question in wave.questions)]
        if not asked:
            refused.append(
                Refused(f"feeling_safe/{wave.name}", say("feeling-safe-subject"), say("cannot-feel-unasked"))
            )
            continue
        both = len(asked) == len(WHEN)
        figure = _both(study, wave.name) if both else _one(study, wave.name, asked[0])
        if figure.result.status == Status.OK:
            found.append(_gap(study, wave.title, figure) if both else _share(study, wave.title, figure))
        else:
            shown = told_replies(study, [("answers", figure.result.n or 0)])
            reason = figure.result.reason if shown else say("cannot-feel-few")
            refused.append(Refused(f"feeling_safe/{wave.name}", say("feeling-safe-subject"), reason))
    for replies in study.inquiry.evidence.replies(study.place):
        figure = study.inquiry.ask("replies", study.area, study.period, feed=replies.name)
        found.append(_replies(study, figure))
    return found, refused


def _both(study: Study, wave: str) -> Figure:
    return study.inquiry.ask("perception_gap", study.area, study.period, feed=wave, day=DAY, night=NIGHT)


def _one(study: Study, wave: str, question: str) -> Figure:
    return study.inquiry.ask("survey_share", study.area, study.period, feed=wave, question=question)


def _share(study: Study, title: str, figure: Figure) -> Finding:
    """The one question that was asked, with its interval where people did not choose themselves."""
    result, link = figure.result, tied_to(figure.hash)
    key = str(figure.question.params["question"])
    when, other = say(WHEN[key]), say(WHEN[DAY if key == NIGHT else NIGHT])
    span = ""
    if result.interval:
        low, high = (decimal(edge * 100, 0) for edge in result.interval)
        span = say("feeling-safe-span", low=low, high=high)
    share = link(percent(result.value))
    safe = say("feeling-safe-one", share=share, when=when)
    parts = {"survey": "; ".join(filter(None, (span, title))), "answers": link(result.n)}
    return study.finding(
        figure,
        question="feeling_safe",
        about="night" if key == NIGHT else "day",
        subject=say("feeling-safe-subject"),
        unit="share",
        words=say("feeling-safe-one-only", safe=safe, other=other, **parts),
        headline=safe,
        detail=say("feeling-safe-one-detail", share=share, **parts),
    )


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
        subject=say("feeling-safe-subject"),
        unit="percentage points",
        words=say("feeling-safe", **parts),
        headline=say("feeling-safe-headline", day=day, night=night) if low > 0 else "",
        detail=say("feeling-safe-detail", **parts),
        interest=result.value / 100 if low > 0 and result.value >= 10 else 0.0,
    )


def _replies(study: Study, figure: Figure) -> Finding:
    told = {name: told_replies(study, getattr(figure.result, name)) for name in ("channels", "themes")}
    result, link = replace(figure.result, **told), tied_to(figure.hash)
    dated = told_replies(study, [("outside", result.outside), ("inside", result.n - result.outside)])
    channels = listed(f"{name} {link(count)}" for name, count in result.channels)
    themes = listed(f"{name} ({link(count)})" for name, count in result.themes)
    more = [say("replies-themes", themes=themes)] if themes else []
    more += [say("replies-outside", outside=link(result.outside))] if dict(dated).get("outside") else []
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
