"""Documents quick to write, as for the plan's pages."""

from tests.deciding.conftest import quick

__all__ = ("quick",)
