"""What there is to ask about: a partnership's measures and the places inside its own.

In: open evidence and a place. Out: ``QueryMeasure`` values (a source and a class, coded
``police-uk/burglary`` in addresses) and the areas that may be asked about, by group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardmote.measuring.catalogue.classes import offence_class, offence_classes, top_classes
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.placing_words import unit_words
from wardmote.measuring.drafting.words import capital
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.series import ALL, classes_in
from wardmote.measuring.store.answers import Feed, Place

NOT_OFFERED = ("oa",)
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QueryMeasure:
    """One class of one source; ``all`` is the source's whole."""

    feed: Feed
    key: str

    @property
    def code(self) -> str:
        return f"{self.feed.name}/{self.key}"

    @property
    def label(self) -> str:
        return "Everything in this source" if self.key == ALL else offence_class(self.key).label


def offered(inquiry: Inquiry, place: Place) -> tuple[QueryMeasure, ...]:
    """Every class with rows in the place, ever; parents and the whole included, by source and name."""
    found: list[QueryMeasure] = []
    for feed in inquiry.evidence.feeds(place):
        if not feed.months:
            continue
        ever = Period.of_months(min(feed.months), max(feed.months))
        seen = set(classes_in(inquiry, feed.name, area=str(place.id), period=ever))
        tops = set(top_classes(seen))
        keys = sorted(seen | tops, key=lambda key: offence_class(key).label)
        found += [QueryMeasure(feed, key) for key in ((ALL,) if len(tops) > 1 else ())]
        found += [QueryMeasure(feed, key) for key in keys]
    return tuple(found)


def chosen(code: str, measures: Iterable[QueryMeasure]) -> QueryMeasure:
    """The measure an address names; ``Refusal`` when this place has no such rows."""
    feed, _, key = code.partition("/")
    known = tuple(measures)
    for measure in known:
        if measure.code == code:
            return measure
    if any(measure.feed.name == feed for measure in known) and key in offence_classes():
        raise Refusal(
            f"No row of “{offence_class(key).label}” was ever counted in this place by this source.",
            todo="Choose another measure or a larger place.",
        )
    raise Refusal("There is no such measure here.", found=code[:80], todo="Choose one from the list.")


def measure_choices(measures: Iterable[QueryMeasure]) -> tuple[tuple[str, Choices], ...]:
    """Measures by source, as a list to choose from shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for measure in measures:
        groups.setdefault(measure.feed.title, []).append((measure.code, measure.label))
    return tuple((title, tuple(rows)) for title, rows in groups.items())


def place_choices(inquiry: Inquiry, town: Place) -> tuple[tuple[str, Choices], ...]:
    """The town, its wards, small areas and named places; output areas are too many to list."""
    groups: list[tuple[str, Choices]] = [("The whole", ((str(town.id), town.name),))]
    for unit in _units(inquiry, town):
        if unit.partition(":")[0] not in NOT_OFFERED:
            groups.append((capital(unit_words(unit, plural=True)), _areas(inquiry, town, unit)))
    named = inquiry.evidence.named_places(town) if _exact(inquiry, town) else ()
    if named:
        rows = sorted((area.name, str(area.id)) for area in named)
        groups.append(("Named places", tuple((area, name) for name, area in rows)))
    return tuple(groups)


def areas_inside(inquiry: Inquiry, town: Place) -> Mapping[str, str]:
    """Every area that may be asked about, by id with its name."""
    found = {str(town.id): town.name}
    for unit in _units(inquiry, town):
        found |= dict(_areas(inquiry, town, unit))
    if _exact(inquiry, town):
        found |= {str(area.id): area.name for area in inquiry.evidence.named_places(town)}
    return found


def _units(inquiry: Inquiry, town: Place) -> tuple[str, ...]:
    """Units of any of the town's sources: wards first, then the smaller ones."""
    order = ("district", "ward", "msoa", "lsoa", "oa")
    units = {unit for feed in inquiry.evidence.feeds(town) for unit in feed.units}
    known = [unit for unit in units if unit.partition(":")[0] in order]
    return tuple(sorted(known, key=lambda unit: (order.index(unit.partition(":")[0]), unit)))


def _areas(inquiry: Inquiry, town: Place, unit: str) -> Choices:
    rows = sorted((area.name or area.id.code, str(area.id)) for area in inquiry.evidence.units(town, unit))
    return tuple((area, name) for name, area in rows)


def _exact(inquiry: Inquiry, town: Place) -> bool:
    return any(feed.precision == "exact" for feed in inquiry.evidence.feeds(town))
