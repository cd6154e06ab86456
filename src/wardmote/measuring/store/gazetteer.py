"""From what a person types to a place, and from a place to its surroundings.

In: an id or a name. Out: a ``Place`` with the LSOAs that make it up. A district
is the LSOAs that carry its name ("Stevenage 008D"), or that a lookup gives it;
its id is official when a lookup or boundary gives a code, else
``district:<LSOA vintage>:<slug>``. Names that fit several different areas are
refused with the ids to choose from.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from wardmote.measuring.catalogue.area_ids import KINDS, AreaId, parse_area_id, slug
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.police_uk import TRANSPORT_POLICE, district_stem, force_area_slug
from wardmote.measuring.store.answers import Place
from wardmote.measuring.store.atlas import Atlas
from wardmote.measuring.store.police_uk_rows import PoliceUkRows

WITHOUT = "/without/"
OF_THE_COUNTY = 0.01
Members = dict[str, frozenset[str]]


class Gazetteer:
    """Resolves places; ``counted`` answers the LSOA codes that a population is loaded for.

    ``named``: places that only a partner's file names, by the id they have when nothing else has the name.
    """

    def __init__(
        self,
        atlas: Atlas,
        rows: PoliceUkRows,
        counted: Callable[[str], frozenset[str]],
        *,
        named: Mapping[AreaId, str],
    ) -> None:
        self.atlas = atlas
        self.rows = rows
        self._counted = counted
        self._named = named
        self._places: dict[str, Place] = {}

    def place(self, text: str) -> Place:
        """The place an id or a unique name means."""
        kind = text.partition(":")[0]
        if ":" in text and kind in KINDS:
            return self._by_id(parse_area_id(text))
        return self._by_id(self._unique(text))

    def places(self, kind: str, period: Period) -> tuple[Place, ...]:
        """Every district or partnership (csp) with street rows in the period, by name."""
        if kind not in ("district", "csp"):
            raise Refusal("Only districts and partnerships can be gone through.", found=kind)
        seen: set[str] = set()
        for force in self._forces:
            stems = self._stems(force, period)
            total = sum(stems.values())
            seen |= {stem for stem, n in stems.items() if self._in_county(force, stem, n, total)}
        chosen = {str(self._district_id(stem)): self._district_id(stem) for stem in seen}
        if kind == "csp":
            chosen = {str(csp): csp for area in chosen.values() for csp in self._parents(area, "csp")}
        found = [self._by_id(area) for area in chosen.values()]
        return tuple(sorted(found, key=lambda place: (place.name, str(place.id))))

    def rest_of_force(self, place: Place) -> Place | None:
        """The other LSOAs of the force's county; None when they, or their rows, are not loaded."""
        force = self.home_force(place)
        if force is None or WITHOUT in place.id.code:
            return None
        area, county = self._county(place, force)
        vintages = set(self.rows.cube(force).vintage.values())
        members = {
            unit: codes - place.members.get(unit, frozenset())
            for unit, codes in county.items()
            if place.members.get(unit)
        }
        members = {unit: codes for unit, codes in members.items() if codes}
        with_rows = set(self.rows.cube(force).codes)
        if not any(members.get(f"lsoa:{v}", frozenset()) & with_rows for v in vintages):
            return None
        name = self.atlas.name(area) or force.replace("-", " ").title()
        rest = AreaId("force", area.vintage, f"{area.code}{WITHOUT}{place.id}")
        self._places[str(rest)] = Place(rest, f"rest of {name}", None, members)
        return self._places[str(rest)]

    def home_force(self, place: Place) -> str | None:
        """The territorial force whose files hold the place's rows (most of them, if several do)."""
        forces = self._forces
        if len(forces) <= 1:
            return forces[0] if forces else None
        names = {
            district_stem(self.atlas.names.get(("lsoa", unit[5:]), {}).get(code, ""))
            for unit, codes in place.members.items()
            for code in codes
        } | ({place.name} if place.id.kind == "district" else set())
        counts = {force: sum(self._stems(force).get(name, 0) for name in names) for force in forces}
        if any(counts.values()):
            return max(forces, key=lambda force: (counts[force], force))
        if place.geometry is None:
            return None
        within = {f: self.rows.points(f, (), place.geometry.bounds).rows.sum() for f in forces}
        return max(forces, key=lambda force: (within[force], force)) if any(within.values()) else None

    @cached_property
    def _forces(self) -> tuple[str, ...]:
        return tuple(sorted(force for force in self.rows.counting if force != TRANSPORT_POLICE))

    def _stems(self, force: str, period: Period | None = None) -> dict[str, int]:
        stems: dict[str, int] = {}
        for month, version in self.rows.counting[force].items():
            if period is None or month in period.months:
                for stem, number in version.part.facts["stems"].items():
                    stems[stem] = stems.get(stem, 0) + number
        return stems

    def _in_county(self, force: str, stem: str, number: int, total: int) -> bool:
        linked = self._parents(self._district_id(stem), "force")
        if linked:
            return any(force_area_slug(self.atlas.name(area)) == force for area in linked)
        known = {name for names in self.atlas.stems.values() for name in names}
        return stem in known if known else number >= OF_THE_COUNTY * total

    def _county(self, place: Place, force: str) -> tuple[AreaId, Members]:
        for area in self._forces_of(place):
            members = self._by_id(area).members
            if members:
                return area, dict(members)
        stems = self._stems(force)
        total = sum(stems.values())
        inside = {stem for stem, n in stems.items() if n >= OF_THE_COUNTY * total}
        members = {}
        cube = self.rows.cube(force)
        for vintage in sorted(set(cube.vintage.values())):
            known = set(self.atlas.names.get(("lsoa", vintage), {})) | self._counted(vintage)
            names = {**cube.names, **self.atlas.names.get(("lsoa", vintage), {})}
            codes = frozenset(code for code in known if district_stem(names.get(code, "")) in inside)
            members[f"lsoa:{vintage}"] = codes
        return AreaId("force", max(cube.vintage.values()), force), members

    def _forces_of(self, place: Place) -> tuple[AreaId, ...]:
        if place.id.kind == "force":
            return (place.id,) if ("force", place.id.code) in self.atlas.latest else ()
        return self._parents(place.id, "force")

    def _parents(self, area: AreaId, kind: str) -> tuple[AreaId, ...]:
        """Areas of ``kind`` that a lookup puts an area in, under any vintage of its code."""
        codes = {
            code
            for known, vintage in self.atlas.names
            if known == area.kind
            for code in self.atlas.up(known, vintage, area.code, kind)
        }
        return tuple(self.atlas.latest[kind, code] for code in sorted(codes))

    @cached_property
    def _names(self) -> Mapping[str, tuple[AreaId, ...]]:
        """Folded name -> the areas that have it, each code once under its latest vintage."""
        found: dict[str, dict[tuple[str, str], AreaId]] = {}
        for (kind, vintage), names in self.atlas.names.items():
            for code, name in names.items():
                if name:
                    found.setdefault(name.casefold(), {})[kind, code] = AreaId(kind, vintage, code)
        for stem, vintage in self._stem_vintages.items():
            held = found.setdefault(stem.casefold(), {})
            if not any(kind == "district" for kind, _ in held):
                held["district", slug(stem)] = AreaId("district", vintage, slug(stem))
        for force in self._forces:
            held = found.setdefault(force.replace("-", " "), {})
            if not any(kind in ("force", "district") for kind, _ in held):
                vintage = max(v.part.facts["lsoa_vintage"] for v in self.rows.counting[force].values())
                held["force", force] = AreaId("force", vintage, force)
        for area, name in self._named.items():
            if not found.get(name.casefold()):
                found[name.casefold()] = {(area.kind, area.code): area}
        return {name: tuple(sorted(areas.values())) for name, areas in found.items()}

    @cached_property
    def _stem_vintages(self) -> Mapping[str, str]:
        """Every district name that LSOA names carry, with the latest vintage it is carried in."""
        found = {stem: vintage for vintage, stems in sorted(self.atlas.stems.items()) for stem in stems}
        for force in self._forces:
            for _, version in sorted(self.rows.counting[force].items()):
                vintage = version.part.facts["lsoa_vintage"]
                for stem in version.part.facts["stems"]:
                    found[stem] = max(found.get(stem, ""), vintage)
        return found

    def _district_id(self, stem: str) -> AreaId:
        named = [area for area in self._names.get(stem.casefold(), ()) if area.kind == "district"]
        return named[-1]

    def _unique(self, text: str) -> AreaId:
        found = self._names.get(text.strip().casefold(), ())
        if not found:
            close = difflib.get_close_matches(text.strip().casefold(), list(self._names), n=5)
            near = sorted({self._by_id(area).name for name in close for area in self._names[name]})
            raise Refusal(
                "No such place is loaded.",
                found=text,
                todo=f"Did you mean {', '.join(near)}?" if near else "Load its rows or boundaries first.",
            )
        if len(found) > 1:
            found = self._different(found)
        if len(found) > 1:
            raise Refusal(
                f"{len(found)} places have this name.",
                found=text,
                todo="Give the id of the one you mean: " + ", ".join(str(area) for area in found) + ".",
            )
        return found[0]

    def _different(self, areas: Iterable[AreaId]) -> tuple[AreaId, ...]:
        """Leave out a partnership, force or LSOA vintage that is the same ground as one before it."""
        rank = ("district", "csp", "force")
        ordered = sorted(areas, key=lambda a: (rank.index(a.kind) if a.kind in rank else len(rank), a))
        kept: list[Place] = []
        for area in ordered:
            place = self._by_id(area)
            same = area.kind in rank and any(
                other.id.kind in rank and other.members and dict(other.members) == dict(place.members)
                for other in kept
            )
            if not same:
                kept.append(place)
        return tuple(place.id for place in kept)

    def _by_id(self, area: AreaId) -> Place:
        key = str(area)
        if key not in self._places:
            self._places[key] = self._make(area)
        return self._places[key]

    def _make(self, area: AreaId) -> Place:
        if WITHOUT in area.code:
            rest = self.rest_of_force(self.place(area.code.partition(WITHOUT)[2]))
            if rest is not None and rest.id == area:
                return rest
            raise _unknown(area)
        name = self.atlas.name(area)
        known = area.code in self.atlas.names.get((area.kind, area.vintage), {})
        if area.kind == "district":
            place = self._district(area, name)
        elif area.kind == "force" and not known:
            if area.code not in self._forces:
                raise _unknown(area)
            bare = Place(area, area.code.replace("-", " ").title())
            place = replace(bare, members=self._county(bare, area.code)[1])
        elif not known:
            raise _unknown(area)
        elif area.kind in ("csp", "force"):
            place = Place(area, name, None, self._of_districts(area))
        elif area.kind == "lsoa":
            place = Place(area, name, None, {f"lsoa:{area.vintage}": frozenset({area.code})})
        elif area.kind == "msoa":
            place = Place(area, name, None, self._below(area))
        else:
            place = Place(area, name)
        geometry = self.atlas.shape_of(area) or self.atlas.union(place.members)
        return replace(place, geometry=geometry)

    def _district(self, area: AreaId, name: str) -> Place:
        stem = name or next((s for s in self._stem_vintages if slug(s) == area.code), "")
        stem = stem or self._named.get(area, "")
        if not stem:
            raise _unknown(area)
        members: Members = self.atlas.lsoas_of_district(area.code if name else "", stem)
        place = Place(area, stem, None, members)
        force = self.home_force(place)
        if force is not None and self._stems(force).get(stem):
            cube = self.rows.cube(force)
            for vintage in set(cube.vintage.values()):
                if vintage not in self.atlas.stems:
                    seen = frozenset(c for c, n in cube.names.items() if n and district_stem(n) == stem)
                    members[f"lsoa:{vintage}"] = members.get(f"lsoa:{vintage}", frozenset()) | seen
        return place

    def _of_districts(self, area: AreaId) -> Members:
        members: dict[str, set[str]] = {}
        for kind, vintage in self.atlas.names:
            if kind != "district":
                continue
            for code in self.atlas.names[kind, vintage]:
                if area.code in self.atlas.up(kind, vintage, code, area.kind):
                    for unit, codes in self._by_id(self.atlas.latest["district", code]).members.items():
                        members.setdefault(unit, set()).update(codes)
        return {unit: frozenset(codes) for unit, codes in sorted(members.items())}

    def _below(self, area: AreaId) -> Members:
        linked = self.atlas.linked(area.kind, area.vintage, area.code)
        return {
            f"lsoa:{vintage}": codes for (kind, vintage), codes in sorted(linked.items()) if kind == "lsoa"
        }


def _unknown(area: AreaId) -> Refusal:
    return Refusal(
        "No such area is loaded.", found=str(area), todo="Load its rows, boundaries or a lookup first."
    )
