"""Heads: the hash of the log's last row, signed once a day, with a key that the database does not hold.

In: the chain and the signing key (Ed25519; settings.WARDMOTE_LOG_KEY_FILE, made with mode 0600 when first
needed). Out: ``SignedHead`` rows, and lines of JSON to be kept elsewhere. Who changes the log and computes
every hash anew cannot sign what they made without the key; who holds the key too can, from the last head that
lies elsewhere on. At a year's end the year's last row is sealed, so that the year can go whole
(``retiring``). To check a signature the public key is enough; it lies in a file beside the private one.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from wardmote.ground.audit import guarding
from wardmote.ground.audit.log import as_text, begins_after, hold_chain, moment
from wardmote.ground.audit.models import Entry, HeadKind, SignedHead
from wardmote.ground.audit.pending import chain_pending
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import write_whole
from wardmote.measuring.store.key_files import make_key_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_signed_on: dict[str, date] = {}
_PUBLIC_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class HeadLine:
    """A head as it is kept elsewhere: all that its signature covers, the public key and the signature."""

    at: str
    kind: str
    row: int
    hash: str
    detail: dict[str, Any]
    key: str
    signature: str

    @classmethod
    def of(cls, head: SignedHead) -> "HeadLine":
        return cls(head.at, head.kind, head.row, head.hash, head.detail, head.key, head.signature)

    @property
    def signed(self) -> bytes:
        """What the signature covers."""
        told = asdict(self)
        del told["key"], told["signature"]
        return as_text(told).encode()

    @property
    def genuine(self) -> bool:
        """Whether the signature is that of the key; not whether the key is ours."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key)).verify(
                bytes.fromhex(self.signature), self.signed
            )
        except (InvalidSignature, ValueError):
            return False
        return True


# ---- signing ----


def sign(kind: HeadKind, *, over_gap: str = "") -> SignedHead | None:
    """Sign the last row, with all that waits chained first; nothing where the last head covers it.

    Refused where what came after the newest head does not verify: a past that was changed is not signed.
    ``over_gap``: who says, for ever, that nobody signed for days and that it is known why.
    """
    from wardmote.ground.audit.verifying import VerifyReach, verify

    chain_pending()
    found = verify(what=VerifyReach.SINCE_HEAD_OVER_GAP if over_gap else VerifyReach.SINCE_HEAD)
    if found.faults:
        raise Refusal(
            "The log is not whole; its heads are not signed further.",
            found=found.faults[0].words or found.faults[0].kind,
            todo="Run wardmote audit verify and find out why. Where the worker was off for days: wardmote "
            "audit heads --over-gap.",
        )
    last = Entry.objects.order_by("-id").values_list("id", "hash").first()
    newest = SignedHead.objects.order_by("-row", "-id").first()
    if last is None or (newest and newest.row == last[0]):
        return None
    seal_years()
    detail: dict[str, Any] = {"over_gap": over_gap} if over_gap else {}
    return sign_row(kind, *last, **detail)


@transaction.atomic
def sign_row(kind: HeadKind, row: int, hash_: str, **detail: Any) -> SignedHead:
    """A head of one row, which says under its signature the how manyth it is and after which one it comes.

    On PostgreSQL it is numbered here, as rows are (``log.append``): a sequence that gives numbers itself goes
    on by up to 32 when the server is killed, and heads would seem to have been taken away.
    """
    key = signing_key()
    hold_chain()
    newest = SignedHead.objects.order_by("-id").first()
    detail["number"], detail["after"] = SignedHead.objects.count() + 1, newest.signature if newest else ""
    line = HeadLine(moment(timezone.now()), kind, row, hash_, detail, public_key(key), "")
    head = SignedHead(**{**asdict(line), "signature": key.sign(line.signed).hex()})
    if connection.vendor == "postgresql":  # numbered here, as rows are: a head that is undone takes no number
        head.pk = newest.pk + 1 if newest else 1
        transaction.on_commit(partial(guarding.keep_number, guarding.HEADS, head.pk))
    head.save(force_insert=True)
    return head


def sign_daily() -> None:
    """The worker's, every few seconds: once a day what is new is signed and past years are sealed."""
    here, today = str(settings.WARDMOTE_DATA), timezone.localdate()
    if _signed_on.get(here) == today:
        return
    newest = SignedHead.objects.filter(kind=HeadKind.DAY).order_by("-id").first()
    _signed_on[here] = today
    if newest is None or newest.at[:10] != moment(timezone.now())[:10]:
        try:
            sign(HeadKind.DAY)
        except Refusal as refusal:  # a key that cannot be read stops no other work; audit verify tells of it
            print(refusal, file=sys.stderr, flush=True)


def seal_years() -> list[SignedHead]:
    """Seal the last row of each year after which another has begun.

    A year is what stands between two seals: rows in the order in which they were chained, whatever a clock
    that was set back says of them.
    """
    sealed: list[SignedHead] = []
    while (begun := _first_unsealed()) is not None:
        after, year = begun
        rows = Entry.objects.filter(id__gte=after)
        next_one = rows.filter(at__gte=f"{year + 1}").order_by("id").values_list("id", flat=True).first()
        if next_one is None:
            break
        of_year = rows.filter(id__lt=next_one)
        row, hash_ = of_year.order_by("-id").values_list("id", "hash")[0]
        sealed.append(sign_row(HeadKind.YEAR, row, hash_, year=year, rows=of_year.count(), first=after))
    return sealed


def _first_unsealed() -> tuple[int, int] | None:
    """The first row of the year that is not sealed yet, and which year that is."""
    sealed = SignedHead.objects.filter(kind=HeadKind.YEAR).order_by("-row").values_list("row", flat=True)
    after = max(sealed.first() or 0, begins_after().row)
    first = Entry.objects.filter(id__gt=after).order_by("id").values_list("id", "at").first()
    return (first[0], int(first[1][:4])) if first else None


# ---- keys ----


def signing_key() -> "Ed25519PrivateKey":
    """The private key, made where there is none yet; its public half is added to the file beside it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path: Path = settings.WARDMOTE_LOG_KEY_FILE
    try:
        if not path.exists():
            _make_key(path)
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("another kind of key")
        if public_key(key) not in public_keys():
            before = public_path().read_text("ascii") if public_path().exists() else ""
            write_whole(public_path(), f"{before}{public_key(key)}\n")
    except (OSError, ValueError) as error:
        raise Refusal(
            "The key that signs the log cannot be read or made.",
            where=path.name,
            found=getattr(error, "strerror", None) or str(error),
            todo="Name a place that can be written to in WARDMOTE_LOG_KEY_FILE.",
        ) from None
    return key


def _make_key(path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_key_file(path, made)


def public_key(key: "Ed25519PrivateKey") -> str:
    """The public half, as hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def public_path() -> Path:
    """Where the public keys of this installation stand, one a line."""
    path: Path = settings.WARDMOTE_LOG_KEY_FILE
    return path.with_suffix(".pub")


def public_keys() -> set[str]:
    """This installation's own keys, and those that somebody wrote beside them."""
    return _keys_in(public_path())


def restored_path() -> Path:
    """Where the public keys stand that came with a backup which was restored here, one a line."""
    path: Path = settings.WARDMOTE_LOG_KEY_FILE
    return path.with_suffix(".restored.pub")


def restored_keys() -> set[str]:
    """Keys whose heads count too, and prove less: whoever made the backup up made its key as well."""
    return _keys_in(restored_path()) - public_keys()


def keep_restored(keys: Iterable[str]) -> set[str]:
    """Put the keys that came with a backup where verifying finds them; gives those that were not known."""
    new = {key for key in keys if _PUBLIC_KEY.fullmatch(key)} - public_keys()
    if more := sorted(new - restored_keys()):
        with open(restored_path(), "a", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in more))
    return new


def _keys_in(path: Path) -> set[str]:
    try:
        return set(path.read_text("ascii").split())
    except FileNotFoundError:
        return set()


# ---- kept elsewhere ----


def lines() -> Iterator[str]:
    """Every head as a line of JSON, to be kept where the program cannot write."""
    for head in SignedHead.objects.order_by("id"):
        yield json.dumps(asdict(HeadLine.of(head)), sort_keys=True)


def read_lines(text: Iterable[str]) -> list[HeadLine]:
    """Heads from such lines; ``Refusal`` where one is none, or its signature is not that of its key."""
    found = []
    for number, line in enumerate(text, 1):
        try:
            head = HeadLine(**json.loads(line))
            genuine = head.genuine
        except (ValueError, TypeError, RecursionError):
            genuine = False
        if not genuine:
            raise Refusal(
                "This is no head of a log, or somebody changed it.",
                where=f"line {number}",
                todo="Name a file that wardmote audit heads wrote.",
            )
        found.append(head)
    return found
