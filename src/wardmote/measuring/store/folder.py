"""Where everything lies inside the data folder.

In: the folder a person named with ``--data``. Out: paths, absolute for use and
relative (with forward slashes) for receipts, so that a data folder can be
moved. Nothing is created by asking for a path.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """The data folder; see the contracts for what each part holds."""

    root: Path

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def loads(self) -> Path:
        return self.root / "loads"

    @property
    def mappings(self) -> Path:
        return self.root / "mappings"

    def partner(self, partnership: str) -> Path:
        return self.root / "partners" / partnership

    def receipt(self, sha256: str) -> Path:
        return self.loads / sha256 / "receipt.json"

    def at(self, relative: str) -> Path:
        """The absolute path of a part named in a receipt."""
        return self.root.joinpath(*relative.split("/"))


def month_part(source: str, *, force: str, month: str, sha256: str) -> str:
    """``evidence/police-uk/force=hertfordshire/month=2021-03/0123456789ab.parquet``."""
    return f"evidence/{source}/force={force}/month={month}/{sha256[:12]}.parquet"


def area_part(kind: str, vintage: str, sha256: str) -> str:
    """``evidence/areas/kind=ward/vintage=2013/0123456789ab.parquet``."""
    return f"evidence/areas/kind={kind}/vintage={vintage}/{sha256[:12]}.parquet"


def open_part(source: str, sha256: str) -> str:
    """``evidence/population/0123456789ab.parquet`` (lookup, population, households, deprivation)."""
    return f"evidence/{source}/{sha256[:12]}.parquet"


def partner_part(partnership: str, *, source: str, feed: str, sha256: str) -> str:
    """``partners/own/incidents/syn-2007-crime/0123456789ab.parquet``."""
    return f"partners/{partnership}/{source}/{feed}/{sha256[:12]}.parquet"
