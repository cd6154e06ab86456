"""What is worse beyond chance: the month's review opens it, people answer it (``answer``)."""

from wardmote.deciding.performance.exceptions.answers import answer

__all__ = ["answer"]
