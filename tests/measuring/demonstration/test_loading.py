"""The ordinary loader reads every file of the town to the last row, and no row loses its place or label."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wardmote.measuring.demonstration.town import Town
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.open_load import load_areas, load_lookup, load_totals
from wardmote.measuring.store.partner_load import load_partner

FEEDS = [("syn-2007-crime", 6960), ("syn-2007-asb", 3500), ("syn-2007-fires", 256)]


def load(folder: Folder, town: Town, what: str, *words: str) -> LoadOutcome:
    path, options = town.folder / words[0], dict(zip(words[1::2], words[2::2], strict=True))
    if what == "areas":
        return load_areas(folder, path, kind=options["--kind"], vintage=options["--vintage"])
    if what == "lookup":
        return load_lookup(folder, path)
    if what in ("population", "households"):
        return load_totals(folder, path, what=what, year=int(options["--year"]))
    return load_partner(folder, path, kind=what, mapping=options["--mapping"], keep_good=False)


@pytest.fixture(scope="module")
def loaded(
    town_of: Callable[[str | None], Town], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Town, tuple[LoadOutcome, ...], Evidence]:
    town, data = town_of(None), tmp_path_factory.mktemp("data") / "wardmote-data"
    shutil.copytree(town.folder / "mappings", data / "mappings")
    outcomes = tuple(load(Folder(data), town, *words) for words in town.loads)
    return town, outcomes, Evidence(Path(data))


def test_every_row_of_every_file_is_loaded_and_nobody_must_look(
    loaded: tuple[Town, tuple[LoadOutcome, ...], Evidence],
) -> None:
    _, outcomes, _ = loaded
    for outcome in outcomes:
        counts = outcome.receipt.counts
        assert counts["kept"] == counts["read"] > 0, outcome.receipt.name
        assert not outcome.must_look, outcome.receipt.name


def test_every_load_but_the_lookup_is_marked_synthetic(
    loaded: tuple[Town, tuple[LoadOutcome, ...], Evidence],
) -> None:
    """A lookup only says what belongs to what."""
    _, outcomes, _ = loaded
    unmarked = [o.receipt.name for o in outcomes if not o.receipt.synthetic]
    assert set(unmarked) <= {"lookup.csv"}


@pytest.mark.parametrize(("feed", "of_2007"), FEEDS)
@pytest.mark.parametrize("unit", ["place", "ward:2008", "oa:2008"])
def test_every_row_of_2007_lies_in_an_area(
    loaded: tuple[Town, tuple[LoadOutcome, ...], Evidence], feed: str, of_2007: int, unit: str
) -> None:
    town, _, evidence = loaded
    counted = evidence.monthly(feed, evidence.place(town.place), unit)
    assert len(counted.months) == 36
    assert all(counted.held)
    placed, unplaced = int(counted.counts[:, -12:, :].sum()), counted.unplaced
    assert placed + int(unplaced[:, -12:].sum()) == of_2007
    assert int(unplaced.sum()) <= (2 if unit == "oa:2008" else 0)  # a whole metre may lie between two of them


@pytest.mark.parametrize(("kind", "total"), [("population", 80_000), ("households", 33_000)])
@pytest.mark.parametrize("unit", ["place", "ward:2008", "oa:2008"])
def test_people_and_households_are_there_for_every_unit(
    loaded: tuple[Town, tuple[LoadOutcome, ...], Evidence], kind: str, total: int, unit: str
) -> None:
    town, _, evidence = loaded
    found = evidence.denominator(kind, evidence.place(town.place), unit, 2007)
    assert found is not None
    assert (sum(found.values), found.qualifier) == (total, "")
