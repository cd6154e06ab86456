"""Where: areas that stand out, how concentrated everything is, hotspots and whether they move."""

from collections.abc import Sequence

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.disclosure import hidden_classes
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.people_there import areas_figure, people, rated_by
from wardmote.measuring.drafting.period_words import per
from wardmote.measuring.drafting.placing_words import area_words, people_words
from wardmote.measuring.drafting.ratio_words import interval_times
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, noun, subject_of
from wardmote.measuring.drafting.told_numbers import areas_named, carried_by_one
from wardmote.measuring.drafting.words import (
    capital,
    decimal,
    percent,
    rate_words,
    spelled,
    tied_to,
    times,
)
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

STRONG = 0.1
AMBIENT = 3.0
FEWEST = 100
MANY = 500


def best_unit(source: StudySource) -> str | None:
    """The smallest unit the source's places can carry for ranking: LSOA, MSOA, then ward."""
    for kind in ("lsoa", "msoa", "ward"):
        found = sorted(unit for unit in source.feed.units if unit.startswith(f"{kind}:"))
        if found:
            return found[0]
    return None


def ward_units(source: StudySource) -> tuple[str, ...]:
    """The wards the source is counted by: the set in force in the period (``Evidence.in_force``)."""
    return tuple(sorted(unit for unit in source.feed.units if unit.startswith("ward:")))


def find_places(study: Study) -> tuple[list[Finding], list[Refused]]:
    """Areas and concentration for each source; hotspots and their life for exact ones.

    What stands out in everything together is told once, with the kinds in which it stands out too.
    """
    found: list[Finding] = []
    refused: list[Refused] = []
    for source in study.sources:
        unit = best_unit(source)
        if unit is None:
            continue
        try:
            found += find_areas(study, source, unit)
        except Refusal as refusal:
            refused.append(Refused(f"area/{source.name}/{source.widest}", "areas", refusal.what))
        found += find_deprivation(study, source, unit)
        if source.exact:
            found += [*_hotspots(study, source), *_persistence(study, source)]
    return found, refused


def find_areas(study: Study, source: StudySource, unit: str) -> list[Finding]:
    """How concentrated everything and each class is, and which areas stand out; ``Refusal`` where no area
    can be rated."""
    return [*_concentrations(study, source, unit), *_standing_areas(study, source, unit)]


def _concentrations(study: Study, source: StudySource, unit: str) -> list[Finding]:
    """How much the busiest areas have, of everything and of each class."""
    figures = {
        key: study.ask("concentration", source, key, unit=unit) for key in (*source.whole, *source.top)
    }
    usable = {
        key: figure
        for key, figure in figures.items()
        if figure.result.status == Status.OK and figure.result.n >= FEWEST
    }
    told = usable[ALL].result.rows[0]["area"] if ALL in usable else None
    return [
        _same_busiest(study, source, key, unit, figure)
        if key != ALL and figure.result.rows[0]["area"] == told
        else _concentration(study, source, key, unit, figure)
        for key, figure in usable.items()
    ]


def _same_busiest(study: Study, source: StudySource, key: str, unit: str, figure: Figure) -> Finding:
    """A class whose busiest area is that of everything together: how far it gathers, the area unnamed."""
    result, link = figure.result, tied_to(figure.hash)
    subject = subject_of(source, key)
    return study.finding(
        figure,
        question="concentration",
        subject=subject.name,
        value=result.top_fifth,
        unit="share in the busiest fifth of areas",
        count=result.n,
        words=say(
            "concentration-same-area",
            subject=subject,
            units=area_words(unit),
            fifth=link(percent(result.top_fifth)),
            total=link(result.n),
            five=link(percent(result.top_five)),
        ),
    )


def _concentration(study: Study, source: StudySource, key: str, unit: str, figure: Figure) -> Finding:
    result, link, subject = figure.result, tied_to(figure.hash), subject_of(source, key)
    top, whole = result.rows[0], key == ALL
    parts = {
        "name": str(top["name"] or top["area"]),
        "count": link(top["count"]),
        "total": link(result.n),
        "share": link(percent(result.value)),
        "five": link(percent(result.top_five)),
    }
    one, what = area_words(unit, plural=False), say("all-of", noun=noun(source)) if whole else subject.inside
    said = say("concentration", subject=subject, unit=one, units=result.units, **parts)
    strong = result.value >= max(STRONG, 3 / result.units)
    people, caveat = _people_there(study, source, unit, str(top["area"])) if strong and whole else ("", ())
    detail = say("concentration-detail", units=area_words(unit), **parts)
    return study.finding(
        figure,
        question="concentration",
        subject=subject.name,
        value=result.value,
        unit="share in the busiest area",
        count=int(top["count"]),
        words=f"{said} {people}".rstrip(),
        headline=say("concentration-headline", unit=one, units=result.units, what=what, **parts)
        if strong
        else "",
        areas=(str(top["area"]),),
        detail=f"{detail} {people}".rstrip(),
        caveats=(*result.caveats, *caveat),
        interest=result.value if strong else 0.0,
    )


def _people_there(study: Study, source: StudySource, unit: str, area: str) -> tuple[str, tuple[str, ...]]:
    """What the busiest area's rate is for, where residents alone would mislead; and the caution with it."""
    kind = rated_by(study, source.widest, unit)
    figure = areas_figure(study, source, source.widest, unit)
    row = next((row for row in figure.result.rows if row["area"] == area), None)
    if row is None or row["rate"] is None or not figure.result.overall:
        return "", ()
    link, months = tied_to(figure.hash), study.months(source)
    rate = link(rate_words(row["rate"]))
    residents = people(study, "population", unit).get(area)
    if kind and residents is not None:
        if row["denominator"] < AMBIENT * residents:
            return "", ()
        there, overall = link(round(row["denominator"])), link(rate_words(figure.result.overall))
        return (
            say(
                "concentration-workday",
                there=there,
                kind=people_words(kind),
                people=f"{residents:,.0f}",
                rate=rate,
                per=per(months, of=people_words(kind)),
                overall=overall,
            ),
            (),
        )
    if kind or row["rate"] < AMBIENT * figure.result.overall:
        return "", ()
    lived = link(round(row["denominator"]))
    words = say("concentration-residents", rate=rate, per=per(months), people=lived)
    return words, ("ambient_population",)


def _standing_areas(study: Study, source: StudySource, unit: str) -> list[Finding]:
    """Areas that stand out: in everything together, and in each class where others do."""
    figures = {key: areas_figure(study, source, key, unit) for key in (*source.whole, *source.top)}
    usable = {
        key: figure
        for key, figure in figures.items()
        if figure.result.status == Status.OK and figure.result.n >= FEWEST
    }
    told = _above(usable[ALL]) if ALL in usable else frozenset()
    hidden, own, also = hidden_classes(study, source), [], []
    for key, figure in usable.items():
        above = _above(figure)
        if key == ALL or not above or not above <= told:
            own.append(key)
        elif key not in hidden:
            also.append(offence_class(key).in_sentence)
    return [
        _areas(study, subject_of(source, key), unit, usable[key], also if key == ALL else ()) for key in own
    ]


def _above(figure: Figure) -> frozenset[str]:
    return frozenset(str(row["area"]) for row in figure.result.rows if row["flag"] == "above")


def _areas(study: Study, subject: Subject, unit: str, figure: Figure, also: Sequence[str]) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    above, told = _above(figure), areas_named(result.rows)
    if above:
        rates = [link(rate_words(row["rate"])) for row in told]
        each = per(study.months(study.source(figure.feed)), of=people_words(result.denominator_kind))
        named = [say("areas-rate", name=told[0]["name"], rate=rates[0], per=each)]
        named += [f"{row['name']} ({rate})" for row, rate in zip(told[1:], rates[1:], strict=True)]
        more = [say("more-of-them", number=spelled(len(above) - len(told)))] if len(above) > len(told) else []
        words = say(
            "areas-above",
            subject=subject,
            names=listed([*named, *more]),
            above=len(above),
            units=area_words(unit),
            overall=link(rate_words(result.overall)),
            place=study.place.name,
        )
        words += f" {say('areas-also', above=len(above), names=listed(also))}" if also else ""
    else:
        words = say("areas-none", subject=subject, units=f"{len(result.rows)} {area_words(unit)}")
    return study.finding(
        figure,
        question="area",
        subject=subject.name,
        unit="areas above",
        areas=tuple(str(row["area"]) for row in told),
        words=words,
    )


def find_deprivation(study: Study, source: StudySource, unit: str) -> list[Finding]:
    """How the whole falls on the areas among the most deprived fifth in England, where that is known."""
    try:
        figure = study.ask("deprivation", source, source.widest, unit=unit)
    except Refusal:
        return []
    result, link = figure.result, tied_to(figure.hash)
    rates, carrier = "", _carried_by_one(figure)
    if result.status == Status.OK:
        rates = say(
            "deprivation-rates",
            areas=result.areas,
            people=link(percent(result.residents_share)),
            rows=link(percent(result.count / result.rows)),
            times=link(times(result.value)),
            span=link(interval_times(result.interval)),
        )
        rates += carrier
    words = say(
        "deprivation",
        areas=link(result.areas),
        of=result.of,
        units=area_words(unit),
        edition=str(result.edition),
        rates=rates,
    )
    finding = study.finding(
        figure,
        question="deprivation",
        subject=subject_of(source, source.widest).name,
        unit="times the rate of the other areas",
        count=result.count,
        status=Status.OK,
        areas=(result.busiest_area,) if rates and carrier else (),
        words=words,
    )
    return [finding]


def _carried_by_one(figure: Figure) -> str:
    """That one area carries the comparison, and how it stands without it."""
    result, link = figure.result, tied_to(figure.hash)
    if result.areas == 1:
        return say("deprivation-alone", name=result.busiest)
    if not carried_by_one(result):
        return ""
    return say(
        "deprivation-without",
        name=result.busiest,
        count=link(result.busiest_count),
        all=link(result.count),
        times=link(times(result.without)),
        span=link(interval_times(result.without_interval)),
    )


def _hotspots(study: Study, source: StudySource) -> list[Finding]:
    """Classes that follow homes, tested against households; "no hotspot" is a finding."""
    unit = next((u for u in sorted(source.feed.units) if u.startswith("oa:")), None)
    found = []
    for key in source.top if unit else ():
        if offence_class(key).expectation != "households":
            continue
        try:
            figure = study.ask("hotspot", source, key, unit=unit, expectation="households")
        except Refusal:
            continue
        if figure.result.status == Status.OK:
            found.append(_hotspot(study, source, subject_of(source, key), figure))
    return found


def _hotspot(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    if result.rows:
        top = result.rows[0]
        words = say(
            "hotspot",
            subject=subject,
            found=link(len(result.rows)),
            tested=result.tested,
            name=top["name"],
            count=link(top["count"]),
            expected=link(decimal(top["expected"])),
        )
        headline = say("hotspot-headline", subject=subject)
    else:
        words = say("hotspot-none", subject=subject, tested=link(result.tested))
        headline = say("hotspot-headline-none", subject=subject)
    return study.finding(
        figure,
        question="hotspot",
        subject=subject.name,
        unit="areas above expectation",
        areas=tuple(str(row["area"]) for row in result.rows[:1]),
        words=words,
        headline=headline,
        interest=1.0 if result.rows else 0.0,
    )


def _persistence(study: Study, source: StudySource) -> list[Finding]:
    """Whether the busiest places of each class stay or move; silent where chance explains them."""
    found = []
    for key in source.top:
        figure = study.ask("persistence", source, key)
        if figure.result.status == Status.OK and figure.result.n >= MANY and figure.result.words in SAID:
            found.append(_stay(study, source, subject_of(source, key), figure))
    return found


SAID = {"move": "persistence-move", "stay": "persistence-stay"}


def _stay(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    numbers = say(
        "persistence-numbers",
        most=str(result.most),
        again=link(decimal(result.value)),
        constant=link(decimal(result.if_constant)),
    )
    headline = say(SAID[result.words], subject=subject)
    return study.finding(
        figure,
        question="persistence",
        subject=subject.name,
        unit=f"of {result.most} busiest squares busy again the next month",
        words=f"{headline}: {numbers}",
        headline=headline,
        detail=capital(numbers),
        interest=1.0 if result.words == "move" else 0.0,
    )
