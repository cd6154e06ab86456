"""The one way to write: change, permission, row in the log and letters stand or fall together.

In: what is done (room.verb), to what (kind:key) and who does it: a viewer, or the name of a program or
command with the partnership's slug. Out: the change with its row in the log, in one transaction.
An example stands at the head of the package; docs/explanation/building-blocks.md says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.db.models import F, Model, QuerySet

from wardmote.ground.audit import log
from wardmote.ground.casework.sent_forms import count_form
from wardmote.ground.mail.messages import MailMessage
from wardmote.measuring.catalogue.refusals import Refusal

Row = TypeVar("Row", bound=Model)


class Writer(Protocol):
    """Somebody who writes in a partnership; ``str`` of them is their name in the log, ``person`` the number
    of their account (0: none, as a program), ``hat`` the number of the body that they act for."""

    @property
    def partnership(self) -> str: ...

    @property
    def person(self) -> int: ...

    @property
    def hat(self) -> int: ...


class EditConflict(Exception):
    """Somebody else saved first. ``now`` is the row as they left it, ``None`` where they took it away.

    Nothing of the second writer's was written: their form keeps it and shows ``now`` beside it.
    """

    def __init__(self, now: Any) -> None:
        super().__init__("somebody else saved first")
        self.now = now


@dataclass
class Act:
    """A write while it goes on: what the log will say of it, and the letters that go with it."""

    what: str
    subject: str
    detail: dict[str, Any]
    letters: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def letter(self, subject: str, text: str, *, to: Sequence[str]) -> None:
        """Write this letter with all else: the worker sends it once the write stands."""
        self.letters.append((subject, text, tuple(to)))


@contextmanager
def write(
    what: str,
    subject: str = "",
    *,
    by: Writer | str,
    partnership: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Iterator[Act]:
    """One transaction with its row in the log; what is raised inside undoes it all.

    ``subject`` and ``detail`` may be filled in meanwhile. A viewer writes in their own partnership; where
    ``by`` is a name, or the log is another partnership's, it is said. The log has the number of the viewer's
    account too: a name is what somebody chose to be called.
    """
    slug = partnership or ("" if isinstance(by, str) else by.partnership)
    number = 0 if isinstance(by, str) else by.person
    act = Act(what, subject, dict(detail or {}))
    with transaction.atomic():
        count_form()
        yield act
        if not (slug and act.subject):
            raise TypeError(f"{act.what}: a write says in which partnership and of what")
        told = {**act.detail, "account": number} if number else act.detail
        if not isinstance(by, str) and by.hat:
            told["hat"] = by.hat
        log.record(partnership=slug, by=str(by), what=act.what, subject=act.subject, detail=told)
        for heading, text, to in act.letters:
            MailMessage(heading, text, to=to, kind=act.what, partnership=slug).send()


def note(
    what: str,
    subject: str,
    *,
    by: Writer | str,
    partnership: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """A row in the log for what changes no record here: something taken away as a file, a file's change."""
    with write(what, subject, by=by, partnership=partnership, detail=detail):
        pass


def hold(rows: QuerySet[Row], *, read: int | None = None) -> Row:
    """The one row of ``rows`` with its revision counted up, nobody else's until the transaction ends.

    It is written first and read after, so that a second writer waits on every database. ``read``: the
    revision its writer had before them; ``EditConflict`` where the row has another now, or is gone. ``rows``
    may reach through other tables: the revision is asked of the row itself, as PostgreSQL looks again only at
    that once it has waited.
    """
    seen = rows.model._base_manager.filter(pk__in=rows.values("pk"))
    seen = seen if read is None else seen.filter(revision=read)
    if not seen.update(revision=F("revision") + 1):
        raise EditConflict(rows.first())
    return rows.get()


def refuse(reason: str | None, *, where: str = "", found: str = "") -> None:
    """``Refusal`` with the reason that a rule gave; nothing where it gave none."""
    if reason:
        raise Refusal(reason, where=where, found=found)
