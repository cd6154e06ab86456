"""Stop and search: the searches of a force, which of them lie in a place, and which have no location.

In: the versions that count (``releases``) of a place's force. Out: ``Searches``, one entry for each search.
A search lies in a place by its anonymous map point, where a boundary of the place is loaded; else nothing is
said to lie in it. Nobody's age, sex or moment is kept, only the two ethnic groups: the officer's word and
the person's own, which differ and are never mixed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.police_uk import STOP_AND_SEARCH
from wardmote.measuring.store.answers import AreaShape, Place
from wardmote.measuring.store.atlas import areas_at
from wardmote.measuring.store.engine import parquet
from wardmote.measuring.store.police_uk_rows import PoliceUkRows

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Searches:
    """Parallel arrays, one entry for each search of the force; "" where the file says nothing.

    ``inside``: its point lies in the place; ``located``: it has a point; ``placed``: a boundary is loaded.
    """

    force: str
    month: NDArray[np.int64]
    searched_for: Texts
    outcome: Texts
    officer_defined: Texts
    self_defined: Texts
    inside: NDArray[np.bool_]
    located: NDArray[np.bool_]
    placed: bool
    loads: Mapping[int, frozenset[str]]

    @property
    def months(self) -> tuple[int, ...]:
        """The months held of the force."""
        return tuple(sorted(self.loads))


def searches_in(rows: PoliceUkRows, force: str, place: Place) -> Searches | None:
    """Every search of a force, with those in the place marked; None where no file of them is loaded."""
    held = {
        month: found[-1]
        for (table, whose, month), found in rows.held.items()
        if table == STOP_AND_SEARCH and whose == force
    }
    if not held:
        return None
    files = parquet([rows.folder.at(held[month].part.path) for month in sorted(held)])
    found = rows.run(
        f"""SELECT month, coalesce(word, '') AS searched_for, coalesce(outcome, '') AS outcome,
        coalesce(officer_defined, '') AS officer_defined, coalesce(self_defined, '') AS self_defined,
        coalesce(lon, 'nan') AS lon, coalesce(lat, 'nan') AS lat FROM {files} ORDER BY ALL"""
    ).fetchnumpy()
    lon, lat = (np.asarray(found[name], dtype=np.float64) for name in ("lon", "lat"))
    shape = (AreaShape(place.id, place.name, place.geometry),)
    return Searches(
        force=force,
        month=np.asarray(found["month"], dtype=np.int64),
        **{
            name: np.asarray(found[name], dtype=object)
            for name in ("searched_for", "outcome", "officer_defined", "self_defined")
        },
        inside=areas_at(shape, lon, lat) == 0,
        located=np.isfinite(lon) & np.isfinite(lat),
        placed=place.geometry is not None,
        loads={month: frozenset({version.receipt.sha256}) for month, version in held.items()},
    )
