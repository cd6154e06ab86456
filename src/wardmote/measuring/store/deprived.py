"""Deciles of deprivation of LSOAs, from whichever edition fits the vintage asked."""

from collections.abc import Iterable, Sequence

import duckdb

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.store.answers import Deciles
from wardmote.measuring.store.engine import parquet
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt

MEASURE = "IMD_decile"


class DeprivationEditions:
    """The editions of the English Indices of Deprivation that are loaded."""

    def __init__(
        self, folder: Folder, receipts: Iterable[Receipt], connection: duckdb.DuckDBPyConnection
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._editions = [
            (part.facts["year"], part.facts["vintage"], receipt.sha256, part.path)
            for receipt in receipts
            if receipt.source == "deprivation"
            for part in receipt.parts
            if MEASURE in part.facts["measures"]
        ]

    def deciles(self, areas: Sequence[AreaId], year: int) -> Deciles | None:
        """Decile 1 is the most deprived tenth of England; the latest edition to ``year``, else the first."""
        vintages = {area.vintage for area in areas if area.kind == "lsoa"}
        fitting = [edition for edition in self._editions if {edition[1]} == vintages]
        if not fitting:
            return None
        edition, _, load, path = min(fitting, key=lambda e: (e[0] > year, abs(e[0] - year), e[2]))
        rows = self._connection.execute(
            f"SELECT code, value FROM {parquet([self._folder.at(path)])} WHERE measure = ?", [MEASURE]
        ).fetchall()
        held = {code: int(value) for code, value in rows}
        known = tuple(area for area in areas if area.code in held)
        return Deciles(edition, known, tuple(held[area.code] for area in known), frozenset({load}))
