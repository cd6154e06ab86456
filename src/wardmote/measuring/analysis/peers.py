"""How does it stand among places like it? One partnership against its most similar group.

In: own count and denominator, and for each peer the same (of one period), with the group's
version and whether its values are restricted. Out: ``AmongPeers``: the group's pooled
rate without the own area, what the own area would then expect, funnel limits, the band in words, and the
rank, which never stands without them.

Pooled rate: all peers' counts over all their denominators. Limits: exact Poisson quantiles of the
expectation at 95 % and 99.8 % (Spiegelhalter 2005). Peers differ for more reasons than
chance: from ``FEWEST_SPREAD`` peers their own spread phi is learned and shown, and ``band_allowing``
says the band with it. Rank: 1 the lowest rate; peers of one rate share it. Domain notes 3.19.

Errors: fewer than ``FEWEST`` peers with a denominator is ``insufficient``; negative counts are a ``Refusal``.

How it misleads: a place in a league says nothing of chance; a group drawn anew moves everybody;
recording differs between forces. Restricted values (iQuanta) never reach a public output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wardmote.measuring.analysis.area_rates import CONTROL, WARNING, area_rates, funnel_limits
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 5
FEWEST_SPREAD = 8
BANDS = {
    "within": "within",
    "above warning": "above warning, within control",
    "below warning": "below warning, within control",
    "above control": "above control",
    "below control": "below control",
}


@dataclass(frozen=True)
class Peer:
    """One partnership of the group."""

    name: str
    count: int
    denominator: float


@dataclass(frozen=True, kw_only=True)
class AmongPeers(Result):
    """``value`` own rate per ``per``, ``interval`` the rates between which chance alone leaves it (95 %).

    ``rank`` of ``of`` (own area among them, 1 the lowest rate, ``tied`` with others); ``phi`` the peers'
    own spread. A page prints ``words``, which hold the band and the rank together.
    """

    count: int
    group_rate: float = 0.0
    expected: float = 0.0
    warning: tuple[float, float] = (0.0, 0.0)
    control: tuple[float, float] = (0.0, 0.0)
    band: str = "cannot say"
    band_allowing: str = "cannot say"
    phi: float = 1.0
    rank: int = 0
    of: int = 0
    tied: bool = False
    group: str
    restricted: bool
    words: str


def among_peers(
    own: Peer, peers: Sequence[Peer], *, group: str, per: int = 1000, restricted: bool = False
) -> AmongPeers:
    """Own count against the pooled rate of ``peers`` (the own area left out if it is among them).

    >>> peers = [Peer(str(n), 270, 30_000) for n in range(15)]
    >>> found = among_peers(Peer("Stevenage", 350, 33_000), peers, group="2007")
    >>> found.expected, found.warning, found.control, found.band
    (297.0, (264.0, 331.0), (245.0, 352.0), 'above warning, within control')
    """
    if min([own.count, own.denominator, *(v for p in peers for v in (p.count, p.denominator))]) < 0:
        raise Refusal("A count and its denominator are not below zero.")
    others = [peer for peer in peers if peer.name != own.name and peer.denominator > 0]
    base = sum(peer.denominator for peer in others)
    counted = sum(peer.count for peer in others)
    if len(others) < FEWEST or not counted or own.denominator <= 0:
        return _too_few(own, len(others), group, restricted)
    rate = counted / base
    expected = rate * own.denominator
    warning, control = funnel_limits(expected), funnel_limits(expected, confidence=CONTROL)
    phi = _spread(others, rate)
    allowing = [funnel_limits(expected, confidence=level, phi=phi) for level in (WARNING, CONTROL)]
    band = _band(own.count, warning, control)
    rank, tied = _rank(own, others)
    return AmongPeers(
        value=own.count / own.denominator * per,
        interval=(warning[0] / own.denominator * per, warning[1] / own.denominator * per),
        n=own.count,
        assumptions=("independent_events", "denominator_known"),
        count=own.count,
        group_rate=rate * per,
        expected=expected,
        warning=warning,
        control=control,
        band=band,
        band_allowing=_band(own.count, allowing[0], allowing[1]),
        phi=phi,
        rank=rank,
        of=len(others) + 1,
        tied=tied,
        group=group,
        restricted=restricted,
        words=_words(own, expected, band, place=_place(rank, of=len(others) + 1, tied=tied)),
    )


def for_the_public(found: AmongPeers) -> AmongPeers | None:
    """The comparison where it may be published; None where the group's values are restricted."""
    return None if found.restricted else found


def _spread(others: Sequence[Peer], rate: float) -> float:
    if len(others) < FEWEST_SPREAD:
        return 1.0
    return area_rates([p.count for p in others], [p.denominator for p in others], overall=rate).phi


def _band(count: int, warning: tuple[float, float], control: tuple[float, float]) -> str:
    side = "above" if count > warning[1] else "below"
    if warning[0] <= count <= warning[1]:
        return BANDS["within"]
    if control[0] <= count <= control[1]:
        return BANDS[f"{side} warning"]
    return BANDS[f"{side} control"]


def _rank(own: Peer, others: Sequence[Peer]) -> tuple[int, bool]:
    rates = np.array([peer.count / peer.denominator for peer in others])
    mine = own.count / own.denominator
    same = np.isclose(rates, mine, rtol=1e-12, atol=0)
    return 1 + int(((rates < mine) & ~same).sum()), bool(same.any())


def _place(rank: int, *, of: int, tied: bool) -> str:
    return f"{'shared ' if tied else ''}place {rank} of {of} from the lowest rate"


def _words(own: Peer, expected: float, band: str, *, place: str) -> str:
    return (
        f"{own.count:,} where the rate of its group would give {expected:,.0f}: {band} limits "
        f"of chance ({place}, which chance alone can move)."
    )


def _too_few(own: Peer, peers: int, group: str, restricted: bool) -> AmongPeers:
    reason = f"{peers} peers with counts are too few to compare with; {FEWEST} are needed."
    return AmongPeers(
        status=Status.INSUFFICIENT,
        reason=reason,
        n=own.count,
        count=own.count,
        group=group,
        restricted=restricted,
        words=reason,
    )
