"""Chance that comes out the same every time: one stream of random numbers for each named thing.

In: names (strand, year, purpose). Out: a numpy ``Generator`` that depends on the
names and the town's seed alone, so that changing one strand in a twin leaves
every other row as it was.
"""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

SEED = 2007
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def stream(*names: object) -> np.random.Generator:
    """The stream of these names, as ``stream("robbery", 2007)``."""
    text = "/".join(str(name) for name in names)
    return np.random.Generator(np.random.PCG64([SEED, zlib.crc32(text.encode())]))


def quotas(shares: Sequence[float] | Floats, total: int) -> Ints:
    """Whole numbers in proportion to ``shares`` that add up to ``total`` (largest remainders)."""
    wanted = np.asarray(shares, dtype=float) / np.sum(shares) * total
    counts = np.floor(wanted).astype(np.int64)
    left = total - int(counts.sum())
    counts[np.argsort(-(wanted - counts), kind="stable")[:left]] += 1
    return counts


def dealt(rng: np.random.Generator, shares: Mapping[str, float], total: int) -> npt.NDArray[np.str_]:
    """``total`` words with exact shares, in random order."""
    words = np.repeat(np.array(list(shares)), quotas(list(shares.values()), total))
    return rng.permutation(words)


def split(rng: np.random.Generator, total: int, part: int) -> npt.NDArray[np.bool_]:
    """``total`` truth values of which exactly ``part`` are true."""
    return rng.permutation(np.arange(total) < part)
