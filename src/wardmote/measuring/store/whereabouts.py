"""Do a partner's rows lie in the place that the mapping says they all belong to?

In: the rows of a file that is being loaded, and the boundaries that are loaded.
Out: nothing to say (also where no boundary of the place is loaded), a note when
most located rows lie outside it, or a ``Refusal`` when they lie inside with
eastings and northings exchanged. Those rows would count in the place all the same.
"""

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.mapping import PartnerMapping
from wardmote.measuring.sources.positions import MOSTLY, exchanged
from wardmote.measuring.store.evidence import Evidence


def notes_on_place(
    evidence: Evidence, mapping: PartnerMapping, columns: Mapping[str, NDArray[np.generic]]
) -> tuple[str, ...]:
    """A note for a person, or none."""
    x, y, longitude, latitude = (
        np.asarray(columns[name], dtype=float) for name in ("x", "y", "longitude", "latitude")
    )
    located = np.isfinite(longitude) & np.isfinite(latitude)
    if not mapping.place or not located.any():
        return ()
    try:
        ground = evidence.place(mapping.place).geometry
    except Refusal:
        return ()  # a place that nothing loaded knows, or several do: asking for it later says so
    if ground is None:
        return ()
    inside = int(shapely.contains_xy(ground, longitude[located], latitude[located]).sum())
    rows = int(located.sum())
    if inside >= MOSTLY * rows:
        return ()
    if "easting" in mapping.columns:
        turned = shapely.contains_xy(ground, *exchanged(x[located], y[located]))
        if turned.sum() > MOSTLY * rows:
            east, north = mapping.columns["easting"], mapping.columns["northing"]
            raise Refusal(
                f"{east} and {north} are the wrong way round.",
                where=f"row {int(columns['row'][located][0])}, column {east}",
                found=f"{int(turned.sum()):,} of {rows:,} rows lie in {mapping.place} when exchanged",
                todo="Exchange the two columns in the mapping.",
            )
    return (
        f"{rows - inside:,} of {rows:,} located rows lie outside {mapping.place}, where the mapping says "
        "that all rows belong. They count there all the same: check place and coordinates.",
    )
