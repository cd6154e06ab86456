"""Which records a page shows, for the log of what was read (``site.operations.read_log``).

A page whose address says ``reads=`` is logged with who opened it; a record's page by its address alone, a
list with the rows that it showed or gave away. A view that shows more says so itself:

    tell_read(request, [found.subject])

Only names as the log has them (kind:key), never words.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def tell_read(about: Any, subjects: Iterable[str]) -> None:
    """Remember on a request, or on the response that is a file, which records it shows."""
    about.records_read = [*records_read(about), *subjects]


def records_read(about: Any) -> list[str]:
    """Which records a request or a response shows, as far as somebody said so."""
    found: list[str] = getattr(about, "records_read", [])
    return found


def subject_of(row: Any) -> str:
    """How the log names a row of the database; nothing for a value that was worked out."""
    return f"{row._meta.model_name}:{row.pk}" if isinstance(row, Model) else ""
