"""Months whose rows look incomplete: rows that fell out of a file must not be told as crime that fell.

In: rows by month of one source (a force of data.police.uk, or a partner's feed), and what people answered.
Out: ``Doubt``s: a month with far fewer or far more rows than the months around it, a class that all but
vanished from a month, a month from which the share of rows without a location is another, a month whose file
holds its crimes more than once (a class whose rows have no number may be counted as often). Until a person
answers, rows of such a month do not count, and changes across the last kind are not told. An answer goes with
the month, not with the file: it survives new releases, and says how many rows it was given for.

How it misleads: a true fall by half in a month looks the same; that is why a person is asked. Months of
national restrictions must be much lower to be doubted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from wardmote.measuring.catalogue.class_breaks import begins_anew, exists
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.periods import Period, month_code, month_label

WINDOW = 18
"""Months on each side that say what is usual."""
LEAST_NEIGHBOURS = 3
LEAST_ROWS, LEAST_OF_CLASS = 100, 50
HALF, FIFTH, TENTH = 0.5, 0.2, 0.1
LOCATED = 0.05
"""Another share of rows without a location by this much could move a count by as much as matters."""
LEAST_LOCATED = 100
UNNUMBERED = "anti-social-behaviour"
"""The class of data.police.uk whose rows have no Crime ID."""
BRIEF = 2
"""So few months of another share are no new way of recording: those months are not whole."""
ROWS, CLASS, LOCATION, UNLOCATED, TWICE = "rows", "class", "location", "unlocated", "twice"


@dataclass(frozen=True)
class DoubtAnswer:
    """What a person said of a doubt: whether the rows are right as they are.

    ``found``: the rows (or the share) it was given for; ``at``: UTC, ISO; ``load``: its receipt, "" before it
    is kept.
    """

    key: str
    stands: bool
    because: str
    by: str
    at: str
    found: float
    load: str = ""


@dataclass(frozen=True)
class Doubt:
    """A question about a month of a source. ``found`` against ``usual``: rows, or shares for a location;
    of a month that is in its file twice, rows without a number against those left out as repeated."""

    key: str
    kind: str
    source: str
    month: int
    found: float
    usual: float
    cls: str = ""
    answer: DoubtAnswer | None = None

    def answered(self, *, stands: bool, because: str, by: str, at: datetime) -> DoubtAnswer:
        """What somebody says of it now."""
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return DoubtAnswer(self.key, stands, because, by, moment, self.found)

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answer is None

    @property
    def stands(self) -> bool:
        """Whether a person said that the rows are right as they are."""
        return self.answer is not None and self.answer.stands

    @property
    def words(self) -> str:
        """The question in plain words."""
        when = month_label(self.month)
        if self.kind == LOCATION:
            return (
                f"{self.source}: {percent(self.found)} of rows have no location from {when}, "
                f"{percent(self.usual)} before. Counts of a place can fall or rise by that alone."
            )
        if self.kind == UNLOCATED:
            return (
                f"{self.source}: {percent(self.found)} of the rows of {when} have no location, "
                f"{percent(self.usual)} in other months. Counts of a place are lower by that alone."
            )
        if self.kind == TWICE:
            kind, of = offence_class(self.cls).in_sentence, counted(int(self.found), "row", "rows")
            return (
                f"{self.source}: {int(self.usual):,} rows of {when} were in their file again, and left out. "
                f"{of} of {kind} have no number to tell them by, and may be there twice too."
            )
        of = f" of {offence_class(self.cls).in_sentence}" if self.cls else ""
        rows = f"{counted(int(self.found), 'row', 'rows')}{of} in {when}"
        return f"{self.source}: {rows}, where about {int(self.usual):,} are usual."

    @property
    def consequence(self) -> str:
        """What the program does about it, as things stand."""
        if self.stands:
            return f"A person said that it is right as it is; it counts.{self._since}"
        if self.kind == LOCATION:
            return "No change across it is told of a place until somebody says that it is right."
        what = "The class is" if self.cls else "The month is"
        return f"{what} treated as not held until somebody says that it is right."

    @property
    def _since(self) -> str:
        """That the rows are others than those the answer was given for."""
        assert self.answer is not None
        near = abs(self.found - self.answer.found) <= LOCATED * max(self.answer.found, 1.0)
        return "" if near else " The rows are others now than when that was said: look again."


def percent(share: float) -> str:
    """``0.6 %``, ``26 %``."""
    return f"{share * 100:.1f} %" if share < 0.1 else f"{share * 100:.0f} %"


@dataclass(frozen=True)
class SourceMonths:
    """Rows of a source by month. ``name`` begins its doubts' keys; ``words_of`` as in ``class_breaks``."""

    name: str
    title: str
    words_of: str
    rows: Mapping[int, int]
    unlocated: Mapping[int, int]
    by_class: Mapping[str, Mapping[int, int]]
    country: str
    repeated: Mapping[int, int] = field(default_factory=dict)


def doubts(months: SourceMonths, answers: Mapping[str, DoubtAnswer], *, steady: bool) -> tuple[Doubt, ...]:
    """Every doubt about a source, by month; ``steady``: half the usual rows are already strange."""
    found = [*_thin(months, HALF if steady else FIFTH), *_located(months)]
    strange = {each.month for each in found if each.kind == ROWS}
    found += [each for each in _twice(months) if each.month not in strange]
    if steady:
        found += [each for each in _vanished(months) if each.month not in strange]
    found.sort(key=lambda each: (each.month, each.key))
    return tuple(replace(each, answer=answers.get(each.key)) for each in found)


def holes(found: Iterable[Doubt]) -> tuple[frozenset[int], Mapping[str, frozenset[int]]]:
    """The months that do not count, and by class the months of which only it does not."""
    standing = [each for each in found if each.kind != LOCATION and not each.stands]
    by_class: dict[str, frozenset[int]] = {}
    for each in standing:
        if each.cls:
            by_class[each.cls] = by_class.get(each.cls, frozenset()) | {each.month}
    return frozenset(each.month for each in standing if not each.cls), by_class


def _thin(months: SourceMonths, least: float) -> Iterator[Doubt]:
    for month, rows in months.rows.items():
        usual = _usual(months.rows, month)
        if usual is None or usual < LEAST_ROWS:
            continue
        if least * usual <= rows <= usual / least:
            continue
        if rows > usual or rows < TENTH * usual or not _restricted(month, months.country):
            yield Doubt(f"{months.name}/{month_code(month)}", ROWS, months.title, month, rows, usual)


def _vanished(months: SourceMonths) -> Iterator[Doubt]:
    for cls, counts in months.by_class.items():
        each_month = [counts.get(month, 0) for month in months.rows]
        most = max(each_month, default=0)
        if most < LEAST_OF_CLASS or min(each_month) >= FIFTH * most:
            continue  # no month is that low, so the breaks of classes need not be read
        since = {month: begins_anew(months.words_of, cls, month) for month in months.rows}
        for month in months.rows:
            like = {other: counts.get(other, 0) for other in months.rows if since[other] == since[month]}
            usual = _usual(like, month)
            if usual is None or usual < LEAST_OF_CLASS or like[month] >= FIFTH * usual:
                continue
            if exists(months.words_of, cls, month) and not _restricted(month, months.country):
                key = f"{months.name}/{month_code(month)}/{cls}"
                yield Doubt(key, CLASS, months.title, month, like[month], usual, cls)


def _twice(months: SourceMonths) -> Iterator[Doubt]:
    """Months of which at least a tenth as many rows were left out as repeated as are counted."""
    for month, again in months.repeated.items():
        rows = months.by_class.get(UNNUMBERED, {}).get(month, 0)
        if rows and again >= TENTH * months.rows[month]:
            key = f"{months.name}/{month_code(month)}/{UNNUMBERED}/twice"
            yield Doubt(key, TWICE, months.title, month, rows, again, UNNUMBERED)


def _located(months: SourceMonths) -> Iterator[Doubt]:
    """Months that alone have many rows without a location, and where a new share of such rows begins."""
    brief = _brief(months, _stretches(months, months.rows))
    for month in brief:
        usual = unlocated_share(months, [other for other in months.rows if other not in brief])
        yield _of_location(months, UNLOCATED, month, usual)
    for before, after in pairwise(_stretches(months, months.rows.keys() - set(brief))):
        yield _of_location(months, LOCATION, after[0], unlocated_share(months, before))


def _stretches(months: SourceMonths, wanted: Iterable[int]) -> list[list[int]]:
    """Months in their order, parted where the share without a location is another than in those since the
    last such."""
    found: list[list[int]] = []
    for month in sorted(wanted):
        if months.rows[month] < LEAST_LOCATED:
            continue
        if found and abs(unlocated_share(months, [month]) - unlocated_share(months, found[-1])) < LOCATED:
            found[-1].append(month)
        else:
            found.append([month])
    return found


def _brief(months: SourceMonths, stretches: Sequence[Sequence[int]]) -> list[int]:
    """The months of stretches that are short and have a higher share than what lies before and after."""
    shares = [unlocated_share(months, each) for each in stretches]
    found: list[int] = []
    for at, each in enumerate(stretches):
        beside = [shares[other] for other in (at - 1, at + 1) if 0 <= other < len(shares)]
        if beside and len(each) <= BRIEF and shares[at] > max(beside):
            found += each
    return found


def _of_location(months: SourceMonths, kind: str, month: int, usual: float) -> Doubt:
    key = f"{months.name}/{month_code(month)}/location"
    return Doubt(key, kind, months.title, month, unlocated_share(months, [month]), usual)


def unlocated_share(months: SourceMonths, wanted: Sequence[int]) -> float:
    """Rows without a location among all rows of these months; 0 without rows."""
    rows = sum(months.rows.get(month, 0) for month in wanted)
    return sum(months.unlocated.get(month, 0) for month in wanted) / rows if rows else 0.0


def _usual(rows: Mapping[int, int], month: int) -> float | None:
    """The middle of the months around one; None where too few are held to tell."""
    near = [n for other, n in rows.items() if other != month and abs(other - month) <= WINDOW]
    return float(median(near)) if len(near) >= LEAST_NEIGHBOURS else None


def _restricted(month: int, country: str) -> bool:
    return bool(disruptions(Period.of_months(month, month), country))
