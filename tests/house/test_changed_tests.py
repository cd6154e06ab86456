"""`./wardmote test --changed`: the tests near to a change, the nearest first, as many as a minute holds."""

import pytest

from tests.house.tracked import ROOT
from tools import changed_tests
from tools.changed_tests import (
    CHANGED,
    IMPORTS,
    NAMED,
    SAME_ROOM,
    THROUGH_ONE,
    THROUGH_TWO,
    WALK,
    WALKS,
    near_to,
    nearest,
    within_a_minute,
)

PLAN = "wardmote.deciding.plan"
IMPORTED = {
    "src/wardmote/deciding/plan/owed_items.py": set(),
    "src/wardmote/deciding/plan/urls.py": set(),
    "src/wardmote/site/monday.py": {f"{PLAN}.owed_items"},
    "src/wardmote/site/urls.py": {f"{PLAN}.urls"},
    "src/wardmote/site/letters.py": {"wardmote.site.monday"},
    "tests/deciding/plan/conftest.py": {"wardmote.site.monday"},
    "tests/deciding/plan/test_owed_items.py": set(),
    "tests/deciding/plan/test_owed_items_in_browser.py": {f"{PLAN}.owed_items"},
    "tests/deciding/plan/test_owed_letters.py": set(),
    "tests/ground/audit/test_log.py": set(),
    "tests/site/test_letters.py": {"wardmote.site.letters"},
    "tests/site/test_monday.py": {"wardmote.site.monday"},
    "tests/site/test_served.py": {"wardmote.site.urls"},
}


def near(changed: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for test, distance in near_to(changed, IMPORTED):
        if test.startswith("tests/"):
            found[test] = min(distance, found.get(test, distance))
    found.pop("tests/deciding/plan/conftest.py", None)
    return {test.removeprefix("tests/"): distance for test, distance in found.items()}


def test_a_module_leads_to_its_own_tests_and_to_those_that_reach_it() -> None:
    assert near("src/wardmote/deciding/plan/owed_items.py") == {
        "deciding/plan/test_owed_items.py": NAMED,
        "deciding/plan/test_owed_items_in_browser.py": NAMED,
        "deciding/plan/test_owed_letters.py": SAME_ROOM,
        "site/test_monday.py": THROUGH_ONE,
        "site/test_letters.py": THROUGH_TWO,
    }


def test_a_test_leads_to_itself_and_fixtures_to_the_tests_of_their_folder() -> None:
    assert near("tests/ground/audit/test_log.py") == {"ground/audit/test_log.py": CHANGED}
    assert set(near("tests/deciding/plan/conftest.py").values()) == {IMPORTS}
    assert len(near("tests/deciding/plan/conftest.py")) == 3


def test_addresses_and_settings_lead_to_the_walks_over_all_pages_and_not_to_whatever_uses_them() -> None:
    walks = {walk.removeprefix("tests/") for walk in WALKS}
    assert near("src/wardmote/site/urls.py") == dict.fromkeys(walks, IMPORTS)
    of_a_room = near("src/wardmote/deciding/plan/urls.py")
    assert walks <= of_a_room.keys() and "site/test_served.py" not in of_a_room
    assert [name for name in WALKS if not (ROOT / name.partition("::")[0]).is_file()] == []
    assert f"\ndef {WALK.partition('::')[2]}(" in (ROOT / WALK.partition("::")[0]).read_text("utf-8")


def test_a_text_beside_the_program_leads_nowhere() -> None:
    assert near("README.md") == {}


def test_a_data_file_leads_to_the_tests_of_what_reads_it() -> None:
    found = nearest(["src/wardmote/measuring/catalogue/measures/robbery.toml"])
    assert found["tests/measuring/catalogue/test_measures.py"][0] == IMPORTS


def test_a_how_to_leads_to_the_test_that_runs_its_examples() -> None:
    found = nearest(["docs/how-to/add-a-room.md"])
    assert found["tests/journeys/test_how_tos.py"][0] == IMPORTS


def test_what_was_changed_always_runs_and_what_is_near_as_far_as_the_minute_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changed_tests, "long_files", lambda: {"own": 500.0, "long": 70.0, "near": 30.0})
    found = {"far": (THROUGH_ONE, "x"), "near": (IMPORTS, "x"), "long": (IMPORTS, "x"), "own": (NAMED, "x")}
    chosen, left_out = within_a_minute({name: found[name] for name in ("far", "near", "long")}, workers=2)
    assert (list(chosen), list(left_out)) == (["near", "far"], ["long"])
    chosen, left_out = within_a_minute(found, workers=2)
    assert (list(chosen), sorted(left_out)) == (["own"], ["far", "long", "near"])
