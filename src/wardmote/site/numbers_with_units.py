"""No line of a page ends between a number and its unit: 21.7 %, 1 km, 3 MB.

In: a page as it is sent. Out: the same with a no-break space there, for every page in one place. What a
person types into a form, scripts, tags and files that are handed out stay as they are.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from wardmote.measuring.catalogue.counted import NO_BREAK, PARTED

LINKED = re.compile(rf"{PARTED.pattern}| (?=%)(?<=\d</a> )")
KEPT = re.compile(r"<(textarea|script|style|option)\b.*?(?:</\1|\Z)", re.S)


def keep_units(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        page = response.get("Content-Type", "").startswith("text/html")
        if isinstance(response, HttpResponse) and page and "Content-Disposition" not in response:
            response.content = together(response.content.decode(response.charset))
        return response

    return answer


def together(page: str) -> str:
    """A page whose numbers keep their units.

    >>> together('<p title="5 %">Up 21.7 % and 3 MB, <a>5</a> %</p><textarea>5 %</textarea>')
    '<p title="5 %">Up 21.7\\xa0% and 3\\xa0MB, <a>5</a>\\xa0%</p><textarea>5 %</textarea>'
    """
    kept = [each.span() for each in KEPT.finditer(page)]

    def space(found: re.Match[str]) -> str:
        at = found.start()
        in_tag = page.rfind("<", 0, at) > page.rfind(">", 0, at)
        return found[0] if in_tag or any(begins < at < ends for begins, ends in kept) else NO_BREAK

    return LINKED.sub(space, page)
