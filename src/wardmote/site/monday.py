"""The Monday page (thin for now)."""

from django.http import HttpResponse
from django.shortcuts import render

from wardmote.ground.partners.viewing import Asked


def monday(request: Asked) -> HttpResponse:
    return render(request, "site/monday.html", {})
