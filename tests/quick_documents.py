"""Documents that are quick to write: the HTML, rendered once, stands in for PDF and Word, which take seconds.

In: a table of renderers, as ``RENDER`` of the rooms that keep documents. Out: one of the same names whose
renderers all give the bytes of the one that is told. A test that is about the documents is marked ``slow``
and writes them.
"""

from collections.abc import Callable, Iterable
from typing import Any

Render = Callable[..., bytes]


def standing_in(names: Iterable[str], html: Render) -> dict[str, Render]:
    """All ``names`` rendered as ``html``; what was rendered last is not rendered again."""
    last: list[Any] = [None, b""]

    def rendered(*about: Any) -> bytes:
        if last[0] is None or any(one is not other for one, other in zip(about, last[0], strict=True)):
            last[:] = about, html(*about)
        return bytes(last[1])

    return dict.fromkeys(names, rendered)
