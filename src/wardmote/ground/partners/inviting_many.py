"""Many people invited by one file: everybody it names, or nobody.

In: a CSV file with the columns ``email``, ``body``, ``roles`` (names or words, ";" between) and perhaps
``from`` (a day as 2026-04-01 or 01/04/2026). Out: an invitation each, made by the same checks as one by hand;
a ``Refusal`` names every row that is wrong and changes nothing.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Body, Invitation, Partnership
from wardmote.ground.partners.rules import ROLES, why_not_invite
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child

MOST_BYTES: Final = 200_000
MOST_ROWS: Final = 500
COLUMNS: Final = ("email", "body", "roles")
TODO: Final = "Put these rows right and bring the whole file again: nobody was invited."


def people_rows(data: bytes) -> list[dict[str, str]]:
    """The rows of the file by the names of their columns in small letters; read in a child process."""
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(
            "This is no CSV file in UTF-8.", where="file", found=str(error)[:100],
            todo="In a spreadsheet, save it as: CSV UTF-8.",
        ) from None  # fmt: skip
    said = [{(key or "").strip().lower(): str(value or "") for key, value in row.items()} for row in rows]
    if missing := [name for name in COLUMNS if not said or name not in said[0]]:
        raise Refusal(
            f"It has no column {missing[0]}.", where="file", todo="The first line names the columns."
        )
    if len(said) > MOST_ROWS:
        raise Refusal(f"It has more than {MOST_ROWS} rows.", where="file", todo="Bring it in parts.")
    return said


def asked_for(file: Any, partnership: Partnership) -> list[tuple[int, joining.NewInvitation]]:
    """Whom a file asks to invite, with the line of each."""
    if file.size > MOST_BYTES:
        raise Refusal(
            "The file is too large for a list of people.", where="file", found=f"{file.size:,} bytes"
        )
    bodies = list(Body.objects.filter(partnership=partnership))
    found: list[tuple[int, joining.NewInvitation]] = []
    wrong: list[str] = []
    seen: dict[tuple[str, int], int] = {}
    for line, row in enumerate(run_in_child(people_rows, file.read(), where="file"), 2):
        try:
            asked = _asked(row, bodies)
        except ValueError as error:
            wrong.append(f"line {line}: {error}")
            continue
        if (first := seen.setdefault((asked.email, asked.body.pk), line)) != line:
            wrong.append(f"line {line}: the same person and body as line {first}")
        found.append((line, asked))
    _refuse(wrong)
    return found


def _asked(row: Mapping[str, Any], bodies: Sequence[Body]) -> joining.NewInvitation:
    email = str(row.get("email") or "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError(f"{email or 'nothing'} is no e-mail address") from None
    name = " ".join(str(row.get("body") or "").split())
    body = next((each for each in bodies if each.name.casefold() == name.casefold()), None)
    if body is None:
        raise ValueError(f"{name or 'nothing'} is no body here: add it first")
    return joining.NewInvitation(
        email, list(_roles(str(row.get("roles") or ""))), body, _day(row.get("from"))
    )


def _roles(said: str) -> Iterator[str]:
    known = {key: key for key, _ in ROLES} | {words.casefold(): key for key, words in ROLES}
    for word in (each.strip().casefold() for each in said.split(";")):
        if word and word not in known:
            raise ValueError(f"there is no role called {word}")
        if word:
            yield known[word]


def _day(said: Any) -> date | None:
    text = str(said or "").strip()
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    if text:
        raise ValueError(f"{text} is no day: write it as 2026-04-01")
    return None


@transaction.atomic
def invite_all(
    partnership: Partnership, asked: Sequence[tuple[int, joining.NewInvitation]], *, by: Viewer
) -> list[tuple[Invitation, str]]:
    """An invitation each with the token of its link, or a ``Refusal`` that names every row refused."""
    made, wrong = [], []
    for line, each in asked:
        reason = why_not_invite(by.roles, each.roles)
        if reason:
            wrong.append(f"line {line}: {reason}")
            continue
        try:
            made.append(joining.invite(partnership, each, by=by))
        except Refusal as refusal:
            wrong.append(f"line {line}: {refusal.what}")
    _refuse(wrong)
    return made


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise Refusal(
            "; ".join(wrong[:20]) + ("; and more" if len(wrong) > 20 else ""), where="file", todo=TODO
        )
