"""The drafted explanation of an exception: parts, areas, hours, offenders, season, recording change.

In: a partnership's open evidence, what was read, and the measure or part that owes. Out: ``Told`` lines, each
with the figure it rests on. "Who drives it" is asked as the page *What changed* asks it, for the class, the
latest twelve months against the twelve before. A person replies to it; nothing here is a finding of cause.
"""

from wardmote.deciding.performance.measures.results import Read, Told
from wardmote.deciding.performance.rules.exceptions import part_of
from wardmote.knowing.asking.drivers import drivers_section
from wardmote.knowing.asking.questions import asked
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period, month_label, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.words import (
    linked,
    plain,
)
from wardmote.measuring.figures.keeping import keep

YEAR = 12
ABOUT = {
    "By parts": "parts", "By hours": "hours", "A few offenders": "offenders", "Repeat victims": "victims",
    "Elsewhere": "elsewhere", "Recording": "recording",
}  # fmt: skip


def explain(opened: Opened, source: Read, key: str) -> tuple[Told, ...]:
    """Every line the evidence can draft; what it cannot say is said too."""
    found = _classes_of(source, key)
    driven = _driven(opened, source, found) if found and source.feed is not None and source.month else []
    recorded = any(plain(told.words).startswith("Recording") for told in driven)
    return (*_parts(source, key), *driven, *_season(source), *_recording(source, told=recorded))


def _classes_of(source: Read, key: str) -> str:
    """The one class to ask about: the part itself, or the part of the measure that rose most."""
    part = part_of(key)
    if part:
        return part
    parts = source.series.get("parts", {})
    rises = {name: _years(counts) for name, counts in parts.items()}
    if rises:
        return str(max(rises, key=lambda name: rises[name][1] - rises[name][0]))
    wanted = {each for keys in source.of.measure.basket.values() for each in keys}
    return next(iter(wanted)) if len(wanted) == 1 else ""


def _years(counts: list[int | None]) -> tuple[int, int]:
    return sum(n or 0 for n in counts[-2 * YEAR : -YEAR]), sum(n or 0 for n in counts[-YEAR:])


def _parts(source: Read, key: str) -> list[Told]:
    """Every part of the measure, the twelve months before and the latest."""
    parts = source.series.get("parts", {})
    if len(parts) < 2:
        return []
    said = []
    for name, counts in parts.items():
        before, now = _years(counts)
        said.append(f"{offence_class(name).in_sentence} from {linked(before, source.figure)} to "
                    f"{linked(now, source.figure)}")  # fmt: skip
    last = month_label(parse_month(source.month))
    words = f"In the twelve months to {last}, compared with the twelve before, its parts went: "
    return [Told("parts", f"{words}{listed(said)}.", source.figure)]


def _driven(opened: Opened, source: Read, name: str) -> list[Told]:
    """What the page *What changed* would say of the class."""
    assert source.feed is not None
    last = parse_month(source.month)
    query = {
        "measure": f"{source.feed.name}/{name}",
        "period": Period.of_months(last - YEAR + 1, last).code,
        "against": "year-before",
    }
    with opened.lock:
        inquiry = opened.inquiry
        before = set(inquiry.asked)
        try:
            place = inquiry.place(_area(opened, source))
            section = drivers_section(asked(inquiry, place, query))
        except Refusal as refusal:
            return [Told("cannot say", refusal.what)]
        new = [figure for key, figure in inquiry.asked.items() if key not in before]
    keep(new, folder().root)
    lines = [Told(_about(words), words) for words in section.sentences]
    return [*lines, *(Told("cannot say", words) for words in section.missing)]


def _area(opened: Opened, source: Read) -> str:
    return str(opened.inquiry.asked[source.figure].question.area)


def _about(words: str) -> str:
    start = plain(words).partition(":")[0]
    return next((what for begins, what in ABOUT.items() if start.startswith(begins)), "area")


def _season(source: Read) -> list[Told]:
    """What is usual in the month that landed; the season is in it where the baseline was long enough."""
    signal = source.judged.get("signal", {})
    usual, counts = signal.get("usual") or [], source.series.get("counts") or []
    if not usual or usual[-1] is None or not counts or counts[-1] is None:
        return []
    left = "season_left_in" in signal.get("caveats", ())
    usual_when = "in such a month, whatever the time of year" if left else "at that time of year"
    words = (
        f"{month_label(parse_month(source.month))}: {linked(counts[-1], source.figure)} in the whole "
        f"measure; about {linked(round(usual[-1]), source.figure)} are usual {usual_when}."
    )
    return [Told("season", words, source.figure)]


def _recording(source: Read, *, told: bool) -> list[Told]:
    """Breaks of the series, months that may change; else that none is noted, unless it is told already."""
    breaks = source.series.get("breaks", [])
    provisional = source.series.get("provisional", [])
    said = [f"From {month_label(parse_month(month))}: {what}" for month, what in breaks]
    if provisional:
        said.append(f"{listed([month_label(parse_month(m)) for m in provisional])} may still change.")
    if not said and told:
        return []
    return [Told("recording", " ".join(said) or "No change in how this is recorded is known of.")]
