"""Is the log whole? Every row, every link, the triggers, and the heads that were signed.

In: the chain, heads (those in the database, and others that lay elsewhere) and the public keys that count.
Out: ``Verified``: what is altered, missing or reordered by row, day and kind of event, and what the check
rests on. Rows are read as plain tuples in one pass.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from typing import Final

from django.db import connections
from django.db.models import Max, Min
from django.db.models.functions import Left

from wardmote.ground.audit import guarding, heads
from wardmote.ground.audit.heads import HeadLine
from wardmote.ground.audit.log import FIELDS, begins_after
from wardmote.ground.audit.models import Entry, HeadKind, SignedHead
from wardmote.measuring.catalogue.counted import counted

MOST_TOLD: Final = 100
KEY_TOLD: Final = 16  # characters
ALTERED, MISSING, REORDERED, EMPTIED = "altered", "missing", "reordered", "emptied"
UNSIGNED_DAYS: Final = "not signed for days"
MOST_UNSIGNED: Final = 2  # days with rows
UNGUARDED, UNSIGNED = "unguarded", "not signed by this installation"


@dataclass(frozen=True)
class LogFault:
    """Something wrong: from which row to which, on which day the (next) row was written, and what it told."""

    kind: str
    first: int = 0
    last: int = 0
    day: str = ""
    what: str = ""
    words: str = ""


@dataclass(frozen=True)
class Verified:
    """What checking found. ``noted_found``: whether a hash that somebody wrote down is still there.

    ``last`` is the hash of the last row; ``remarks`` say how far the check reaches.
    """

    rows: int
    last: str
    noted_found: bool = True
    faults: Sequence[LogFault] = ()
    remarks: Sequence[str] = ()
    heads: int = 0

    @property
    def whole(self) -> bool:
        return not self.faults and self.noted_found

    @property
    def broken_at(self) -> int:
        """The first row that something is wrong with; 0 where nothing is."""
        return min((fault.first or 1 for fault in self.faults), default=0)


class VerifyReach(Enum):
    """All rows; only those after the newest head; these, and days that nobody signed are no fault."""

    ALL = auto()
    SINCE_HEAD = auto()
    SINCE_HEAD_OVER_GAP = auto()


@dataclass
class _Walk:
    """What one pass over the rows found."""

    rows: int = 0
    last: int = 0
    hash: str = ""
    day: str = ""
    altered: list[LogFault] = field(default_factory=list)
    broken: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    """Where a row names another hash than that of the row before: both numbers, that hash, day, what."""
    skipped: list[tuple[int, int, str]] = field(default_factory=list)
    """Where numbers do not go on though the row names the hash of the row before."""


def verify(
    noted: str = "",
    *,
    using: str = "default",
    elsewhere: Sequence[HeadLine] = (),
    begun: bool = False,
    what: VerifyReach = VerifyReach.ALL,
) -> Verified:
    """Check it all. ``elsewhere``: heads from a file that lay where nobody here can write; ``begun``: there
    is something that the log must tell of, so that an empty one was emptied."""
    since_head, over_gap = what is not VerifyReach.ALL, what is VerifyReach.SINCE_HEAD_OVER_GAP
    base = begins_after(using)
    inside = [HeadLine.of(head) for head in SignedHead.objects.using(using).order_by("id")]
    newest = max(inside, key=lambda head: head.row, default=None)
    walk = _walked(using, base, newest if since_head else None)
    faults = [*_unguarded(using), *walk.altered, *_links(using, walk), *_cut(using, walk, inside)]
    if inside or not over_gap:
        faults += _heads(using, walk, base.row, [*inside, *elsewhere], {each.key for each in elsewhere})
    faults += [*_chained(inside), *(_unsigned_days(using, newest) if newest and not over_gap else ())]
    if walk.rows == 0 and not faults and not since_head and (begun or inside or elsewhere):
        faults.append(LogFault(EMPTIED, words="the log holds no row"))
    return Verified(
        rows=walk.rows,
        last=walk.hash,
        noted_found=noted in ("", walk.hash) or Entry.objects.using(using).filter(hash=noted).exists(),
        faults=faults[:MOST_TOLD],
        remarks=list(_remarks(using, walk, inside, elsewhere)),
        heads=len(inside) + len(elsewhere),
    )


def _walked(using: str, base: SignedHead, since: HeadLine | None) -> _Walk:
    """Every row: does its hash fit its content, does it name the hash before it? Plain, to be quick."""
    start = since if since and since.row > base.row else base
    walk = _Walk(last=start.row, hash=start.hash)
    before, previous, rows, at = start.hash, start.row, 0, ""
    entries = (
        Entry.objects.using(using)
        .filter(id__gt=start.row if since else 0)
        .order_by("id")
        .values_list("id", *FIELDS, "hash")
    )
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(*entries.query.sql_with_params())
        for pk, at, town, by, what, about, detail, link, hash_ in cursor:
            text = (
                f"{len(at)}:{at}{len(town)}:{town}{len(by)}:{by}{len(what)}:{what}"
                f"{len(about)}:{about}{len(detail)}:{detail}{len(link)}:{link}"
            )
            if sha256(text.encode()).hexdigest() != hash_:
                walk.altered.append(LogFault(ALTERED, pk, pk, at[:10], what))
            if pk - previous > 1 and link == before:
                walk.skipped.append((previous, pk, at[:10]))
            if link != before:
                walk.broken.append((previous, pk, link, at[:10], what))
            before, previous = hash_, pk
            rows += 1
    walk.rows, walk.last, walk.hash, walk.day = rows, previous, before, at[:10]
    return walk


def _links(using: str, walk: _Walk) -> Iterator[LogFault]:
    """What became of the row that a row names as the one before it."""
    altered = {fault.first for fault in walk.altered}
    for previous, pk, day in walk.skipped[:MOST_TOLD]:
        if pk in altered:  # by itself a gap is none: on PostgreSQL undone writes once left some
            yield LogFault(MISSING, previous + 1, pk - 1, day, "", f"row {pk} now names row {previous}")
    for previous, pk, link, day, what in walk.broken[:MOST_TOLD]:
        other = Entry.objects.using(using).filter(hash=link).values_list("id", flat=True).first()
        if other is not None or link == "":
            if pk not in altered:
                yield LogFault(REORDERED, pk, pk, day, what, f"it was written after row {other or 'no'}")
        elif pk - previous > 1:
            yield LogFault(MISSING, previous + 1, pk - 1, day)
        elif previous not in altered and pk not in altered:
            yield LogFault(ALTERED, previous, previous, day, "", "its hash is not the one the next row names")


def _cut(using: str, walk: _Walk, inside: Sequence[HeadLine]) -> Iterator[LogFault]:
    """A number that was given to a row or to a head and is not there: no number is lost otherwise."""
    given = guarding.numbers_given(using)
    if given[guarding.ENTRIES] > walk.last:
        yield LogFault(MISSING, walk.last + 1, given[guarding.ENTRIES], walk.day, "", "the end was cut off")
    last = SignedHead.objects.using(using).aggregate(last=Max("id"))["last"] or 0
    if inside and given[guarding.HEADS] > last:
        words = f"heads were taken away: {given[guarding.HEADS]} were numbered, the last there is {last}"
        yield LogFault(UNSIGNED, words=words)


def _chained(inside: Sequence[HeadLine]) -> Iterator[LogFault]:
    """Each head names the one before it and says the how manyth it is; those of older versions do not."""
    before, number, begun = "", 0, False
    for head in inside:
        number += 1
        if begun or "number" in head.detail:
            begun, said = True, head.detail.get("number")
            if (said, head.detail.get("after")) != (number, before):
                words = f"the head signed {head.at} does not come after the one before it"
                yield LogFault(UNSIGNED, head.row, head.row, head.at[:10], "", words)
            number = said if isinstance(said, int) else number
        before = head.signature


def _unsigned_days(using: str, newest: HeadLine) -> Iterator[LogFault]:
    """Rows of more than two days that no head covers, though the worker signs once a day."""
    rows = Entry.objects.using(using).filter(id__gt=newest.row)
    days = rows.order_by().annotate(day=Left("at", 10)).values("day")
    told = list(days.annotate(first=Min("id"), last=Max("id")).order_by("first"))
    if len(told) > MOST_UNSIGNED:
        words = "no head was signed over them, or heads were taken away; the worker signs once a day"
        yield LogFault(UNSIGNED_DAYS, told[0]["first"], told[-1]["last"], told[0]["day"], "", words)


def _unguarded(using: str) -> Iterator[LogFault]:
    for name in guarding.wrong_triggers(using):
        words = (
            f"the trigger {name} is not there, or not as it was made, or a trigger or rule that is not ours"
        )
        yield LogFault(UNGUARDED, words=words)
    for role in guarding.wrong_grants(using):
        yield LogFault(UNGUARDED, words=f"the role {role}, which does not own the log, was let change it")


def _heads(
    using: str, walk: _Walk, gone: int, signed: Iterable[HeadLine], trusted: set[str]
) -> Iterator[LogFault]:
    """Heads that are not ours, and rows that are not what a head says."""
    ours, told = heads.public_keys() | heads.restored_keys() | trusted, set()
    kept = [head for head in signed if head.kind == HeadKind.RETIRED or head.row > gone]
    good: list[HeadLine] = []
    if using == "default" and ours and not kept:
        yield LogFault(UNSIGNED, words="heads were signed here, and none is there: they were taken away")
    for head in kept:
        if head.genuine and head.key in ours:
            good.append(head)
        elif head.key not in told:
            told.add(head.key)
            words = f"a head is not genuine, or its key is none in {heads.public_path().name}: {head.key}; "
            words += "after a restore elsewhere, add the key there if it is the one you keep"
            yield LogFault(UNSIGNED, head.row, head.row, head.at[:10], "", words)
    hashes = dict(
        Entry.objects.using(using).filter(pk__in={head.row for head in kept}).values_list("pk", "hash")
    )
    fits = gone
    for head in sorted(good, key=lambda each: each.row):
        if head.kind == HeadKind.RETIRED or hashes.get(head.row) == head.hash:
            fits = max(fits, head.row)
        elif head.row > walk.last:
            yield LogFault(MISSING, walk.last + 1, head.row, head.at[:10], "", "a signed head tells of them")
        else:
            words = f"written anew between row {fits} and row {head.row}: the head signed {head.at} says so"
            yield LogFault(ALTERED, fits + 1, head.row, head.at[:10], "", words)
            fits = head.row


def _signers(inside: Sequence[HeadLine], elsewhere: set[str]) -> Iterator[str]:
    """Whose key each head was checked with, and what that proves."""
    ours, restored = heads.public_keys(), heads.restored_keys()
    for key, number in Counter(head.key for head in inside).items():
        told = f"{counted(number, 'head was', 'heads were')} checked with the key {key[:KEY_TOLD]}…, "
        if key in ours:
            yield f"{told}this installation's own ({heads.public_path().name})."
        elif key in elsewhere:
            yield f"{told}that of the heads kept elsewhere."
        elif key in restored:
            yield (
                f"{told}which came with a backup that was restored here ({heads.restored_path().name}). It "
                "shows that nothing was changed since that key signed; whose key it is shows only the "
                "data.log.pub, or the heads, that you keep elsewhere: compare them."
            )


def _remarks(
    using: str, walk: _Walk, inside: Sequence[HeadLine], elsewhere: Sequence[HeadLine]
) -> Iterator[str]:
    """How far the check reaches."""
    if using == "default" and (reason := guarding.why_not_apart(using)):
        yield reason
    newest = max((head.row for head in (*inside, *elsewhere)), default=0)
    if newest < walk.last:
        what = f"the rows after row {newest}" if newest else "any row yet"
        yield f"No signed head covers {what}; the worker signs once a day."
    yield from _signers(inside, {head.key for head in elsewhere})
    for head in inside:
        if by := head.detail.get("over_gap"):
            yield f"The head signed {head.at} was signed over days that nobody had signed, by {by}."
    shown = max((head.at for head in elsewhere), default="")
    if shown:
        yield f"Heads after {shown[:10]} were not shown; compare with heads kept elsewhere."
    else:
        yield (
            "Heads that are kept elsewhere were not shown. Without them nobody sees that the end was cut off "
            "together with its heads and the numbers set back, nor what whoever holds the signing key signed "
            "anew: give them by --heads."
        )
