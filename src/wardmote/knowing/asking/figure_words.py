"""A kept figure in words: its value with its unit, its interval, and the line its page begins with.

In: a method's name and its result as it was kept (plain JSON values). Out: text.
A ratio never stands without the counts it is made of.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from wardmote.knowing.asking.sentences import say
from wardmote.measuring.catalogue.classes import joined_classes, offence_classes
from wardmote.measuring.catalogue.counted import listed, ngettext
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.strict_toml import read_toml
from wardmote.measuring.drafting.placing_words import unit_words
from wardmote.measuring.drafting.words import capital, decimal, signed
from wardmote.measuring.figures.driving import REST
from wardmote.measuring.figures.inquiry import Question
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.figures.signalling import months_outside

Result = Mapping[str, Any]
MOST_NAMED = 3
SHARES = ("share", "flag_share", "repeat_victims", "concentration", "offenders", "survey_share", "outcomes")
TIMES = (
    "change",
    "flag_change",
    "against_rest",
    "event_window",
    "hours",
    "named_place",
    "circumstance",
    "deprivation",
)
PERCENT = ("decomposition", "change_by_part", "change_by_area", "change_by_hour")
UNITS = {
    "count": "row|rows",
    "months": "row|rows",
    "season": "in the highest month, where an average month is 100",
    "signals": "row in a usual month|rows in a usual month",
    "areas": "area that stands out|areas that stand out",
    "moves": "area and kind that changed differently|areas and kinds that changed differently",
    "hotspot": "hotspot|hotspots",
    "searches": "search|searches",
    "persistence": "of a month's ten busiest squares are busy again the next month",
}


@cache
def how_words() -> Mapping[str, str]:
    """How each method works, in plain words (``how.toml``)."""
    return read_toml(files("wardmote.knowing.asking").joinpath("how.toml"), dict[str, str])


def what_words(question: Question, source: str) -> str:
    """Which rows, as a phrase: the class, the flag, the unit, the source."""
    params = question.params
    if "measure" in params:
        stretch = f" ({params['stretch']})" if params.get("stretch") else ""
        return f"{measure(str(params['measure'])).name.lower()}{stretch}, {source}"
    if "class" not in params:
        return source
    key = str(params["class"])
    known = {**offence_classes(), **joined_classes()}.get(key)
    said = "all records" if key == ALL else known.in_sentence if known else key
    if params.get("flag"):
        said += f", flagged {params['flag']}"
    if params.get("window"):
        said += f", {str(params['window']).replace('-', ' ')}"
    if params.get("unit"):
        said += f", by {unit_words(str(params['unit']))}"
    return f"{said} in {source}"


def told(method: str, value: Any, result: Result) -> str:
    """A method's value with its unit, as a person reads it."""
    if value is None:
        return "no number"
    if method in SHARES:
        return f"{decimal(value * 100)} %"
    if method in TIMES:
        return f"{decimal(value, 2)} times"
    if method == "outcome_change":
        return f"{signed(value * 100)} percentage points"
    if method == "perception_gap":
        return f"{decimal(value)} percentage points"
    if method == "reading":
        return f"{decimal(value, 2)} {result['unit']}"
    if method in PERCENT:
        return f"{'+' if value > 0 else chr(0x2212) if value < 0 else ''}{decimal(abs(value))} %"
    if method == "rate":
        kind = {"population": "residents"}.get(str(result.get("denominator_kind")), "")
        kind = kind or str(result.get("denominator_kind") or "").replace("_", " ")
        return f"{decimal(value, 2)} for every {int(result.get('per') or 1000):,} {kind}".strip()
    shown = f"{int(value):,}" if float(value).is_integer() else decimal(value)
    one, _, many = UNITS.get(method, "").partition("|")
    return f"{shown} {ngettext(one, many or one, value)}".strip()


def interval_words(method: str, result: Result) -> str:
    """The interval in the value's own unit; of months, the range that is usual."""
    found = result.get("interval")
    if not found or found[0] is None or found[1] is None:
        return ""
    low, high = (told(method, edge, result) for edge in found)
    if method == "signals":
        return say("figure-usual-range", low=decimal(max(found[0], 0.0)), high=decimal(found[1]))
    return say("figure-likely", low=low.split(" ")[0], high=high)


def headline(method: str, result: Result) -> str:
    """What the page begins with: the number among the counts it is made of, or that it cannot be said."""
    write = HEADLINES.get(method)
    if method in ("change", "flag_change"):
        return _change(result, told(method, result.get("value"), result))
    if method == "areas" and result.get("rows") and result.get("status") != "ok":
        return say("figure-areas-no-rate", count=result["n"] or 0, of=len(result["rows"]))
    if result.get("status") != "ok":
        return "Cannot say"
    said = told(method, result.get("value"), result)
    return write(result, said) if write else said[:1].upper() + said[1:]


def _change(result: Result, value: str) -> str:
    before, now = ("not known" if result[key] is None else result[key] for key in ("count_against", "count"))
    change = result["words"] if result.get("value") is None else value
    return say("figure-change", before=before, count=now, change=change)


def _share(result: Result, value: str) -> str:
    return say("figure-share", count=result["count"], n=result["n"], share=value)


def _outcomes(result: Result, value: str) -> str:
    return say("figure-outcomes", count=result["rows"][0]["count"], closed=result["n"], share=value)


def _outcome_change(result: Result, value: str) -> str:
    closed = {"of_then": result["base_before"], "of_now": result["base"]}
    then, now = result["count_before"] / closed["of_then"], result["count"] / closed["of_now"]
    shares = {"then": f"{decimal(then * 100)} %", "now": f"{decimal(now * 100)} %"}
    return say("figure-outcomes-change", **shares, **closed, change=value)


def _rate(result: Result, value: str) -> str:
    return say("figure-rate", count=result["count"], rate=value)


def _reading(result: Result, value: str) -> str:
    """The latest stretch: its count, over what, and in what months."""
    number = result.get("n")
    return capital(value) if number is None else say("figure-reading", count=number, value=value)


def _rest(result: Result, value: str) -> str:
    here, rest = decimal(result["rate"], 2), decimal(result["rate_rest"], 2)
    return say("figure-rest", here=here, rest=rest, per=result["per"], ratio=value)


def _areas(result: Result, value: str) -> str:
    above, of = int(result["value"]), len(result["rows"])
    return say("figure-areas-above" if above else "figure-areas-none", above=above, of=of)


def _concentration(result: Result, value: str) -> str:
    return say("figure-concentration", share=value, units=result["units"])


def _window(result: Result, value: str) -> str:
    whole = result["inside"] + result["outside"]
    return say("figure-days", inside=result["inside"], whole=whole, days=result["inside_days"], ratio=value)


def _hours(result: Result, value: str) -> str:
    night, others = (f"{result[key] * 100:.0f} %" for key in ("night", "night_others"))
    return say("figure-hours", night=night, others=others)


def _contrast(result: Result, value: str) -> str:
    out = result["standing_out"]
    if not out:
        return say("figure-contrast-none")
    return say("figure-contrast", count=result["count"], base=result["base"], places=_named(out), ratio=value)


def _offenders(result: Result, value: str) -> str:
    keys = ("before", "now", "offenders", "without_before", "without_now")
    return say("figure-offenders", **{key: result[key] for key in keys})


def _victims(result: Result, value: str) -> str:
    incidents, victims = result["incidents"], result["repeat_victims"]
    return say("figure-victims", share=value, incidents=incidents, victims=victims)


def _signals(result: Result, value: str) -> str:
    months = months_outside(result["signals"])
    none = "figure-unusual-run" if result["signals"] else "figure-unusual-none"
    return say("figure-unusual" if months else none, months=months)


def _driven(result: Result, value: str) -> str:
    names = result.get("names") or {}
    out = [_part(part, names) for part in result["standing_out"]]
    key = "figure-apart" if out else "figure-alike"
    return say(key, before=result["before"], now=result["now"], change=value, names=_named(out))


def _moves(result: Result, value: str) -> str:
    return say("figure-moves", moved=int(result["value"]), looked=result["looked"])


def _part(part: str, names: Mapping[str, str]) -> str:
    known = offence_classes().get(part)
    return names.get(part) or (known.in_sentence if known else "the rest of it" if part == REST else part)


def _named(parts: list[str]) -> str:
    more = len(parts) - MOST_NAMED
    return listed(parts[:MOST_NAMED] + ([f"{more} more"] if more > 0 else []))


HEADLINES: dict[str, Callable[[Result, str], str]] = {
    "share": _share,
    "flag_share": _share,
    "outcomes": _outcomes,
    "outcome_change": _outcome_change,
    "rate": _rate,
    "reading": _reading,
    "against_rest": _rest,
    "areas": _areas,
    "concentration": _concentration,
    "event_window": _window,
    "hours": _hours,
    "named_place": _contrast,
    "circumstance": _contrast,
    "offenders": _offenders,
    "repeat_victims": _victims,
    "signals": _signals,
    "moves": _moves,
    "change_by_part": _driven,
    "change_by_area": _driven,
    "change_by_hour": _driven,
}
