"""Every page of a partnership is found: it stands in the navigation, or a page that is found links to it.

Looked at in the sources, for pages that need nothing but the partnership. A trail leads back and a view that
wrote leads on: neither leads anybody to a page they did not know.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import resolve

from tests.house.floors import SOURCE
from tests.house.tracked import tracked_files
from wardmote.ground.pages.addresses import addresses, menu_labels

TRAIL = re.compile(r"{% block trail %}.*?{% endblock %}", re.DOTALL)
TOWN = "/<slug:slug>/"
FROM_BEFORE = {"plan:owed", "plan:owed_csv", "audit:export"}
"""Old addresses, which nothing links to any more."""


def town_pages() -> dict[str, str]:
    """The pages that need nothing but the partnership, each with its room (deciding.plan)."""
    found = [(name, route) for name, route, _ in addresses() if name not in FROM_BEFORE]
    return {name: room_of(route) for name, route in found if route.startswith(TOWN) and route.count("<") == 1}


def room_of(route: str) -> str:
    view = resolve(route.replace("<slug:slug>", "town")).func
    return ".".join(view.__module__.split(".")[1:3])


def sources() -> Iterator[tuple[str, str, bool]]:
    """What may link to a page: its room, its text, and whether it is a template."""
    for path in tracked_files():
        if not path.is_relative_to(SOURCE) or path.name.endswith("urls.py"):
            continue
        if path.suffix in (".py", ".html"):
            yield room(path), TRAIL.sub("", path.read_text("utf-8")), path.suffix == ".html"


def room(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).parts[:2])


def links() -> dict[str, set[str]]:
    """Each such page with the rooms from which something links to it."""
    pages, found = town_pages(), dict[str, set[str]]()
    named = "|".join(map(re.escape, pages))
    in_template = re.compile(rf"""{{%\s*url\s+['"]({named})['"]""")
    in_code = re.compile(rf"""reverse\(\s*['"]({named})['"]""")
    for where, text, is_template in sources():
        for name in (in_template if is_template else in_code).findall(text):
            if is_template or where != pages[name]:
                found.setdefault(name, set()).add(where)
    return found


def test_every_page_is_in_the_navigation_or_linked_from_a_page_that_is_found() -> None:
    pages, linked = town_pages(), links()
    reached = set(menu_labels()) & set(pages)
    while True:
        rooms = {pages[name] for name in reached}
        more = {name for name, where in linked.items() if any(is_found(each, rooms) for each in where)}
        if more <= reached:
            break
        reached |= more
    lost = sorted(set(pages) - reached)
    mend = 'link to it from a page that is found, or say menu="..." beside its path in urls.py'
    assert not lost, f"nothing leads to {', '.join(lost)}: {mend}"


def is_found(room: str, rooms: set[str]) -> bool:
    """The frame of every page, and what pages are made of, stand on all."""
    return room in rooms or room.startswith(("site.", "ground.pages"))
