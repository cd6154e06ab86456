"""Who drives it: parts of the class, areas, hours, repeat victims, few offenders, recording.

In: an ``Query`` with a measure and something to compare with, over locked
evidence. Out: the section's sentences, pictures and what the rows cannot tell.
Points describe where the rows went; a part is named as a driver only where it
changed differently from the rest, by more than chance.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sections import FigurePicture, Section, change_finding
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NOT_COMPARED
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class, offence_classes
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.changes import find_elsewhere
from wardmote.measuring.drafting.pictures import Frame, picture, source_line
from wardmote.measuring.drafting.placing_words import unit_words
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import (
    Amount,
    inside,
    linked,
    percent,
    plain,
    signed,
    spelled,
    tied_to,
)
from wardmote.measuring.drawing.shares import ContributionBar, contribution_chart
from wardmote.measuring.figures.driving import REST, ByArea
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

TITLE = "What made it change"
MOST_NAMED = 4
MOST_BARS = 12
TWO = 2


@dataclass
class _Told:
    sentences: list[str] = field(default_factory=list)
    pictures: list[FigurePicture] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def drivers_section(asked: Query) -> Section:
    """Everything the figures can tell of what made the change up."""
    if asked.source.compared is None:
        return Section("drivers", TITLE, missing=(say("behind-nothing-earlier"),))
    told = _Told()
    found = change_finding(asked)
    if found is not None and found.change == NOT_COMPARED:
        return Section("drivers", TITLE, missing=(plain(found.words),))
    if found is not None and found.change not in (CLEAR_RISE, CLEAR_FALL):
        told.sentences.append(say("behind-not-clear"))
    _elsewhere(asked, told)
    _parts(asked, told)
    if asked.source.exact:
        _offenders(asked, told)
    unit = _unit(asked)
    if unit:
        _areas(asked, told, unit)
    if asked.source.exact:
        for tell in (_hours, _victims, _flags):
            tell(asked, told)
    else:
        key = "behind-snapped" if asked.source.feed.precision == "snapped" else "behind-counts"
        told.missing.append(say(key))
    _recording(asked, told)
    return Section("drivers", TITLE, tuple(told.sentences), tuple(told.pictures), tuple(told.missing))


def _unit(asked: Query) -> str:
    """Wards, else the latest neighbourhoods; "" for an area inside the town, which is not divided again."""
    if asked.place.id != asked.town.id:
        return ""
    units, kinds = sorted(asked.source.feed.units, reverse=True), ("ward", "msoa", "district", "lsoa")
    return next((unit for kind in kinds for unit in units if unit.startswith(f"{kind}:")), "")


def _elsewhere(asked: Query, told: _Told) -> None:
    """For a clear change of police rows: whether the rest of the force area went the same way."""
    if asked.alone is not None and asked.place.id == asked.town.id:
        told.sentences += [
            say("behind-elsewhere", words=inside(f.words)) for f in find_elsewhere(asked.alone)
        ]


def _parts(asked: Query, told: _Told) -> None:
    key = asked.key
    if key != ALL and not any(offence_class(k).parent == key for k in asked.source.classes):
        split = offence_class(key).split.get(asked.source.name)
        if split:
            told.missing.append(say("behind-no-split", split=split))
        return
    if key == ALL and len(asked.source.top) < 2:
        return

    rest = f"the rest of {subject_of(asked.source, key).inside}"

    def name(part: str) -> str:
        return rest if part == REST else offence_class(part).in_sentence

    figure = _divided(asked, told, "change_by_part", "parts", name)
    if figure is not None:
        _draw(asked, told, figure, "parts", name)


def _areas(asked: Query, told: _Told, unit: str) -> None:
    names: dict[str, str] = {}

    def name(part: str) -> str:
        if not names:
            names.update(asked.study.ask_compared("change_by_area", asked.source, **ask).result.names)
        return names.get(part, part)

    ask = {"class": asked.key, "unit": unit}
    what = unit_words(unit, plural=True)
    figure = _divided(asked, told, "change_by_area", what, name, unit=unit)
    if figure is not None:
        _draw(asked, told, figure, what, name)


def _hours(asked: Query, told: _Told) -> None:
    def name(part: str) -> str:
        return part

    figure = _divided(asked, told, "change_by_hour", "hours of the day", name)
    if figure is not None:
        _draw(asked, told, figure, "hours of the day", name)


def _divided(
    asked: Query, told: _Told, method: str, what: str, name: Callable[[str], str], **params: str
) -> Figure | None:
    """One way of dividing the change, in a sentence; None where nothing can be said."""
    try:
        figure = asked.study.ask_compared(method, asked.source, **{"class": asked.key}, **params)
    except Refusal as refusal:
        told.missing.append(say("behind-refused", what=what, because=refusal.what))
        return None
    if figure.result.status != Status.OK:
        told.missing.append(say("behind-cannot-divide", what=what, because=figure.result.reason))
        return None
    told.sentences.append(_divided_words(figure, what, name))
    return figure


def _draw(asked: Query, told: _Told, figure: Figure, what: str, name: Callable[[str], str]) -> None:
    """The picture of one way; with the first, what its points are."""
    if not told.pictures:
        told.sentences.append(say("behind-points", whole=signed(figure.result.value)))
    told.pictures.append(_picture(asked, figure, what, name, title=_title(asked, figure, what, name)))


def _divided_words(figure: Figure, what: str, name: Callable[[str], str]) -> str:
    """Who changed differently from the rest; else that all changed alike, and where the most rows went."""
    result, link = figure.result, tied_to(figure.hash)
    rows = {row["part"]: row for row in result.rows}

    def said(part: str) -> str:
        row = rows[part]
        before, now, points = link(row["before"]), link(row["now"]), link(signed(row["points"]))
        return say("behind-part", name=name(part), before=before, now=now, points=points)

    if result.standing_out:
        named = [said(part) for part in result.standing_out[:MOST_NAMED]]
        more = len(result.standing_out) - MOST_NAMED
        named += [f"{more} more"] if more > 0 else []
        return say("behind-apart", what=what, names=listed(named))
    key = "behind-alike-two" if len(rows) == TWO else "behind-alike"
    if isinstance(result, ByArea) and not result.judged:
        key = "behind-too-few"
    return say(key, what=what, parts=len(rows), most=said(result.rows[0]["part"]))


def _title(asked: Query, figure: Figure, what: str, name: Callable[[str], str]) -> str:
    subject, out = subject_of(asked.source, asked.key), figure.result.standing_out
    short, _, boundaries = what.partition(", ")
    if not out:
        part = f"{_single(short)} ({boundaries})" if boundaries else _single(short)
        return say("behind-title-alike", subject=subject.name, part=part)
    return say("behind-title", subject=subject.name, names=listed([name(part) for part in out[:3]]))


def _single(what: str) -> str:
    return {"parts": "part", "hours of the day": "time of day"}.get(
        what, what.removesuffix("s").replace("s (LSOA", " (LSOA")
    )


def _picture(
    asked: Query, figure: Figure, what: str, name: Callable[[str], str], *, title: str
) -> FigurePicture:
    """The points of the largest parts; the others together, so that they still add up."""
    result, compared = figure.result, asked.source.compared
    assert compared is not None
    shown = list(result.rows[:MOST_BARS]) if len(result.rows) > MOST_BARS + 1 else list(result.rows)
    rest = result.rows[len(shown) :]
    parts = [
        ContributionBar(
            label=_label(name(row["part"])), points=row["points"], before=row["before"], after=row["now"]
        )
        for row in shown
    ]
    if rest:
        parts.append(
            ContributionBar(
                label=f"{len(rest)} others",
                points=sum(row["points"] for row in rest),
                before=sum(row["before"] for row in rest),
                after=sum(row["now"] for row in rest),
            )
        )
    whole = ContributionBar(
        label="All together", points=float(result.value), before=result.before, after=result.now
    )
    slug = "-".join(filter(None, (figure.question.method, figure.question.params.get("unit"), asked.key)))
    drawn = picture(
        Frame(slug.replace(":", "-").replace("_", "-"), plain(title)),
        contribution_chart(parts, total=whole, what=_label(_single(what.split(",")[0]))),
        subtitle=say(
            "behind-subtitle",
            what=what,
            place=asked.place.name,
            now=compared.period.label,
            then=compared.against.label,
        ),
        source=source_line(asked.study, asked.source, figure),
    )
    return FigurePicture(drawn, figure.hash)


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]


def _offenders(asked: Query, told: _Told) -> None:
    figure = asked.study.ask_compared("offenders", asked.source, **{"class": asked.key})
    result = figure.result
    if result.status != Status.OK:
        told.missing.append(say("behind-no-offenders", because=result.reason))
        return
    told.sentences.append(offender_words(figure))


def offender_words(figure: Figure) -> str:
    """How the count went, and how it would have gone without the few offenders who rose most."""
    result = figure.result
    before, now, without_before, without_now = (
        linked(n, figure.hash) for n in (result.before, result.now, result.without_before, result.without_now)
    )
    return say(
        "behind-offenders",
        before=before,
        now=now,
        offenders=Amount.of(result.offenders, spelled(result.offenders)),
        without_before=without_before,
        without_now=without_now,
    )


def _victims(asked: Query, told: _Told) -> None:
    compared = asked.source.compared
    assert compared is not None
    now, before = (
        asked.inquiry.ask(
            "repeat_victims", str(asked.place.id), span, feed=asked.source.name, **{"class": asked.key}
        )
        for span in (compared.period, compared.against)
    )
    if now.result.status != Status.OK or before.result.status != Status.OK:
        told.missing.append(say("behind-no-victims"))
        return
    if not now.result.value and not before.result.value:
        known = linked(now.result.n, now.hash)
        told.sentences.append(say("behind-no-repeats", known=known))
        return
    shares = [linked(percent(each.result.value), each.hash) for each in (now, before)]
    told.sentences.append(say("behind-victims", now=shares[0], before=shares[1]))


def _flags(asked: Query, told: _Told) -> None:
    """Every flag with enough rows: now, before and the fixed word."""
    rows = asked.inquiry.evidence.incidents(asked.source.name, asked.place)
    said = []
    for flag in sorted(rows.flags):
        figure = asked.study.ask_change(asked.source, asked.key, flag=flag)
        result = figure.result
        if result.count + result.count_against == 0:
            continue
        before, now = linked(result.count_against, figure.hash), linked(result.count, figure.hash)
        said.append(say("behind-flag", flag=flag, before=before, now=now, change=result.words))
    if said:
        told.sentences.append(say("behind-flags", flags=listed(said)))


def _recording(asked: Query, told: _Told) -> None:
    """Recording changes and restrictions that a comparison of counts cannot take out."""
    compared = asked.source.compared
    assert compared is not None
    known = offence_classes().get(asked.key)
    if known and known.caveat == "recording_change":
        told.sentences.append(say("behind-recording"))
    else:
        told.missing.append(say("behind-recording-none"))
    country = asked.place.country
    windows = {w.label for span in (compared.period, compared.against) for w in disruptions(span, country)}
    if windows:
        told.sentences.append(say("behind-restrictions", windows=listed(sorted(windows))))
