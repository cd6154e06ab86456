"""The counts a public assessment prints of partners' rows, and which of an earlier one's they give away.

In: a study for the public. Out: a ``PublicRelease``: every count of a source that is not open already, by
class, area and months (levels, both compared periods, months where they are charted, areas of the widest
class, areas that sentences name, all years where one tells of them, and what a sentence tells of a part of
the place's rows: inside known times of the year, in deprived areas and without the busiest of these, with a
flag), as far as ``disclosure`` shows it.
``given_away`` sets a new one against those before: a count of one inside a count of the other leaves the
difference, and several counts of one source together leave a range (``analysis.differencing``), of one area
over classes and months, of one class over areas and months; a difference that is small, and was not known
before, is given away.

How it misleads: shares, hours, kinds of place and sentences people write are not among the counts; where rows
were restated between two releases only pairs of counts are judged.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from wardmote.measuring.analysis.differencing import Release, safe_against
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_classes, with_parts
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.disclosure import (
    SENSITIVE,
    SENSITIVE_CLASSES,
    hidden_classes,
    hides,
    least_shown,
    months_shown,
    periods_charted,
    periods_counted,
    public_findings,
    safe_counts,
)
from wardmote.measuring.drafting.parts_told import parts_told
from wardmote.measuring.drafting.places import best_unit, find_areas, ward_units
from wardmote.measuring.drafting.signals import find_signals
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.times import find_windows
from wardmote.measuring.drafting.told_numbers import areas_named
from wardmote.measuring.figures.series import ALL, series

SCHEMA = 1
OUTSIDE = "outside the areas of "
Areas = Mapping[str, frozenset[str]]
"""Each area as the smallest it is made of."""


@dataclass(frozen=True)
class PublicCount:
    """A printed count: of which source, class, area and months. ``area`` may be a part of a place's rows that
    is no area (``parts_told``): judged by itself from release to release."""

    feed: str
    key: str
    area: str
    period: str
    count: int

    @cached_property
    def classes(self) -> frozenset[str]:
        return frozenset(offence_classes()) if self.key == ALL else with_parts(self.key)

    @cached_property
    def months(self) -> frozenset[int]:
        return frozenset(parse_period(self.period).months)


@dataclass(frozen=True)
class PublicRelease:
    """What one public assessment printed. ``areas``: those inside its place, by id, as it counts them;
    ``members``: the codes that make its place up."""

    place: str
    area: str
    period: str
    areas: tuple[str, ...]
    members: tuple[str, ...]
    counts: tuple[PublicCount, ...]
    schema: int = SCHEMA

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def of(self, feed: str, area: str) -> tuple[PublicCount, ...]:
        """Its counts of a source and area."""
        return self.by_area.get((feed, area), ())

    @cached_property
    def by_area(self) -> Mapping[tuple[str, str], tuple[PublicCount, ...]]:
        found: dict[tuple[str, str], list[PublicCount]] = {}
        for count in self.counts:
            found.setdefault((count.feed, count.area), []).append(count)
        return {key: tuple(counts) for key, counts in found.items()}

    def holds(self, other: "PublicRelease", area: str) -> bool:
        """Whether an area that another release counts lies inside this one's place, or is it."""
        mine, theirs = set(self.members), set(other.members)
        inside = area == other.area and bool(theirs) and theirs <= mine
        return area in (self.area, *self.areas) or inside


@dataclass(frozen=True)
class GivenAway:
    """A small number that a new release and an earlier one tell together: of what rows, never how many."""

    feed: str
    rows: str
    earlier: PublicRelease


def release_of(data: Mapping[str, Any]) -> PublicRelease:
    """A kept release again; ``Refusal`` where another version of the program wrote it."""
    if data.get("schema") != SCHEMA:
        raise Refusal("A public release was kept by another version of the program.", found=str(data)[:80])
    counts = tuple(PublicCount(**each) for each in data["counts"])
    rest = {name: tuple(data[name]) for name in ("areas", "members")}
    return PublicRelease(**{**data, **rest, "counts": counts})


# ---- what is printed ----


def public_release(study: Study) -> PublicRelease:
    """What the public assessment of a study prints."""
    counts: dict[PublicCount, None] = {}
    areas: dict[str, None] = {}
    for source in study.sources:
        if hides(study, source):
            counts |= dict.fromkeys((*_levels(study, source), *_months(study, source)))
            units = [unit for unit in dict.fromkeys((best_unit(source), *ward_units(source))) if unit]
            counts |= dict.fromkeys((*_usual_months(study, source), *_parts(study, source, units)))
            for unit in units:
                counts |= dict.fromkeys((*_by_area(study, source, unit), *_named_areas(study, source, unit)))
                areas |= dict.fromkeys(
                    str(each.id) for each in study.inquiry.evidence.units(study.place, unit)
                )
    members = sorted(f"{unit}/{code}" for unit, codes in study.place.members.items() for code in codes)
    return PublicRelease(
        place=study.place.name,
        area=study.area,
        period=study.period.code,
        areas=tuple(areas),
        members=tuple(members),
        counts=tuple(counts),
    )


def _levels(study: Study, source: StudySource) -> Iterable[PublicCount]:
    hidden = hidden_classes(study, source)
    for period in periods_counted(study, source):
        for key in dict.fromkeys((*source.classes, *source.top, *source.whole)):
            if key not in hidden:
                yield _count(study, source, key, period)


def _months(study: Study, source: StudySource) -> Iterable[PublicCount]:
    for key in (*source.top, *source.whole):
        for period in periods_charted(study, source) if months_shown(study, source, key) else ():
            for month in period.months:
                yield _count(study, source, key, Period.of_months(month, month))


def _count(study: Study, source: StudySource, key: str, period: Period) -> PublicCount:
    rows = series(study.inquiry, source.name, key, area=study.area, period=period).total
    return PublicCount(source.name, key, study.area, period.code, rows)


def _usual_months(study: Study, source: StudySource) -> Iterable[PublicCount]:
    """Months before the period that stand in the chart of what is usual."""
    for finding in public_findings(study, find_signals(study)):
        result = study.inquiry.asked[finding.figure].result
        if finding.feed == source.name and finding.id.endswith(f"/{ALL}"):
            for month, count in zip(result.months, result.counts, strict=True):
                yield PublicCount(source.name, ALL, study.area, f"{month}:{month}", count)


def _parts(study: Study, source: StudySource, units: Iterable[str]) -> Iterable[PublicCount]:
    """Rows of all years held that a sentence on a time of the year tells, and parts of a place's rows."""
    for finding in public_findings(study, find_windows(study)[0]):
        asked = study.inquiry.asked[finding.figure].question
        if finding.feed == source.name:
            yield _count(study, source, asked.params["class"], asked.period)
    for key, area, months, count in parts_told(study, source, units):
        yield PublicCount(source.name, key, area, months, count)


def _named_areas(study: Study, source: StudySource, unit: str) -> Iterable[PublicCount]:
    """Areas that sentences name with a count or a rate, class by class."""
    try:
        told = find_areas(study, source, unit)
    except Refusal:
        return  # none are rated, so no sentence names them
    for finding in public_findings(study, told):
        figure = study.inquiry.asked[finding.figure]
        rows = areas_named(figure.result.rows) if finding.question == "area" else figure.result.rows[:1]
        for row in rows:
            key = figure.question.params["class"]
            yield PublicCount(source.name, key, str(row["area"]), study.period.code, int(row["count"]))


def _by_area(study: Study, source: StudySource, unit: str) -> Iterable[PublicCount]:
    counted = series(
        study.inquiry, source.name, source.widest, area=study.area, period=study.period, unit=unit
    )
    shown = safe_counts(study, source, counted.by_area)
    for area, count in zip(counted.areas, shown, strict=True):
        if count is not None:
            yield PublicCount(source.name, source.widest, str(area), study.period.code, count)


# ---- what it gives away ----


def given_away(new: PublicRelease, before: Sequence[PublicRelease]) -> tuple[GivenAway, ...]:
    """The small numbers that the new release tells together with those before it, each once."""
    found: dict[tuple[str, str], GivenAway] = {}
    judged: set[tuple[str, str]] = set()
    for feed, area in dict.fromkeys((count.feed, count.area) for count in new.counts):
        exposed = _in_one_area(new, before, feed, area)
        judged |= {(feed, area)} if exposed is not None else set()
        found |= {(each.feed, each.rows): each for each in exposed or ()}
    for feed in dict.fromkeys(count.feed for count in new.counts):
        found |= {(each.feed, each.rows): each for each in _among_areas(new, before, feed)}
    for earlier in reversed(before):
        for each in _in_pairs(new, earlier, judged):
            found.setdefault((each.feed, each.rows), each)
    return tuple(found.values())


def _in_one_area(
    new: PublicRelease, before: Sequence[PublicRelease], feed: str, area: str
) -> list[GivenAway] | None:
    """What the counts of one source and area leave too narrow a range, all releases together; None where
    they contradict each other, as when rows were restated between them."""
    earlier = [release for release in before if release.of(feed, area)]
    old = list(dict.fromkeys(count for release in earlier for count in release.of(feed, area)))
    mine = [count for count in new.of(feed, area) if count not in old]
    found = []
    for classes in (frozenset(offence_classes()), *map(with_parts, SENSITIVE_CLASSES)):
        wanted, known = ([each for each in some if each.classes <= classes] for some in (mine, old))
        if not (wanted and known):
            continue
        blocks = _Blocks([*wanted, *known])
        judged = safe_against(blocks.releases(wanted), blocks.releases(known), threshold=least_shown(classes))
        if judged.status != Status.OK and not judged.exposed:
            return None
        found += [GivenAway(feed, " ".join(each.parts), earlier[-1]) for each in judged.exposed]
    return found


def _among_areas(new: PublicRelease, before: Sequence[PublicRelease], feed: str) -> Iterable[GivenAway]:
    """What a class's counts leave too narrow a range in an area, all releases together: a place is its areas
    and what lies in none of them. Areas of one kind do not overlap, so each kind is judged by itself."""
    every = [*before, new]
    for kind in dict.fromkeys(_kind(area) for release in every for area in release.areas):
        areas = _made_of(kind, every)
        counted = [(c, r) for r in every for c in r.counts if c.feed == feed and c.area in areas]
        for classes in dict.fromkeys(count.classes for count in new.counts if count.feed == feed):
            last = {count: release for count, release in counted if count.classes == classes}
            old = {c for c, r in counted if r is not new and c.classes == classes}
            known, wanted = _of_like_months(old, last.keys() - old, areas)
            if not (known and wanted) or len({count.area for count in (*known, *wanted)}) < 2:
                continue
            blocks, least = _Blocks([*known, *wanted], areas), least_shown(classes)
            told = safe_against(blocks.releases(wanted), blocks.releases(known), threshold=least).exposed
            earlier = next(r for r in reversed(before) if old & set(r.counts))
            for each in told:
                if not all(part.startswith(OUTSIDE) for part in each.parts):
                    yield GivenAway(feed, " ".join(each.parts), earlier)


def _kind(area: str) -> str:
    return area.rpartition(":")[0]


def _made_of(kind: str, releases: Sequence[PublicRelease]) -> Areas:
    """Areas of one kind, and the places that are made of such: a place also of what lies in none of them."""
    made: dict[str, set[str]] = {}
    for release in releases:
        inside = {area for area in release.areas if _kind(area) == kind}
        if inside and _kind(release.area) != kind:
            made.setdefault(release.area, {OUTSIDE + release.area}).update(inside)
    for outer in releases:
        for inner in releases:
            if {outer.area, inner.area} <= made.keys() and outer.holds(inner, inner.area):
                made[outer.area] |= made[inner.area]
    single = {area for parts in made.values() for area in parts if not area.startswith(OUTSIDE)}
    return {area: frozenset(parts) for area, parts in ({area: {area} for area in single} | made).items()}


def _of_like_months(
    known: Set[PublicCount], wanted: Set[PublicCount], areas: Areas
) -> tuple[list[PublicCount], list[PublicCount]]:
    """Without counts of a place in months in which none of its areas is counted: they tell nothing of these,
    and would make the equations many."""
    told = {count.months for count in known | wanted if len(areas[count.area]) == 1}
    blocks: dict[frozenset[frozenset[int]], set[int]] = {}
    for month in frozenset().union(*told):
        blocks.setdefault(frozenset(some for some in told if month in some), set()).add(month)

    def like(count: PublicCount) -> bool:
        met = [block for block in blocks.values() if block & count.months]
        return count.months == frozenset().union(*met)

    def ordered(counts: Iterable[PublicCount]) -> list[PublicCount]:
        return sorted(filter(like, counts), key=lambda count: (count.area, count.period, count.count))

    return ordered(known), ordered(wanted)


class _Blocks:
    """Classes and months cut where the counts tell them apart, so that few parts stand for all; areas as they
    are given."""

    def __init__(self, counts: Sequence[PublicCount], areas: Areas | None = None) -> None:
        self.areas = areas or {}
        self.classes = _cut(count.classes for count in counts)
        self.months = _cut(count.months for count in counts)

    def releases(self, counts: Iterable[PublicCount]) -> list[Release]:
        def parts(count: PublicCount) -> frozenset[str]:
            areas = self.areas.get(count.area, (count.area,))
            months = self.months[count.months]
            return frozenset(
                f"{area}@{key}@{month}"
                for area in areas
                for key in self.classes[count.classes]
                for month in months
            )

        return [Release(parts(count), count.count) for count in counts]


def _cut(sets: Iterable[frozenset[Any]]) -> Mapping[frozenset[Any], frozenset[str]]:
    """Each set as the blocks it is made of; a block is named by its first."""
    every = list(dict.fromkeys(sets))
    blocks: dict[tuple[bool, ...], list[Any]] = {}
    for each in sorted(frozenset().union(*every)):
        blocks.setdefault(tuple(each in one for one in every), []).append(each)
    return {
        one: frozenset(str(block[0]) for held, block in blocks.items() if held[at])
        for at, one in enumerate(every)
    }


def _in_pairs(
    new: PublicRelease, earlier: PublicRelease, judged: set[tuple[str, str]]
) -> Iterable[GivenAway]:
    """One count less another that lies inside it, where they were not judged with all others."""
    mine, theirs = set(new.counts), set(earlier.counts)
    for one in mine - theirs:
        for other in theirs - mine:
            together = one.area == other.area and (one.feed, one.area) in judged
            if one.feed != other.feed or together or not 0 < abs(one.count - other.count) < SENSITIVE:
                continue
            pairs = sorted(((one, new), (other, earlier)), key=lambda pair: pair[0].count)
            if _is_inside(*pairs) and pairs[1][0].count - pairs[0][0].count < _least(*pairs):
                yield GivenAway(one.feed, f"{pairs[1][0]} less {pairs[0][0]}", earlier)


Counted = tuple[PublicCount, PublicRelease]


def _is_inside(part: Counted, whole: Counted) -> bool:
    (small, inner), (large, outer) = part, whole
    if not (small.classes <= large.classes and small.months <= large.months):
        return False
    if small.area == large.area:
        return (small.classes, small.months) != (large.classes, large.months)
    return large.area == outer.area and outer.holds(inner, small.area)


def _least(part: Counted, whole: Counted) -> int:
    """From which number on what is left may be known."""
    rest = whole[0].classes - part[0].classes
    return least_shown(rest or whole[0].classes)
