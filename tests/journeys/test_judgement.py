"""What people decide in judgement.toml, from the first run to a signed document, on Stevenage's own rows."""

import json
from pathlib import Path

import pytest

from tests.journeys.telling import Told, findings, first_pages, page, quickly

EDITS = """\
# our own notes stay
schema = 1
order = ["concentration/police-uk/all", "change/police-uk/shoplifting"]

[headline]
words = "The town centre first."

[finding."change/police-uk/shoplifting"]
words = "Shop theft halved, 297 to 154, after two shops closed."
comment = "Ask the town centre manager."
by = "A. Analyst"

[finding."change/police-uk/drugs"]
hide = "one operation in 2018"

[[added]]
words = "The hospital saw fewer assaults on Saturdays."
source = "Lister Hospital, monthly note"

[[intelligence]]
words = "Young people are threatened for their phones on the way from school."
source = "three head teachers"

[delivery]
words = "Nine of the twelve actions of the 2020 plan were carried out."
"""
SIGNED = """
[sign_off]
by = "Maria Evans"
role = "Chair, Responsible Authorities Group"
on = 2022-03-12
"""
REASONS = '[sign_off.missing]\n"residents" = "the survey is in the field until May"\n'
SIGNATURE = "signed off by Maria Evans, Chair, Responsible Authorities Group, 12 March 2022"


def run(data: Path, out: Path, text: str = "") -> Told:
    """Assess, after writing ``text`` as the judgement where given."""
    if text:
        out.mkdir(exist_ok=True)
        (out / "judgement.toml").write_text(text, encoding="utf-8")
    return quickly(data, out)


@pytest.fixture(scope="module")
def edited(stevenage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run twice with the edits, so that everything below holds after a second run."""
    out = tmp_path_factory.mktemp("edited")
    for text in (EDITS, ""):
        told = run(stevenage, out, text)
        assert told.status == 0, told.out
    return out


def test_the_first_run_leaves_a_file_to_edit_which_changes_nothing(stevenage: Path, tmp_path: Path) -> None:
    assert run(stevenage, tmp_path).status == 0
    first = (tmp_path / "judgement.toml").read_text("utf-8")
    assert "Edit this file" in first
    found = (tmp_path / "findings.json").read_bytes()
    assert run(stevenage, tmp_path).status == 0
    assert (tmp_path / "judgement.toml").read_text("utf-8") == first
    assert (tmp_path / "findings.json").read_bytes() == found


def test_a_persons_headline_and_order_lead(edited: Path) -> None:
    front = first_pages(edited)
    assert front.strip().startswith("The town centre first.")
    ids = list(findings(edited))
    assert ids[:2] == ["concentration/police-uk/all", "change/police-uk/shoplifting"]


def test_a_reworded_finding_is_printed_and_the_automatic_words_stay_in_findings(edited: Path) -> None:
    assert "Shop theft halved, 297 to 154, after two shops closed." in page(edited)
    assert "Ask the town centre manager." in page(edited)
    words = findings(edited)["change/police-uk/shoplifting"]["words"]
    assert words.startswith("Shoplifting has about halved: 297 shop thefts")


def test_a_numbers_link_stays_in_the_persons_words(edited: Path) -> None:
    figure = findings(edited)["change/police-uk/shoplifting"]["figure"][:12]
    html = (edited / "assessment.html").read_text("utf-8")
    sentence = html[html.index("Shop theft halved") :].split("after two shops closed")[0]
    assert sentence.count(f'href="#figure-{figure}"') == 2


def test_a_hidden_finding_is_not_told_but_kept_for_the_record(edited: Path) -> None:
    assert "Drug offences are down" not in page(edited)
    assert "drug offences 99 to 64" not in page(edited).lower()
    assert "change/police-uk/drugs" in findings(edited)
    assert "one operation in 2018" in (edited / "judgement.toml").read_text("utf-8")


def test_what_people_add_is_printed_with_its_source_and_never_counted(edited: Path) -> None:
    front = first_pages(edited)
    assert "The hospital saw fewer assaults on Saturdays. (Lister Hospital, monthly note)" in front
    assert "Reported, not counted: Young people are threatened" in front
    assert "three head teachers" in front
    assert not any("head teachers" in json.dumps(finding) for finding in findings(edited).values())


def test_delivery_fills_its_part(edited: Path) -> None:
    html = page(edited)
    assert "Nine of the twelve actions" in html
    assert "Incomplete: what residents say" in html
    assert "delivery of last year's plan" not in first_pages(edited)


def test_every_word_of_the_person_is_kept_and_what_was_seen_stands_beside_it(edited: Path) -> None:
    text = (edited / "judgement.toml").read_text("utf-8")
    for line in EDITS.splitlines():
        assert line in text
    assert findings(edited)["change/police-uk/shoplifting"]["figure"] in text


def test_signing_off_is_refused_while_a_required_part_is_missing(stevenage: Path, tmp_path: Path) -> None:
    told = run(stevenage, tmp_path, EDITS + SIGNED)
    assert told.status == 1
    assert "cannot be signed off: What residents say" in told.out
    assert "signed off by" not in page(tmp_path)
    assert ", draft" in page(tmp_path)


def test_signing_off_with_reasons_stands_and_survives_another_run(stevenage: Path, tmp_path: Path) -> None:
    told = run(stevenage, tmp_path, EDITS + SIGNED + REASONS)
    missing = [line for line in told.out.splitlines() if "cannot be signed off" in line]
    assert (told.status, missing) == (0, [])
    assert SIGNATURE in page(tmp_path)
    assert run(stevenage, tmp_path).status == 0
    assert SIGNATURE in page(tmp_path)


def test_the_reason_for_a_missing_part_is_printed_with_the_signature(stevenage: Path, tmp_path: Path) -> None:
    assert run(stevenage, tmp_path, EDITS + SIGNED + REASONS).status == 0
    assert "the survey is in the field until May" in page(tmp_path)


def test_an_edit_of_a_finding_that_is_not_there_is_kept_and_must_be_looked_at(
    stevenage: Path, tmp_path: Path
) -> None:
    told = run(stevenage, tmp_path, '[finding."change/police-uk/arson"]\nwords = "Two arsons."\n')
    assert told.status == 1
    assert "change/police-uk/arson: edited or ordered, but not found in this run" in told.out
    assert "Two arsons." in (tmp_path / "judgement.toml").read_text("utf-8")


def test_a_file_with_a_mistake_stops_the_run_and_changes_nothing(stevenage: Path, tmp_path: Path) -> None:
    told = run(stevenage, tmp_path, 'headline = "no heading"\n[finding\n')
    assert told.status == 2
    assert "line 2" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["judgement.toml"]
