"""Counting tries, and saying how long to wait once there were too many.

In: a ``Limit`` with the account and the address that try. Out: a ``Use`` that can be given back, or
``TooManyTries``. A count begins with its first try and ends by itself; what was refused is not counted, so
that going on trying does not put off the end. An account alone has the larger allowance, and none at all from
an address that it has signed in from: nobody can keep a person out of where they work. Counting is one short
transaction of conditional updates, so that many processes together never allow more than one would.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wardmote.ground.limits.models import TryCount

KNOWN: Final = "known address"
KNOWN_FOR: Final = timedelta(days=90)
FORGET_EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = timedelta(minutes=1)
"""Tries so near to each other may be counted in another order than they came."""
_forgot: list[datetime] = []


@dataclass(frozen=True)
class Most:
    """So many in so many seconds."""

    tries: int
    seconds: int


@dataclass(frozen=True)
class Limit:
    """What is limited: for an account from one address, for an account, for an address."""

    action: str
    pair: Most | None = None
    account: Most | None = None
    address: Most | None = None


class TooManyTries(Exception):
    """It was tried too often; ``wait`` is the seconds until it may be tried again."""

    def __init__(self, action: str, wait: int) -> None:
        super().__init__(f"too many tries: {action}, wait {wait} seconds")
        self.action, self.wait = action, wait


@dataclass(frozen=True)
class Use:
    """A try that was counted."""

    counts: tuple[tuple[str, str, str], ...]

    def give_back(self) -> None:
        """It was right, so it does not count: of an account from this address none of those before either."""
        for action, account, address in self.counts:
            rows = _rows(action, account, address)
            if account and address:
                rows.delete()
            else:
                rows.filter(count__gt=0).update(count=F("count") - 1)


def take(limit: Limit, *, account: str = "", address: str = "", now: datetime | None = None) -> Use:
    """Count one try everywhere it counts; ``TooManyTries``, and nothing is counted, where it is too many."""
    who, where = hashed(account), hashed(address)
    wanted = [
        (limit.pair, who, where, bool(who and where)),
        (limit.account, who, "", bool(who)),
        (limit.address, "", where, bool(where)),
    ]
    counts: list[tuple[str, str, str]] = []
    waits: list[datetime] = []
    with transaction.atomic():
        now = now or timezone.now()  # here, as another may have been waited for
        for most, one, other, told in wanted:
            if most is None or not told:
                continue
            until = _count(most, limit.action, one, other, now)
            if until and not (one and not other and _is_known(who, where, now)):
                waits.append(until)
            counts.append((limit.action, one, other))
        if waits:
            raise TooManyTries(limit.action, max(1, ceil((max(waits) - now).total_seconds())))
    return Use(tuple(counts))


def remember(account: str, address: str, *, now: datetime | None = None) -> None:
    """An account signed in from an address: tries made elsewhere do not keep it out there."""
    ends = (now or timezone.now()) + KNOWN_FOR
    who, where = hashed(account), hashed(address)
    if who and where:
        until = {"count": 1, "ends_at": ends}
        TryCount.objects.update_or_create(action=KNOWN, account=who, address=where, defaults=until)


def lift(account: str) -> int:
    """Let an account try again everywhere, at once; says how many counts were taken away."""
    return TryCount.objects.filter(account=hashed(account)).exclude(action=KNOWN).delete()[0]


def locked_until(accounts: Iterable[str], limits: Iterable[Limit]) -> dict[str, datetime]:
    """Those accounts that have tried too often, by themselves or from some address, and until when."""
    now, by_hash = timezone.now(), {hashed(account): account for account in accounts}
    full = Q(pk=None)
    for limit in limits:
        for most, address in ((limit.pair, ~Q(address="")), (limit.account, Q(address=""))):
            if most:
                full |= Q(address, action=limit.action, count__gte=most.tries)
    rows = TryCount.objects.filter(full, account__in=by_hash, ends_at__gt=now).order_by("ends_at")
    return {by_hash[row.account]: row.ends_at for row in rows}


def forget_old() -> None:
    """Take away, once an hour, what ended."""
    now = timezone.now()
    if not _forgot or not timedelta() <= now - _forgot[-1] < FORGET_EVERY:
        TryCount.objects.filter(ends_at__lt=now).delete()
        _forgot[:] = [now]


def hashed(name: str) -> str:
    """What an account or address stands as; "" is none."""
    plain = name.strip().lower()
    return salted_hmac("wardmote.ground.limits", plain, algorithm="sha256").hexdigest() if plain else ""


def _rows(action: str, account: str, address: str) -> QuerySet[TryCount]:
    return TryCount.objects.filter(action=action, account=account, address=address)


def _count(most: Most, action: str, account: str, address: str, now: datetime) -> datetime | None:
    """Count one; where there are too many already, when that ends.

    A count that ends much later than a new one would is from before the clock was set back: it is begun anew.
    """
    ends = now + timedelta(seconds=most.seconds)
    rows = _rows(action, account, address)
    running = Q(ends_at__gt=now, ends_at__lte=ends + AT_ONCE)
    if rows.filter(running, count__lt=most.tries).update(count=F("count") + 1):
        return None
    if rows.exclude(running).update(count=1, ends_at=ends):
        return None
    began = {"count": 1, "ends_at": ends}
    row, made = TryCount.objects.get_or_create(
        action=action, account=account, address=address, defaults=began
    )
    if made or rows.filter(running, count__lt=most.tries).update(count=F("count") + 1):
        return None
    return row.ends_at


def _is_known(account: str, address: str, now: datetime) -> bool:
    return _rows(KNOWN, account, address).filter(ends_at__gt=now).exists()
