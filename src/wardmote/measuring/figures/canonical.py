"""One way to write a value down, so that the same figure has the same bytes and the same hash.

In: numbers, strings, booleans, None, sequences, mappings, dataclasses, numpy
scalars and arrays. Out: JSON with sorted keys, no spaces, floats to 12
significant digits; infinities and NaN become ``null``.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

PLAIN = (str, int, bool, type(None))


def plain(value: Any) -> Any:
    """The value as JSON can hold it (see the module's first lines)."""
    kind = type(value)
    if kind in PLAIN:  # most values: a draft writes a hundred thousand of them
        return value
    if kind is float:
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if kind is list or kind is tuple:
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return [plain(item) for item in sorted(value, key=str)]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value)


def canonical_json(value: Any) -> str:
    """The one JSON text of a value."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
