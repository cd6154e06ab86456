"""The documents beside the program: links that lead somewhere, an index of decisions, a changelog in use."""

import re
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, tracked_files
from tools import reference_pages

PAGES = [path for path in tracked_files() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


def links_inside(page: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]


def test_links_lead_somewhere() -> None:
    assert len(PAGES) > 50
    lost = [
        (page, link) for page in PAGES for link in links_inside(page) if not (page.parent / link).exists()
    ]
    assert lost == []


def test_the_changelog_has_a_place_for_what_is_next() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "\n## [Unreleased]\n" in text


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    for path in DECISIONS:
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in index
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_and_what_follows(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.search(r"^Status: (proposed|accepted|replaced by \[\d{4}\]\(.*\))", text, re.MULTILINE)
    assert all(f"\n## {part}\n" in text for part in ("Context", "Decision", "Consequences"))


def test_the_readme_names_both_commands_and_stays_one_page() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "./wardmote demo" in text
    assert "./wardmote test" in text
    assert len(text.split()) < 900


def test_the_reference_pages_are_current() -> None:
    assert reference_pages.main(["--check"]) == 0, "run ./wardmote fix"


def test_a_reference_page_that_is_not_current_is_noticed_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference_pages, "FOLDER", tmp_path)
    two = {name: reference_pages.WRITERS[name] for name in ("caveats.md", "questions.md")}
    monkeypatch.setattr(reference_pages, "WRITERS", two)
    assert reference_pages.main([]) == 0
    assert reference_pages.main(["--check"]) == 0
    (tmp_path / "caveats.md").write_text("changed by hand", "utf-8")
    (tmp_path / "gone.md").write_text("a page of something that is no more", "utf-8")
    assert reference_pages.main(["--check"]) == 1
    told = capsys.readouterr().out
    assert "caveats.md" in told
    assert "gone.md" in told
    assert reference_pages.main([]) == 0
    assert reference_pages.main(["--check"]) == 0
