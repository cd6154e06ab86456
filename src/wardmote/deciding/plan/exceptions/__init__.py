"""What is worse beyond chance: the month's review opens it, people answer it (``answer``)."""

from wardmote.deciding.plan.exceptions.answers import answer

__all__ = ["answer"]
