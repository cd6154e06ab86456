"""A measure among the partnerships most like ours: a sentence with band and rank, limits, funnel, counts.

In: where a measure stands and the group's counts as somebody loaded them. Out: ``PeersShown``. A restricted
group stays marked in every part of it.
"""

from dataclasses import dataclass
from typing import Any

from wardmote.deciding.performance.measures.measure_status import MeasureView
from wardmote.deciding.performance.measures.printed import plain
from wardmote.deciding.performance.models import PeerComparison
from wardmote.measuring.analysis.area_rates import CONTROL, WARNING, funnel_limits
from wardmote.measuring.analysis.peers import AmongPeers, Peer, among_peers
from wardmote.measuring.catalogue.periods import Period, parse_month
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.funnel import Axes, Edge, Funnel, FunnelPoint, funnel_chart

PEER_COLUMNS = ("Partnership", ("Count", "number"), ("Out of", "number"), ("Rate", "number"))
STEPS = 48  # places along the axis at which the limits are counted


@dataclass(frozen=True)
class PeersShown:
    """A comparison with its sentence, picture, limits and rates; the rank stands only in the sentence."""

    row: PeerComparison
    period: str
    found: AmongPeers | None
    limits: list[tuple[str, str]]
    rates: list[list[Any]]
    why_not: str = ""
    drawing: Drawing | None = None
    unit: str = ""

    @property
    def title(self) -> str:
        """The picture's: our count against what the group's rate gives and what chance alone does."""
        assert self.found is not None
        low, high = self.found.control
        return (
            f"{self.found.count:,} here, where the group's rate gives {self.found.expected:,.0f} "
            f"and chance alone {low:,.0f} to {high:,.0f}"
        )

    @property
    def subtitle(self) -> str:
        return f"{self.unit}; {self.caption}; {self.period}"

    @property
    def caption(self) -> str:
        marked = ", restricted" if self.row.restricted else ""
        marked += ", invented" if self.row.invented else ""
        return f"{self.row.group}, {self.row.version}{marked}"


def compared(one: MeasureView, row: PeerComparison | None, *, name: str) -> PeersShown | None:
    """Our count against the group's rate; why not, where our count of that period is not held."""
    if row is None:
        return None
    period = row.period
    peers = [Peer(str(p["name"]), int(p["count"]), float(p["denominator"])) for p in row.peers]
    per = one.item.per or 100.0
    own = _own(one, row, period, name)
    listed = [
        [p.name, p.count, plain(p.denominator), f"{p.count / p.denominator * per:,.{one.item.decimals}f}"]
        for p in sorted(peers, key=lambda each: each.name.casefold())
    ]
    if own is None:
        reason = f"Our own count of {period.label} is not held, so nothing is compared."
        return PeersShown(row, period.label, None, [], listed, reason)
    found = among_peers(own, peers, group=row.group, per=round(per), restricted=row.restricted)
    if found.rank == 0:
        return PeersShown(row, period.label, None, [], listed, found.reason)
    limits = [
        ("Our count", f"{found.count:,}"),
        ("Expected at the group's rate", f"{found.expected:,.0f}"),
        ("Usual range (19 times in 20)", f"{found.warning[0]:,.0f} to {found.warning[1]:,.0f}"),
        ("Widest range by chance (499 times in 500)", f"{found.control[0]:,.0f} to {found.control[1]:,.0f}"),
        ("Compared with these ranges", found.band),
        ("Allowing for how far partnerships of the group differ", found.band_allowing),
    ]
    drawing = _funnel(own, peers, found, per=per, unit=one.unit)
    return PeersShown(row, period.label, found, limits, listed, drawing=drawing, unit=one.unit)


def _own(one: MeasureView, row: PeerComparison, period: Period, name: str) -> Peer | None:
    """From the file, else from the months held where they are all of the period."""
    if row.count is not None and row.denominator:
        return Peer(name, int(row.count), row.denominator)
    reading = one.reading
    if reading is None or not one.months or not period.whole_months:
        return None
    first = parse_month(reading.series["first"])
    counts = reading.series["counts"][max(period.first_month - first, 0) : period.last_month - first + 1]
    if len(counts) != len(period.months) or None in counts or not reading.base:
        return None
    return Peer(name, sum(counts), reading.base)


def _funnel(own: Peer, peers: list[Peer], found: AmongPeers, *, per: float, unit: str) -> Drawing:
    """Every partnership of the group by size and rate, between the limits around the group's rate."""
    others = [each for each in peers if each.name != own.name and each.denominator > 0]
    sizes = [each.denominator for each in (own, *others)]
    low, high = min(sizes) * 0.9, max(sizes) * 1.05
    rate = found.group_rate / per
    steps = [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]
    edges = tuple(Edge(size, _limits(size, rate, per), _limits(size, rate, per, CONTROL)) for size in steps)
    axes = Axes(per=unit[0].upper() + unit[1:], by="Counted out of")
    placed = [_place(each, rate, per) for each in others]
    return funnel_chart(_place(own, rate, per), placed, Funnel(found.group_rate, edges), axes=axes)


def _limits(size: float, rate: float, per: float, confidence: float = WARNING) -> tuple[float, float]:
    """Rates between which chance alone leaves a place of this size."""
    low, high = funnel_limits(rate * size, confidence=confidence)
    return low / size * per, high / size * per


def _place(peer: Peer, rate: float, per: float) -> FunnelPoint:
    low, high = _limits(peer.denominator, rate, per, CONTROL)
    return FunnelPoint(
        name=peer.name, count=peer.count, denominator=_whole(peer.denominator),
        rate=peer.count / peer.denominator * per, low=low, high=high,
    )  # fmt: skip


def _whole(size: float) -> float:
    return int(size) if size == int(size) else size
