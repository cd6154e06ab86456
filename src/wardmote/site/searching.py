"""Search within what one may see (thin for now)."""

from django.http import HttpResponse
from django.shortcuts import render

from wardmote.ground.partners.viewing import Asked


def search(request: Asked) -> HttpResponse:
    return render(request, "site/search.html", {})
