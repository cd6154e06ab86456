"""The rows of one strand in one year: place, light, cameras, times, words, victims and offenders.

In: a ``SyntheticStrand``, a year and the ground plan. Out: a dict of equally long numpy
arrays, named as the columns of the files, in no order of time. Offender and
victim keys are pseudonyms of nobody. Burglary has no repeat victims, so that its
places are in proportion to households and nothing else.
"""

import zlib

import numpy as np
import numpy.typing as npt

from wardmote.measuring.demonstration.chance import Ints, dealt, quotas, split, stream
from wardmote.measuring.demonstration.days import Times, happenings, reported, spanned
from wardmote.measuring.demonstration.ground_plan import GroundPlan
from wardmote.measuring.demonstration.strands import YEARS, SyntheticStrand, age_shares, serious_codes

Column = npt.NDArray[np.generic]
Rows = dict[str, Column]
AGE_BANDS = ("under 18", "18-24", "25-34", "35-44", "45-59", "60 and over")
NOT_KNOWN = 0.12
SET_BY = {"Attending officer": 0.62, "Crime desk review": 0.28, "Victim": 0.10}
PROLIFIC, POOL, SINGLES = 3, 1600, 2400
SITES_A_MONTH = 4


def rows_of(strand: SyntheticStrand, year: int, plan: GroundPlan) -> Rows:
    """Every row of the strand in the year."""
    which = YEARS.index(year)
    count = strand.counts[which]
    when = stream(strand.key, year, "when")
    start, end = spanned(when, happenings(when, count, year, week=strand.week, lift=strand.lift), strand.span)
    rows: Rows = {"From": start, "To": end, "Reported": reported(when, end, 5.0)}
    rows |= _where(strand, year, start, plan)
    rows |= _what(strand, year, count)
    rows |= _victims(strand, year, count)
    rows |= _offenders(strand, year, count)
    if strand.repeat and set(strand.where) == {"homes"}:
        _at_the_same_home(rows)
    return rows


def _where(strand: SyntheticStrand, year: int, start: Times, plan: GroundPlan) -> Rows:
    rng, count = stream(strand.key, year, "where"), len(start)
    kinds = dealt(rng, strand.where, count).astype("<U24")
    points = np.empty((count, 2), dtype=np.int64)
    for kind in strand.where:
        these = np.flatnonzero(kinds == kind)
        points[these] = plan.stock[kind][rng.integers(0, len(plan.stock[kind]), len(these))]
    hot = np.flatnonzero(split(rng, count, round(strand.hot * count)))
    if len(hot):
        month = start[hot].astype("datetime64[M]").astype(np.int64) - 12 * (YEARS[0] - 1970)
        drawn = rng.integers(0, SITES_A_MONTH, len(hot))
        site = hot_sites(strand.hot_sites, len(plan.hot_sites))[month, drawn]
        centres = np.array([(x, y) for _, x, y in plan.hot_sites])[site]
        points[hot] = np.rint(rng.normal(centres, plan.hot_spread)).astype(np.int64)
        kinds[hot] = np.array([kind for kind, _, _ in plan.hot_sites])[site]
    return {
        "Easting": points[:, 0],
        "Northing": points[:, 1],
        **_light(rng, kinds, plan),
    }


def _light(rng: np.random.Generator, kinds: npt.NDArray[np.str_], plan: GroundPlan) -> Rows:
    """Street lighting and cameras at each point, by kind of place; cameras stand only where it is lit."""
    light, camera = np.full(len(kinds), "unlit", dtype="<U7"), np.full(len(kinds), "no", dtype="<U7")
    for kind in np.unique(kinds).tolist():
        here = rng.permutation(np.flatnonzero(kinds == kind))
        light[here[: round(plan.lit[kind] * len(here))]] = "lit"
        camera[here[: round(plan.cctv[kind] * len(here))]] = "yes"
    for answer in (light, camera):
        answer[rng.random(len(kinds)) < NOT_KNOWN] = "unknown"
    return {"Lighting": light, "CCTV": camera}


def hot_sites(how: str, sites: int) -> Ints:
    """Sites where damage flares up, shape (36 months, 4): none of the last two months, or always the same."""
    rng = stream("hot sites")
    months: list[Ints] = []
    for _ in range(12 * len(YEARS)):
        rested = np.setdiff1d(np.arange(sites), np.concatenate([np.empty(0, np.int64), *months[-2:]]))
        months.append(rng.permutation(rested)[:SITES_A_MONTH])
    return np.array([months[0]] * len(months) if how == "still" else months)


def _what(strand: SyntheticStrand, year: int, count: int) -> Rows:
    rng, which = stream(strand.key, year, "what"), YEARS.index(year)
    words = dealt(rng, strand.words, count).astype("<U40")
    grave = np.flatnonzero(split(rng, count, strand.serious[which]))
    words[grave] = dealt(rng, serious_codes(), len(grave))
    taken = dealt(rng, strand.property, count) if strand.property else np.full(count, "")
    rows: Rows = {"Word": words, "Property": taken}
    if not strand.flags:
        return rows | {name: np.full(count, "") for name in ("Alcohol", "Domestic", "Hate", "Flags set by")}
    for name in ("alcohol", "domestic"):
        rows[name.capitalize()] = np.full(count, "Y" if strand.flags[name] else "N")
    rows["Hate"] = np.where(split(rng, count, strand.hate[which]), "Y", "N")
    rows["Flags set by"] = dealt(rng, SET_BY, count)
    return rows


def _victims(strand: SyntheticStrand, year: int, count: int) -> Rows:
    blank = np.full(count, "")
    if not strand.ages:
        return {"Victim": blank, "Victim age": blank}
    rng = stream(strand.key, year, "victims")
    people = count - round(strand.repeat * count)
    who = rng.permutation(np.concatenate([np.arange(people), rng.integers(0, people, count - people)]))
    bands = np.repeat(np.array(AGE_BANDS), quotas(age_shares(strand.ages), people))
    keys = np.array([_pseudonym(strand.key, year, person) for person in range(people)])
    return {"Victim": keys[who], "Victim age": rng.permutation(bands)[who]}


def _pseudonym(*person: object) -> str:
    return f"SYN-VIC-{zlib.crc32(repr(person).encode()):08x}"


def _at_the_same_home(rows: Rows) -> None:
    _, first, person = np.unique(rows["Victim"], return_index=True, return_inverse=True)
    for name in ("Easting", "Northing", "Lighting", "CCTV"):
        rows[name] = rows[name][first][person]


def _offenders(strand: SyntheticStrand, year: int, count: int) -> Rows:
    rng = stream(strand.key, year, "offenders")
    found = np.flatnonzero(split(rng, count, round(strand.detected * count)))
    keys = np.full((3, count), "", dtype="<U12")
    if strand.offenders == "pool":
        often = 1.0 / (np.arange(POOL) + 8.0) ** 0.8
        for place, share in enumerate((1.0, 0.16, 0.04)):
            these = found[: round(share * len(found))]
            people = rng.choice(POOL, len(these), p=often / often.sum())
            keys[place, these] = _names(people + PROLIFIC + 1)
        keys[1:][keys[1:] == keys[0]] = ""
    elif strand.offenders == "singles":
        keys[0, found] = _names(rng.permutation(SINGLES)[: len(found)] + PROLIFIC + POOL + 1)
    else:
        people = np.repeat(np.arange(PROLIFIC), quotas(strand.offenders, len(found)))
        keys[0, found] = _names(rng.permutation(people) + 1)
    return {f"Offender {place + 1}": keys[place] for place in range(3)}


def _names(numbers: Ints) -> list[str]:
    return [f"SYN-OFF-{number:04d}" for number in numbers.tolist()]
