"""Where everything lies inside the data folder.

In: the folder a person named with ``--data``. Out: paths, absolute for use and
relative (with forward slashes) for receipts, so that a data folder can be
moved. Nothing is created by asking for a path. A partnership is named by its
slug; any other text is a ``Refusal``, so that no name leads out of the folder.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal

OWN = "own"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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
        return self.root / "partners" / partnership_named(partnership)

    def mappings_of(self, partnership: str) -> Path:
        """Where a partnership's mappings lie: those of ``own`` at the top of the folder."""
        return self.mappings if partnership == OWN else self.partner(partnership) / "mappings"

    def mapping(self, partnership: str, name: str) -> Path:
        return self.mappings_of(partnership) / f"{name}.toml"

    def relative(self, path: Path) -> str:
        """How a file of the folder is told to a person: ``mappings/police.toml``."""
        return path.relative_to(self.root).as_posix()

    def receipt(self, sha256: str) -> Path:
        return self.loads / sha256 / "receipt.json"

    def at(self, relative: str) -> Path:
        """The absolute path of a part named in a receipt."""
        return self.root.joinpath(*relative.split("/"))


def partnership_named(text: str) -> str:
    """The slug, checked.

    >>> partnership_named("north-herts")
    'north-herts'
    """
    if not _SLUG.fullmatch(text):
        raise Refusal(
            "That is not a partnership's short name.",
            found=text,
            todo="Use small letters, digits and hyphens, beginning with a letter.",
        )
    return text


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
