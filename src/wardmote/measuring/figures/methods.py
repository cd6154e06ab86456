"""Every method there is: importing this module registers them all.

``open_inquiry`` is how rooms above open a data folder for questions.
"""

from pathlib import Path

from wardmote.measuring.figures import (
    changing,
    circumstances,
    counting,
    driving,
    listening,
    moving,
    outcomes,
    placing,
    readings,
    searching,
    signalling,
    timing,
)
from wardmote.measuring.figures.inquiry import METHODS, Inquiry
from wardmote.measuring.store.evidence import Evidence

MODULES = (
    counting,
    changing,
    moving,
    driving,
    placing,
    timing,
    signalling,
    circumstances,
    outcomes,
    searching,
    listening,
    readings,
)


def open_inquiry(data: Path, partnership: str = "own") -> Inquiry:
    """An inquiry over a data folder with every method registered."""
    assert METHODS, MODULES
    return Inquiry(Evidence(data, partnership))
