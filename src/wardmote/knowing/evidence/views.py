"""The evidence pages about loads: what is held, one load's receipt, withdrawing it and bringing it back."""

from django.http import HttpResponse
from django.shortcuts import render

from wardmote.ground.partners.viewing import Asked


def home(request: Asked) -> HttpResponse:
    """What is held, what lacks, what was restated, and every load."""
    return render(request, "evidence/home.html", {})


def load(request: Asked, sha256: str) -> HttpResponse:
    """One load's receipt in plain words."""
    return render(request, "evidence/load.html", {})


def rejects(request: Asked, sha256: str) -> HttpResponse:
    """The rows that were not used, as a CSV that no spreadsheet runs."""
    return HttpResponse("")


def withdraw(request: Asked, sha256: str) -> HttpResponse:
    """Take the load out of what counts."""
    return load(request, sha256)


def bring_back(request: Asked, sha256: str) -> HttpResponse:
    """Let the load count again."""
    return load(request, sha256)
