"""What the annex says of each figure that a document cites: of what it is, its value, months and limits.

In: an inquiry that asked the figures, and their hashes. Out: ``FigureNote`` values in words people read; the
method's own name and version stand apart, for whoever asks for the number again.
"""

from collections.abc import Sequence

from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.classes import joined_classes, offence_classes
from wardmote.measuring.documents.model import FigureNote
from wardmote.measuring.drafting.people import flag_words
from wardmote.measuring.drafting.placing_words import people_words, unit_words
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.figures.inquiry import METHODS, Figure, Inquiry, Question
from wardmote.measuring.figures.series import ALL


def figure_notes(inquiry: Inquiry, hashes: Sequence[str]) -> tuple[FigureNote, ...]:
    """What the annex says of each cited figure."""
    return tuple(_note(inquiry, inquiry.asked[each]) for each in hashes if each in inquiry.asked)


def _note(inquiry: Inquiry, figure: Figure) -> FigureNote:
    question, known = figure.question, caveats()
    feed = inquiry.feed(question.area, figure.feed)
    period = question.period.label
    if question.against:
        period = say("against-period", now=period, then=question.against.label)
    return FigureNote(
        figure=figure.hash,
        what=say(
            "what-was-counted",
            method=METHODS[question.method].title,
            what=_counted(question),
            source=feed.title if feed else figure.feed,
        ),
        value=_value(figure),
        method=say("method-version", name=question.method.replace("_", " "), version=str(figure.version)),
        period=period,
        caveats=" ".join(known.get(key, key) for key in dict.fromkeys(figure.result.caveats)),
    )


def _counted(question: Question) -> str:
    """The class, and the flag, areas and times of the year that narrow it."""
    params = {name: str(value) for name, value in question.params.items()}
    key = params.get("class", ALL)
    cls = {**offence_classes(), **joined_classes()}.get(key)
    said = [cls.in_sentence if cls else say("everything")]
    said += [flag_words(params["flag"])] if "flag" in params else []
    said += [params["window"].replace("-", " ")] if "window" in params else []
    said += [unit_words(params["unit"], plural=True)] if "unit" in params else []
    said += [people_words(params["denominator"])] if "denominator" in params else []
    return ", ".join(said)


def _value(figure: Figure) -> str:
    value, interval = figure.result.value, figure.result.interval
    if value is None:
        return str(figure.result.reason or "none")
    shown = f"{int(value):,}" if value == int(value) else f"{value:,.3g}"
    return (
        say("value-range", value=shown, low=f"{interval[0]:,.3g}", high=f"{interval[1]:,.3g}")
        if interval
        else shown
    )
