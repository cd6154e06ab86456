"""What a row of the log is about, in words and with a link, as far as who looks may see it.

In: subjects as the log has them (kind:key). Out: words and an address. A record that is gone, of another
town, or whose page the reader's roles do not open is told by its kind and number alone. Each kind is asked of
the database once for all rows of a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.store.receipts import list_receipts, visible
from wardmote.site.access import may_open


@dataclass(frozen=True)
class SubjectKind:
    """Where records of a kind are: their model, what they are called, their page and its argument.

    ``words``: a field, else what the record says of itself. ``town``: how the model knows its
    partnership; ``key``: the field that the log names.
    """

    model: str
    words: str
    page: str
    key: str = "pk"
    town: str = "partnership__slug"
    argument: str = "pk"


KINDS: Final[Mapping[str, SubjectKind]] = {
    "assessment": SubjectKind("assessment.Assessment", "title", "assessment:read"),
    "attachment": SubjectKind("attachments.Attachment", "name", "attachments:file", town="partnership"),
    "exception": SubjectKind("performance.PlanException", "title", "plan:exception"),
    "body": SubjectKind("partners.Body", "name", "partners:body"),
    "group": SubjectKind("partners.Group", "name", "partners:group"),
    "invitation": SubjectKind("partners.Invitation", "email", "partners:people", argument=""),
    "log-review": SubjectKind("audit.LogReview", "", "audit:review", town="partnership", argument=""),
    "job": SubjectKind("jobs.Job", "about", "jobs:job", town="partnership"),
    "person": SubjectKind(
        "partners.Person", "name", "partners:people", town="memberships__partnership__slug", argument=""
    ),
    "plan": SubjectKind("plan.PlanEdition", "title", "plan:edition", key="key"),
    "scoring": SubjectKind("plan.ScoringRound", "title", "plan:scoring_round"),
    "task": SubjectKind("tasking.Task", "words", "tasking:task"),
    "token": SubjectKind("partners.ApiToken", "name", "partners:tokens", argument=""),
    "upload": SubjectKind("evidence.Upload", "name", "evidence:upload"),
}
BY_KEY: Final = {"figure": "asking:figure", "load": "evidence:load", "measure": "plan:measure"}
"""Kinds whose page takes the key as it is."""
CALLED: Final = {
    "log-review": "the review of the log",
    "log-year": "the log of the year",
    "upload": "file",
    "scoring": "scoring round",
    "api": "the API",
}
LISTS: Final = {
    "contact": "the plan's contacts",
    "log": "the log",
    "search": "the search",
    "letter": "the list of letters",
    "lock": "the list of who is locked out",
    "person": "the list of people",
    "token": "the list of tokens",
}
FILES: Final = ("csv", "xlsx", "pdf", "docx", "json")
"""What a page's name says of its file, which the sentence says already."""
ROOMS: Final = {"partners": "people", "audit": "the log", "asking": "figures", "mail": "letters"}
"""Rooms whose name is not what their pages are called."""
SHORT: Final = 12  # characters of a hash
LONGEST: Final = 80


class Subjects:
    """The words and addresses for one reader; ``load`` asks for many at once."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._known: dict[str, tuple[str, str]] = {}

    def load(self, entries: Iterable[Entry]) -> None:
        """Ask for what these rows are about."""
        wanted: dict[str, set[str]] = defaultdict(set)
        loads: set[str] = set()
        for entry in entries:
            kind, _, key = entry.subject.partition(":")
            if kind in KINDS and may_open(self.viewer, KINDS[kind].page):
                wanted[kind].add(key.partition("/")[0])
            if kind == "load" and may_open(self.viewer, BY_KEY[kind]):
                loads.add(key)
        if loads:
            self._known |= self._files(loads)
        for kind, keys in wanted.items():
            self._known |= {f"{kind}:{key}": told for key, told in self._found(KINDS[kind], keys)}

    def of_one(self, subject: str) -> str:
        """What one record is called; asks for it."""
        self.load([Entry(subject=subject)])
        return self.words(subject) if subject else ""

    def _files(self, loads: set[str]) -> dict[str, tuple[str, str]]:
        """The files of loads, as far as this partnership may see them."""
        here = visible(list_receipts(folder(), withdrawn=True), self.viewer.partnership)
        return {f"load:{each.sha256}": (each.name[:LONGEST], "") for each in here if each.sha256 in loads}

    def _found(self, kind: SubjectKind, keys: set[str]) -> Iterable[tuple[str, tuple[str, str]]]:
        asked = {key for key in keys if kind.key != "pk" or key.isdecimal()}
        here = Q(**{kind.town: self.viewer.partnership})
        model = apps.get_model(kind.model)
        for row in model.objects.filter(here, **{f"{kind.key}__in": asked}).distinct():
            more = [getattr(row, kind.argument)] if kind.argument else []
            url = reverse(kind.page, args=[self.viewer.partnership, *more])
            words = str(getattr(row, kind.words) if kind.words else row)
            yield str(getattr(row, kind.key)), (words[:LONGEST], url)

    def words(self, subject: str) -> str:
        """What it is called: "task 12, Mend the light"."""
        kind, _, key = subject.partition(":")
        if kind == "list":
            plural = key.removeprefix("api:") if key.startswith("api:") else f"{key}s"
            return LISTS.get(key, f"the list of {plural}")
        if kind == "page":
            return _page_words(key)
        if kind == "address":
            return f"an address without an account ({key})"
        first, _, rest = key.partition("/")
        name, _ = self._known.get(f"{kind}:{first}", ("", ""))
        number = key if len(key) < 2 * SHORT else f"{key[:SHORT]}…"
        called = CALLED.get(kind, kind.replace("-", " "))
        told = f"{called} {number}" if key else called
        if kind == "person":
            return name or told
        if kind == "load" and name:
            return f"the file {name}"
        if rest and name:
            told = f"{called} {first}"
        return ", ".join(part for part in (told, name, rest) if part)

    def url(self, subject: str) -> str:
        """Its page, where it is there and opens for who looks; else nothing."""
        kind, _, key = subject.partition(":")
        if kind in BY_KEY and key and may_open(self.viewer, BY_KEY[kind]):
            try:
                return reverse(BY_KEY[kind], args=[self.viewer.partnership, key])
            except NoReverseMatch:
                return ""
        return self._known.get(f"{kind}:{key.partition('/')[0]}", ("", ""))[1]


def _page_words(name: str) -> str:
    """A page by its name in the program.

    >>> _page_words("partners:confirm_invitation"), _page_words("api:readings_csv"), _page_words("owed:csv")
    ('the page “confirm invitation” (people)', "the API's readings", 'the page “owed”')
    """
    if name == "monday":
        return "the first page"
    room, _, page = ":".join(part for part in name.split(":") if part not in FILES).rpartition(":")
    words = " ".join(part for part in page.replace("_", " ").split() if part not in FILES)
    if room == "api":
        return f"the API's {words}"
    return f"the page “{words}”" + (f" ({ROOMS.get(room, room)})" if room else "")
