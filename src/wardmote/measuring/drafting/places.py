"""Where: areas that stand out, how concentrated everything is, hotspots and whether they move."""

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed, ngettext
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.placing_words import area_words
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, subject_of
from wardmote.measuring.drafting.words import (
    capital,
    decimal,
    interval_times,
    linked,
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
    """Every ward set the source can be counted by; they are shown apart and never mixed."""
    return tuple(sorted(unit for unit in source.feed.units if unit.startswith("ward:")))


def find_places(study: Study) -> tuple[list[Finding], list[Refused]]:
    """Areas and concentration for each source; hotspots and their life for exact ones."""
    found: list[Finding] = []
    refused: list[Refused] = []
    for source in study.sources:
        unit = best_unit(source)
        if unit is None:
            continue
        for key in (*source.whole, *source.top):
            try:
                figure = study.ask("concentration", source, key, unit=unit)
                if figure.result.status == Status.OK and figure.result.n >= FEWEST:
                    found.append(_concentration(study, source, subject_of(source, key), unit, figure))
                areas = study.ask("areas", source, key, unit=unit)
                if areas.result.status == Status.OK and areas.result.n >= FEWEST:
                    found.append(_areas(study, source, subject_of(source, key), unit, areas))
            except Refusal as refusal:
                refused.append(Refused(f"area/{source.name}/{key}", "areas", refusal.what))
        found += _deprivation(study, source, unit)
        if source.exact:
            found += [*_hotspots(study, source), *_persistence(study, source)]
    return found, list(dict.fromkeys(refused))


def _concentration(study: Study, source: StudySource, subject: Subject, unit: str, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    top = result.rows[0]
    count, total = link(top["count"]), link(result.n)
    units, one = area_words(unit), area_words(unit, plural=False)
    share, five = link(percent(result.value)), link(percent(result.top_five))
    named, whole = str(top["name"] or top["area"]), subject.key == ALL
    said = f"{one} of {result.units}, {named}, had {count} of the {total} ({share})"
    said = f"{'One' if whole else f'{subject.name}: one'} {said}"
    words = f"{said}; the busiest five had {five}"
    strong = result.value >= max(STRONG, 3 / result.units)
    rate = _rate_of(study, source, subject.key, unit, str(top["area"])) if strong and whole else None
    ambient = ""
    if rate and rate[0] is not None and rate[1] and rate[0] / rate[1] >= AMBIENT:
        shown = linked(rate_words(rate[0]), rate[2])
        people = linked(round(rate[3]), rate[2])
        ambient = (
            " Many more people use such a place than live in it, so its rate per resident "
            f"({shown} for every 1,000) describes the place, not its {people} residents."
        )
    return study.finding(
        figure,
        question="concentration",
        subject=subject.name,
        value=result.value if whole else result.top_fifth,
        unit="share in the busiest area" if whole else "share in the busiest fifth of areas",
        count=int(top["count"]),
        words=f"{words}.{ambient}",
        headline=f"One {one} of {result.units} carries {share} of the load: {named}" if strong else "",
        detail=f"{named} had {count} of the {total}; the busiest five {units} had {five}.{ambient}",
        caveats=(*result.caveats, *(("ambient_population",) if ambient else ())),
        interest=result.value if strong else 0.0,
    )


def _rate_of(
    study: Study, source: StudySource, key: str, unit: str, area: str
) -> tuple[float | None, float, str, float] | None:
    """Rate, overall rate, figure and residents of one area, or None without a population."""
    figure = study.ask("areas", source, key, unit=unit)
    row = next((row for row in figure.result.rows if row["area"] == area), None)
    if row is None or row["rate"] is None:
        return None
    return row["rate"], figure.result.overall, figure.hash, row["denominator"]


def _areas(study: Study, source: StudySource, subject: Subject, unit: str, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    above = sorted((r for r in result.rows if r["flag"] == "above"), key=lambda r: -r["rate"])
    units = area_words(unit)
    if above:
        names = listed(f"{r['name']} ({link(rate_words(r['rate']))})" for r in above[:5])
        more = f" and {spelled(len(above) - 5)} more" if len(above) > 5 else ""
        overall = link(rate_words(result.overall))
        words = (
            f"{subject.name}: {link(len(above))} of {len(result.rows)} {units} "
            f"{ngettext('stands', 'stand', len(above))} above the town's rate of "
            f"{overall} for every 1,000 residents by more than areas usually differ: {names}{more}."
        )
    else:
        words = (
            f"{subject.name}: none of the {len(result.rows)} {units} stands above the town's rate "
            "by more than areas usually differ."
        )
    return study.finding(
        figure,
        question="area",
        subject=subject.name,
        unit="areas above",
        words=words,
    )


def _deprivation(study: Study, source: StudySource, unit: str) -> list[Finding]:
    """How the whole falls on the areas among the most deprived fifth in England, where that is known."""
    try:
        figure = study.ask("deprivation", source, source.widest, unit=unit)
    except Refusal:
        return []
    result, link = figure.result, tied_to(figure.hash)
    here = f"{link(result.areas)} of {result.of} {area_words(unit)}"
    said = f"{here} are among the most deprived fifth in England (index of {result.edition})"
    if result.status == Status.OK:
        people, rows = percent(result.residents_share), percent(result.count / result.rows)
        said += (
            f"; they hold {link(people)} of residents and {link(rows)} of records, "
            f"{link(times(result.value))} times the rate of the others "
            f"({link(interval_times(result.interval))})"
        )
        if result.value >= AMBIENT:
            said += ". Many more people may use such areas than live in them"
    finding = study.finding(
        figure,
        question="deprivation",
        subject=subject_of(source, source.widest).name,
        unit="times the rate of the other areas",
        count=result.count,
        status=Status.OK,
        words=f"{said}.",
    )
    return [finding]


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
        words = (
            f"{subject.name}: {link(len(result.rows))} of {result.tested} small areas have more than their "
            f"households explain, most of all {top['name']} ({link(top['count'])}, "
            f"where about {link(decimal(top['expected']))} would be expected)."
        )
        headline = f"{subject.name} {subject.verb('has', 'have')} a hotspot"
    else:
        words = (
            f"{subject.name}: no hotspot. None of {link(result.tested)} small areas has more than its "
            "households explain."
        )
        headline = f"No {subject.inside} hotspot"
    return study.finding(
        figure,
        question="hotspot",
        subject=subject.name,
        unit="areas above expectation",
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


SAID = {
    "move": "The busiest places of {} move from month to month",
    "stay": "The busiest places of {} stay from month to month",
}


def _stay(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result = figure.result
    again, chance, constant = (
        linked(decimal(value), figure.hash) for value in (result.value, result.by_chance, result.if_constant)
    )
    numbers = (
        f"of the {result.most} busiest cells of a month {again} are busy again the next, "
        f"where drawing lots would give {chance} and unchanging places {constant}"
    )
    headline = SAID[result.words].format(subject.inside)
    return study.finding(
        figure,
        question="persistence",
        subject=subject.name,
        unit=f"of {result.most} busiest cells busy again the next month",
        words=f"{headline}: {numbers}.",
        headline=headline,
        detail=f"{capital(numbers)}.",
        interest=1.0 if result.words == "move" else 0.0,
    )
