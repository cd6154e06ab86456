"""pyproject.toml, the locked lists and the package agree."""

import re
import tomllib
from importlib.resources import files

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tracked import ROOT
from wardmote import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = PROJECT["project"]["dependencies"]
TEST = PROJECT["dependency-groups"]["test"]


def locked(which: str) -> dict[str, set[str]]:
    """Name -> versions of one list."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / which).read_text("utf-8").splitlines():
        if match := re.match(r"([\w.-]+)==(\S+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize(("which", "wanted"), [("run.txt", RUN), ("test.txt", [*RUN, *TEST])])
def test_the_locked_list_serves_what_the_project_asks(which: str, wanted: list[str]) -> None:
    held = locked(which)
    for text in wanted:
        asked = Requirement(text)
        versions = held.get(canonicalize_name(asked.name), set())
        assert versions, f"{asked.name} is not in requirements/{which}; run tools/locks.py"
        assert all(asked.specifier.contains(version) for version in versions)


def test_tests_run_on_the_versions_that_ship() -> None:
    ship, tested = locked("run.txt"), locked("test.txt")
    assert {name: tested.get(name) for name in ship} == ship


@pytest.mark.parametrize("which", ["installer.txt", "run.txt", "test.txt"])
def test_every_locked_package_has_its_hashes(which: str) -> None:
    text = (ROOT / "requirements" / which).read_text("utf-8")
    entries = re.split(r"\n(?=[\w.-]+==)", text.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_the_data_files_of_the_package_are_found() -> None:
    catalogue = files("wardmote.measuring.catalogue")
    assert {"classes.toml", "caveats.toml", "sources.toml"} <= {entry.name for entry in catalogue.iterdir()}


def test_the_version_is_a_release_number() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
