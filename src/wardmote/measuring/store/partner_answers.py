"""What partners' files answer with: incidents, the waves of a survey, the replies to a consultation.

Columns of one length, a row each; texts without None, times to the minute, missing numbers NaN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.str_]
Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]


@dataclass(frozen=True)
class Incidents:
    """Parallel arrays, one entry for each row.

    ``start``, ``end``: datetime64[m], end NaT where unknown. ``x``, ``y``: metres
    (National Grid), NaN without a location. ``place_names``: the smallest loaded
    ``place`` that holds the point, "" for none. ``flags``: 1 yes, 0 no, -1 unknown;
    ``flag_set_by``: who set any of them. ``offenders``, ``victim``: hashed keys, "" none.
    """

    cls: Texts
    start: Times
    end: Times
    x: Floats
    y: Floats
    longitude: Floats
    latitude: Floats
    place_names: Texts
    flags: Mapping[str, NDArray[np.int8]]
    flag_set_by: Mapping[str, tuple[str, ...]]
    offenders: tuple[Texts, ...]
    victim: Texts
    age_band: Texts
    attributes: Mapping[str, Texts]
    reference: Texts
    day_only: NDArray[np.bool_]
    load: Texts
    loads: frozenset[str]

    def __len__(self) -> int:
        return len(self.cls)

    @cached_property
    def day(self) -> Times:
        """The day of ``start``."""
        return self.start.astype("datetime64[D]")

    @cached_property
    def classes(self) -> tuple[Texts, NDArray[np.intp]]:
        """The classes there are, and the number of each row's."""
        return np.unique(self.cls, return_inverse=True)

    @cached_property
    def places(self) -> tuple[Texts, NDArray[np.intp]]:
        """The named places there are, and the number of each row's."""
        return np.unique(self.place_names, return_inverse=True)

    def where(self, mask: NDArray[np.bool_]) -> "Incidents":
        """The rows of a mask; ``loads`` are those of the rows that stay."""
        changed: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                changed[item.name] = value[mask]
        kept = replace(self, **changed)
        return replace(
            kept,
            flags={name: column[mask] for name, column in self.flags.items()},
            attributes={name: column[mask] for name, column in self.attributes.items()},
            offenders=tuple(column[mask] for column in self.offenders),
            loads=frozenset(np.unique(kept.load).tolist()),
        )


@dataclass(frozen=True)
class SurveyQuestion:
    """``yes``: 1 an answer that counts, 0 another of the question's base, NaN outside its base."""

    key: str
    wording: str
    yes: Floats


@dataclass(frozen=True)
class SurveyWave:
    """One wave of a survey; ``fieldwork`` first and last month as written, None when not given."""

    name: str
    title: str
    provider: str
    wave: str
    questions: tuple[SurveyQuestion, ...]
    weights: Floats
    design_effect: float | None
    self_selected: bool
    n: int
    synthetic: bool
    loads: frozenset[str]
    mode: str = ""
    fieldwork: tuple[str, str] | None = None


@dataclass(frozen=True)
class ReplySet:
    """Replies to one consultation. ``total`` includes those outside the window; dates are ISO."""

    name: str
    title: str
    provider: str
    total: int
    by_channel: Mapping[str, int]
    by_theme: Mapping[str, int]
    outside_window: int
    start: str
    end: str
    synthetic: bool
    loads: frozenset[str]
    by_answer: Mapping[str, int] = field(default_factory=dict)
