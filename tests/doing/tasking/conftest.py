"""Tasks are met where they are set: on the plan's pages."""

from tests.deciding.conftest import at, edition, quick

__all__ = ("at", "edition", "quick")
