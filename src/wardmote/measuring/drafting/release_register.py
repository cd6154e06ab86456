"""The register of what was published, and the gate before it: no release that gives an earlier one's small
numbers away.

In: a data folder, a partnership and a study for the public. Out: ``publish`` keeps the release as
``releases/<partnership>/<sha256>.json`` (its counts, their areas and months; the thresholds are
``disclosure``'s), or a ``Refusal`` that names the earlier release, how many numbers would be known and the
smallest change of the months that mends it. The command line and the pages keep and read the same register.
What was kept is never changed: the same counts again are the same file.

How it misleads: what stands there counts as published, whether or not somebody handed it on.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.disclosure import PUBLIC
from wardmote.measuring.drafting.public_counts import (
    GivenAway,
    PublicRelease,
    public_release,
    release_of,
)
from wardmote.measuring.drafting.same_rows import given_away_by_any_name
from wardmote.measuring.drafting.study import Study, open_study
from wardmote.measuring.store.commit import try_lock, write_whole
from wardmote.measuring.store.folder import partnership_named

MOST_MONTHS = 12
WAITS = 30.0  # seconds


def releases_of(data: Path, partnership: str) -> list[PublicRelease]:
    """What was published so far, the oldest first."""
    kept = list(_place(data, partnership).glob("*.json"))
    kept.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [release_of(json.loads(path.read_text("utf-8"))) for path in kept]


def public_release_of(study: Study, data: Path, partnership: str) -> PublicRelease | None:
    """What the study would publish, as it may stand beside what was; ``Refusal`` where it may not. None where
    it is not for the public, or counts nothing but what is open."""
    new = public_release(study) if study.audience == PUBLIC else None
    if new is None or not new.counts:
        return None
    _refuse(new, lambda: study, releases_of(data, partnership))
    return new


def publish(release: PublicRelease, study: Callable[[], Study], data: Path, partnership: str) -> bool:
    """Keep a release, before anybody is given it: whether it is new; ``Refusal`` as above. ``study``: what it
    is of, asked for only where a change of it is to be named."""
    path = _path(release, data, partnership)
    if path.exists():
        return False
    with _alone(path.parent):
        _refuse(release, study, releases_of(data, partnership))
        write_whole(path, _text(release))
    return True


def _refuse(release: PublicRelease, study: Callable[[], Study], before: list[PublicRelease]) -> None:
    if found := _given_away(release, tuple(before)):
        raise _refusal(study(), found, before)


@lru_cache(maxsize=8)  # seconds of work; who may not download it asks again, or tries to sign it
def _given_away(release: PublicRelease, before: tuple[PublicRelease, ...]) -> tuple[GivenAway, ...]:
    return given_away_by_any_name(release, before)


def _text(release: PublicRelease) -> str:
    return json.dumps(release.as_json(), ensure_ascii=False) + "\n"


def _path(release: PublicRelease, data: Path, partnership: str) -> Path:
    return _place(data, partnership) / f"{hashlib.sha256(_text(release).encode()).hexdigest()}.json"


def _place(data: Path, partnership: str) -> Path:
    return data / "releases" / partnership_named(partnership)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One release at a time, so that two never pass each other unseen."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("a+b") as handle:
        until = time.monotonic() + WAITS
        while not try_lock(handle):
            if time.monotonic() > until:
                raise Refusal("Something else is being published just now.", todo="Do it again in a minute.")
            time.sleep(0.1)
        yield


# ---- what to tell ----


def _refusal(study: Study, found: tuple[GivenAway, ...], before: list[PublicRelease]) -> Refusal:
    earlier = found[0].earlier
    released = f"{earlier.place}, {parse_period(earlier.period).label}"
    known = counted(len(found), "small number", "small numbers")
    todo = _mend(study, before)
    if earlier not in before:
        released += ", whose numbers look like those of the same records under another feed or place"
        todo += " If they are other records, choose months (compared ones too) apart from that release's."
    return Refusal(
        "With what was published before, this would give small numbers of partners' records away.",
        found=f"{known} could be worked out from this and the release of {released}",
        todo=todo,
    )


def _mend(study: Study, before: list[PublicRelease]) -> str:
    """The smallest change of the period with which it may go out."""
    for period in _near(study.period):
        if not _gives_away(study, period, before):
            return f"Choose {period.label} ({period.code}): the smallest change that gives nothing away."
    return (
        "No change of up to a year at either end mends it. Keep it to the partners "
        "(audience: partner), or publish the months that were published before, unchanged."
    )


def _near(period: Period) -> Iterator[Period]:
    """Other whole months, those that change the fewest first; the end before the beginning, shorter first."""
    if not period.whole_months:
        return
    first, last = period.first_month, period.last_month
    for by in range(1, MOST_MONTHS + 1):
        for start, end in ((first, last - by), (first, last + by), (first + by, last), (first - by, last)):
            if start <= end:
                yield Period.of_months(start, end)


def _gives_away(study: Study, period: Period, before: list[PublicRelease]) -> bool:
    source = study.main
    if not set(source.feed.months).issuperset(period.months):
        return True
    try:
        other = open_study(study.inquiry, study.place, period, against=None, audience=PUBLIC)
    except Refusal:
        return True
    return bool(_given_away(public_release(other), tuple(before)))
