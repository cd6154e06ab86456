"""The demonstration town and its twins, as the ordinary loader loads them, assessed once each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kept_evidence import copy_of
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.draft import find
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.study import Study, open_study
from wardmote.measuring.figures.methods import open_inquiry

Findings = dict[str, Finding]
PLACE = "Stevenage (SYN-2007)"


def study_of(data: Path, place: str) -> Study:
    """2007 against 2006, as the town's own sheet says."""
    inquiry = open_inquiry(data)
    periods = parse_period("2007-01:2007-12"), parse_period("2006-01:2006-12")
    return open_study(
        inquiry, inquiry.evidence.place(place), periods[0], against=periods[1], audience="partner"
    )


@pytest.fixture(scope="session")
def town_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the town."""
    return copy_of("town", tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def town_study(town_data: Path) -> Study:
    """The town, to be asked; what was asked once is known."""
    return study_of(town_data, PLACE)


@pytest.fixture(scope="session")
def town(town_study: Study) -> Findings:
    """What is found in the town, by id."""
    return {f.id: f for f in find(town_study)[0]}


@pytest.fixture
def twin(tmp_path: Path) -> Callable[[str], Study]:
    """A twin that lacks one pattern, to be asked."""
    return lambda without: study_of(copy_of(without, tmp_path), PLACE)
