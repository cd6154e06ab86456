"""Among peers: the worked numbers of domain notes 3.19."""

from dataclasses import replace

import pytest

from wardmote.measuring.analysis.peers import Peer, among_peers, for_the_public
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal

# nine for every thousand households, fifteen times
GROUP = [Peer(f"Peer {n}", 270, 30_000) for n in range(15)]
OWN = Peer("Stevenage", 350, 33_000)


def test_the_worked_example() -> None:
    found = among_peers(OWN, GROUP, group="2007")
    assert found.value == pytest.approx(10.61, abs=5e-3)
    assert (found.group_rate, found.expected) == (pytest.approx(9.0), pytest.approx(297))
    assert (found.warning, found.control) == ((264, 331), (245, 352))
    assert found.band == "above warning, within control"


# own count: band (limits of 297: 264 to 331, 245 to 352)
BANDS = {
    244: "below control",
    245: "below warning, within control",
    263: "below warning, within control",
    264: "within",
    331: "within",
    332: "above warning, within control",
    353: "above control",
}


@pytest.mark.parametrize(("count", "band"), BANDS.items())
def test_bands(count: int, band: str) -> None:
    assert among_peers(replace(OWN, count=count), GROUP, group="2007").band == band


def test_the_own_area_is_left_out_of_its_group() -> None:
    assert among_peers(OWN, [*GROUP, OWN], group="2007").group_rate == pytest.approx(9.0)


def test_a_rank_never_stands_without_its_band() -> None:
    found = among_peers(OWN, GROUP, group="2007")
    assert (found.rank, found.of, found.tied) == (16, 16, False)
    assert "above warning" in found.words and "place 16 of 16" in found.words and "chance" in found.words
    same = among_peers(Peer("Same", 90, 10_000), GROUP, group="2007")
    assert (same.rank, same.tied) == (1, True)


def test_peers_that_differ_beyond_chance_widen_their_own_limits_and_no_others() -> None:
    uneven = [replace(peer, count=180 if n % 2 else 360) for n, peer in enumerate(GROUP[:14])]
    found = among_peers(OWN, uneven, group="2007")
    assert found.phi > 5
    assert (found.band, found.band_allowing) == ("above warning, within control", "within")


def test_restricted_values_never_reach_the_public() -> None:
    assert for_the_public(among_peers(OWN, GROUP, group="2007", restricted=True)) is None
    assert for_the_public(among_peers(OWN, GROUP, group="2007")) is not None


def test_too_few_peers_cannot_say() -> None:
    found = among_peers(OWN, GROUP[:4], group="2007")
    assert (found.status, found.band, found.value) == (Status.INSUFFICIENT, "cannot say", None)
    with pytest.raises(Refusal):
        among_peers(replace(OWN, count=-1), GROUP, group="2007")
