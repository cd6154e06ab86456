"""Who drives it: parts of the class, areas, hours, repeat victims, few offenders, recording.

In: an ``Query`` with a measure and something to compare with, over locked
evidence. Out: the section's sentences, pictures and what the rows cannot tell.
Points describe where the rows went; a part is named as a driver only where it
changed differently from the rest, by more than chance.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sections import FigurePicture, Section, change_finding, points
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
from wardmote.measuring.drafting.words import inside, linked, percent, plain, spelled, tied_to
from wardmote.measuring.drawing.shares import ContributionBar, contribution_chart
from wardmote.measuring.figures.driving import REST
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

NOT_CLEAR = "The change as a whole is not clear, so what follows tells where the counts went, not why."
MOST_NAMED = 4
MOST_BARS = 12
NO_COMPARISON = (
    "There is no earlier period to compare with, so nothing can be said about what drives a change."
)


@dataclass
class _Told:
    sentences: list[str] = field(default_factory=list)
    pictures: list[FigurePicture] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def drivers_section(asked: Query) -> Section:
    """Everything the figures can tell of what made the change up."""
    if asked.source.compared is None:
        return Section("drivers", "Who drives it", missing=(NO_COMPARISON,))
    told = _Told()
    found = change_finding(asked)
    if found is not None and found.change == NOT_COMPARED:
        return Section("drivers", "Who drives it", missing=(plain(found.words),))
    if found is not None and found.change not in (CLEAR_RISE, CLEAR_FALL):
        told.sentences.append(NOT_CLEAR)
    _elsewhere(asked, told)
    _parts(asked, told)
    if asked.source.exact:
        _offenders(asked, told)
    units = _units(asked)
    for unit in units:
        _areas(asked, told, unit, drawn=unit == units[-1])
    if asked.source.exact:
        for tell in (_hours, _victims, _flags):
            tell(asked, told)
    else:
        told.missing.append(
            "Hours, repeat victims and offenders: these rows carry only a month and an anonymised place. "
            "A partner's own records would tell."
            if asked.source.feed.precision == "snapped"
            else "Hours, repeat victims and offenders: these are counts by area, not records."
        )
    _recording(asked, told)
    return Section(
        "drivers", "Who drives it", tuple(told.sentences), tuple(told.pictures), tuple(told.missing)
    )


def _units(asked: Query) -> tuple[str, ...]:
    """The smallest set of wards or neighbourhoods; an area inside the town is not divided again."""
    if asked.place.id != asked.town.id:
        return ()
    units = asked.source.feed.units
    kinds = ("ward", "msoa", "district", "lsoa")
    return next((u for kind in kinds if (u := tuple(x for x in units if x.startswith(f"{kind}:")))), ())


def _elsewhere(asked: Query, told: _Told) -> None:
    """For a clear change of police rows: whether the rest of the force area went the same way."""
    if asked.alone is not None and asked.place.id == asked.town.id:
        told.sentences += [f"Elsewhere: {inside(f.words)}" for f in find_elsewhere(asked.alone)]


def _parts(asked: Query, told: _Told) -> None:
    key = asked.key
    if key != ALL and not any(offence_class(k).parent == key for k in asked.source.classes):
        split = offence_class(key).split.get(asked.source.name)
        if split:
            told.missing.append(f"Parts: these rows cannot tell {split}.")
        return
    if key == ALL and len(asked.source.top) < 2:
        return

    rest = f"the rest of {subject_of(asked.source, key).inside}"

    def name(part: str) -> str:
        return rest if part == REST else offence_class(part).in_sentence

    _divided(asked, told, "change_by_part", "parts", name)


def _areas(asked: Query, told: _Told, unit: str, *, drawn: bool) -> None:
    """Every set of wards is told, the latest is drawn too."""
    names: dict[str, str] = {}

    def name(part: str) -> str:
        if not names:
            names.update(asked.study.ask_compared("change_by_area", asked.source, **ask).result.names)
        return names.get(part, part)

    ask = {"class": asked.key, "unit": unit}
    _divided(asked, told, "change_by_area", unit_words(unit, plural=True), name, unit=unit)
    if not drawn and told.pictures and unit.replace(":", "-") in told.pictures[-1].picture.name:
        told.pictures.pop()


def _hours(asked: Query, told: _Told) -> None:
    _divided(asked, told, "change_by_hour", "hours of the day", lambda part: part)


def _divided(
    asked: Query, told: _Told, method: str, what: str, name: Callable[[str], str], **params: str
) -> None:
    """One way of dividing the change: a sentence and, where something can be said, a picture."""
    try:
        figure = asked.study.ask_compared(method, asked.source, **{"class": asked.key}, **params)
    except Refusal as refusal:
        told.missing.append(f"By {what}: {refusal.what}")
        return
    if figure.result.status != Status.OK:
        told.missing.append(f"By {what}: cannot say. {figure.result.reason}")
        return
    words = _divided_words(figure, what, name)
    told.sentences.append(words)
    told.pictures.append(_picture(asked, figure, what, name, title=_title(asked, figure, what, name)))


def _divided_words(figure: Figure, what: str, name: Callable[[str], str]) -> str:
    """Who changed differently from the rest; else that all changed alike, and where the most rows went."""
    result, link = figure.result, tied_to(figure.hash)
    rows = {row["part"]: row for row in result.rows}

    def said(part: str) -> str:
        row = rows[part]
        counts = f"{link(row['before'])} to {link(row['now'])}"
        return f"{name(part)} ({counts}, {link(points(row['points']))})"

    if result.standing_out:
        named = [said(part) for part in result.standing_out[:MOST_NAMED]]
        more = len(result.standing_out) - MOST_NAMED
        named += [f"{more} more"] if more > 0 else []
        return f"By {what}: {listed(named)} changed differently from the rest, by more than chance."
    most = said(result.rows[0]["part"])
    return (
        f"By {what}: the {len(rows)} changed alike, as far as chance lets one tell. "
        f"The largest part of the change: {most}."
    )


def _title(asked: Query, figure: Figure, what: str, name: Callable[[str], str]) -> str:
    subject, out = subject_of(asked.source, asked.key), figure.result.standing_out
    short = what.split(",")[0]
    if not out:
        return f"{subject.name}: no {_single(short)} changed differently from the others"
    return f"{subject.name}: {listed([name(part) for part in out[:3]])} changed differently from the rest"


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
        subtitle=f"Percentage points of the change by {what}, {asked.place.name}, "
        f"{compared.period.label} against {compared.against.label}",
        source=source_line(asked.study, asked.source, figure),
    )
    return FigurePicture(drawn, figure.hash)


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]


def _offenders(asked: Query, told: _Told) -> None:
    figure = asked.study.ask_compared("offenders", asked.source, **{"class": asked.key})
    result = figure.result
    if result.status != Status.OK:
        told.missing.append(f"Few offenders: cannot say. {result.reason}")
        return
    told.sentences.append(offender_words(figure))


def offender_words(figure: Figure) -> str:
    """How the count went, and how it would have gone without the few offenders who rose most."""
    result = figure.result
    before, now, without_before, without_now = (
        linked(n, figure.hash) for n in (result.before, result.now, result.without_before, result.without_now)
    )
    return (
        f"Few offenders: {before} to {now}; without the offences linked to {spelled(result.offenders)} "
        f"detected offenders {without_before} to {without_now}. That is the least they account for."
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
        told.missing.append("Repeat victims: these rows do not say who was harmed, or too few do.")
        return
    if not now.result.value and not before.result.value:
        known = linked(now.result.n, now.hash)
        told.sentences.append(
            f"Repeat victims: of {known} incidents with a known victim none was against somebody harmed "
            "more than once in the period, and none before."
        )
        return
    told.sentences.append(
        f"Repeat victims: {linked(percent(now.result.value), now.hash)} of incidents with a known victim "
        f"were against somebody harmed more than once in the period, against "
        f"{linked(percent(before.result.value), before.hash)} before."
    )


def _flags(asked: Query, told: _Told) -> None:
    """Every flag with enough rows: now, before and the fixed word."""
    rows = asked.inquiry.evidence.incidents(asked.source.name, asked.place)
    said = []
    for flag in sorted(rows.flags):
        figure = asked.study.ask_compared("flag_change", asked.source, **{"class": asked.key, "flag": flag})
        result = figure.result
        if result.count + result.count_against == 0:
            continue
        before, now = linked(result.count_against, figure.hash), linked(result.count, figure.hash)
        said.append(f"{flag} {before} to {now} ({result.words})")
    if said:
        told.sentences.append(f"By flag (they overlap and are never added): {listed(said)}.")


def _recording(asked: Query, told: _Told) -> None:
    """Recording changes and restrictions that a comparison of counts cannot take out."""
    compared = asked.source.compared
    assert compared is not None
    known = offence_classes().get(asked.key)
    if known and known.caveat == "recording_change":
        told.sentences.append(
            "Recording: the rules for recording this class have changed; part of a change may be recording."
        )
    else:
        told.missing.append("Recording: no change of recording rules is noted for this class and time.")
    windows = {w.label for span in (compared.period, compared.against) for w in disruptions(span)}
    if windows:
        told.sentences.append(f"Restrictions: {listed(sorted(windows))} fell in the months compared.")
