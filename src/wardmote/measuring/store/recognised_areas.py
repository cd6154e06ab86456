"""Which areas a GeoJSON file draws: their kind and vintage, from property names and official codes.

In: a text that may be GeoJSON. Out: a ``Recognised``; a small file is read as
the load will read it, so that what is wrong is known now. What neither property
names nor codes say (the year of a district's code) is guessed from the file's
name and asked.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.boundaries import read_boundaries
from wardmote.measuring.sources.denominators import FINEST_FIRST
from wardmote.measuring.sources.headings import area_heading, kind_of_code
from wardmote.measuring.sources.opening import SourceText, check_text
from wardmote.measuring.sources.police_uk import district_stem, lsoa_vintage
from wardmote.measuring.sources.public_words import unasked_names
from wardmote.measuring.store.recognised import AREAS, Recognised, areas_told

READ_WHOLE, SAMPLE = 16 << 20, 8 << 20
NAMES = {"oa": "output.?area", "lsoa": "lsoa", "msoa": "msoa", "ward": "ward", "district": "district|borough"}
_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')
_PROPERTIES = re.compile(rb'"properties"\s*:\s*(\{[^{}]*\})')


def is_json(entry: SourceText) -> bool:
    return entry.head(4096).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))


def recognise_areas(name: str, entry: SourceText) -> Recognised:
    """The areas of one file; ``Refusal`` where the load would refuse it."""
    check_text(entry)
    raw, features = _text(entry)
    whole = features is None
    rows = [_parsed(found) for found in _PROPERTIES.findall(raw)]
    rows = [row for row in rows if row and "name" not in _crs(row)]
    if b'"persistent_id"' in raw[:4096] and b'"location_subtype"' in raw[:4096]:
        raise Refusal(
            "The file is an answer of the data.police.uk API, which gives one month around one point.",
            where=name,
            found="JSON",
            todo="Download the whole force as CSV from data.police.uk/data instead.",
        )
    if not rows:
        read_boundaries(entry, kind="ward", vintage="2021")  # says what it is instead
        raise Refusal("The file holds no areas.", where=name, todo="Download the boundaries again.")
    kind, vintage, asks = _kind(rows, entry.text_name.lower())
    if whole:
        boundaries = read_boundaries(entry, kind=kind or "place", vintage=vintage or "2021")
        number, synthetic = len(boundaries.areas), boundaries.synthetic
        called = [(area.code, words) for area in boundaries.areas for words in (area.name, area.category)]
        unasked = bool(unasked_names(called))
    else:
        number = features or len(rows)
        synthetic = any(row.get("synthetic") not in (None, "", False) for row in rows)
        unasked = not all(any(kind_of_code(str(value)) for value in row.values()) for row in rows)
    told = areas_told(number, kind) if kind else f"{number:,} areas"
    year = f" of {vintage}" if vintage and "vintage" not in asks else ""
    return Recognised(
        kind=AREAS,
        name=name,
        words=f"Boundaries: {told}{year}",
        options={"kind": kind, "vintage": vintage},
        asks=(*asks, "names") if unasked else asks,
        districts=tuple(_districts(rows, kind).most_common(400)),
        synthetic=synthetic,
        sampled=not whole,
    )


def _text(entry: SourceText) -> tuple[bytes, int | None]:
    """The whole text; of a large one the beginning, and how many features it has in all."""
    held, size, features, rest = [], 0, 0, b""
    for chunk in entry.chunks():
        if size <= READ_WHOLE:
            held.append(chunk)
        size += len(chunk)
        features += len(_FEATURE.findall(rest + chunk))
        rest = chunk[-15:]
    text = b"".join(held)
    return (text, None) if size <= READ_WHOLE else (text[:SAMPLE], features)


def _parsed(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _crs(row: Mapping[str, Any]) -> tuple[str, ...]:
    """``name`` when the properties are those of the coordinate system, not of an area."""
    return ("name",) if set(row) == {"name"} and "crs" in str(row["name"]).lower() else ()


def _kind(rows: Sequence[Mapping[str, Any]], stem: str) -> tuple[str, str, tuple[str, ...]]:
    """Kind, vintage and what must be asked. The smallest areas whose codes differ in every feature."""
    plain = any(row.get("code") for row in rows)
    found = []
    for key in rows[0]:
        heading = area_heading(key)
        if heading is None or heading.holds != "code" or "active" in key.lower():
            continue
        codes = [row.get(key) for row in rows]
        differ = all(codes) and len(set(map(str, codes))) == len(codes)
        if differ or not plain:
            rank = FINEST_FIRST.index(heading.kind)
            found.append((not differ, rank, not heading.vintage, heading.vintage, key))
    if found:
        _, rank, _, vintage, key = min(found)
        kind = FINEST_FIRST[rank]
        if vintage:
            return kind, vintage, ()
        return kind, _guess(kind, [str(row.get(key)) for row in rows], stem), ("vintage",)
    return _by_code(rows, stem)


def _by_code(rows: Sequence[Mapping[str, Any]], stem: str) -> tuple[str, str, tuple[str, ...]]:
    """Features that call their code only ``code``, or have a name only."""
    codes = [str(row.get("code") or row.get("CODE") or row.get("Code") or "") for row in rows]
    official = Counter(kind for code in codes if (kind := kind_of_code(code)))
    if official and official.total() == len(rows):
        kind = official.most_common(1)[0][0]
        return kind, _guess(kind, codes, stem), ("vintage",)
    named = next((kind for kind, words in NAMES.items() if re.search(words, stem)), "")
    has_category = any(row.get("category") for row in rows)
    kind = "place" if has_category or not named else named
    others = [heading.vintage for key in rows[0] if (heading := area_heading(key)) and heading.vintage]
    return kind, max(others, default="") or _guess(kind, codes, stem), ("kind", "vintage")


def _guess(kind: str, codes: Sequence[str], stem: str) -> str:
    if kind == "lsoa":
        return lsoa_vintage(codes)
    if year := re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", stem):
        return year[1]
    if year := re.search(r"[a-z](\d{2})(?!\d)", stem):
        return f"20{year[1]}"
    return str(date.today().year) if kind == "place" else ""


def _districts(rows: Sequence[Mapping[str, Any]], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        names = {
            (h.kind, h.holds): str(value) for key, value in row.items() if (h := area_heading(key)) and value
        }
        if name := names.get(("district", "name")):
            found[name] += 1
        elif kind == "lsoa" and ("lsoa", "name") in names:
            found[district_stem(names["lsoa", "name"])] += 1
    return found
