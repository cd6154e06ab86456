"""The Stevenage edition of 2008/09 loads whole and behaves as the domain notes say."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from wardmote import deciding
from wardmote.deciding.plan.exchange.area_profile import percentile, rank_words, rate_over, share
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.gaps import (
    contacts_to_check,
    coverage_gaps,
    missing_authorities,
    strategies_by_level,
    structure_on,
    unlinked_strategies,
)
from wardmote.deciding.plan.exchange.quoted import unlinked
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import Fact
from wardmote.measuring.catalogue.measures import measures


@pytest.fixture(scope="module")
def edition() -> EditionFile:
    return shipped_edition("stevenage-2008-09")


def fact(edition: EditionFile, key: str) -> Fact:
    return next(item for item in edition.facts if item.key == key)


def test_f_20_seven_priorities_14_sub_priorities_54_actions_19_indicators_20_measures_no_target(
    edition: EditionFile,
) -> None:
    assert len(edition.priorities) == 7
    assert len(edition.sub_priorities) == 14
    assert len(edition.actions) == 54
    assert len(edition.indicators) == 19
    assert len(edition.measures) == 20
    assert edition.targets == ()
    assert Counter(item.national for item in edition.indicators) == {True: 12, False: 7}
    assert sum(len(i.measures) for i in edition.indicators if i.national) == 13


def test_pb_03_the_priorities_stand_in_the_plan_s_order(edition: EditionFile) -> None:
    assert [(p.key, p.title) for p in edition.priorities] == [
        ("PR-1", "Reduce violent crime and serious violent crime"),
        ("PR-2", "Reduce robbery, burglary, motor vehicle crime and theft"),
        ("PR-3", "Reduce criminal damage, including arson"),
        ("PR-4", "Tackle and reduce anti-social behaviour"),
        ("PR-5", "Reduce re-offending"),
        ("PR-6", "Improve feelings of safety, particularly at night"),
        ("PR-7", "Tackle drug and alcohol related crime and its impact on communities"),
    ]


def test_lead_agencies_are_as_printed_and_the_fifth_has_two_a_11(edition: EditionFile) -> None:
    assert [[edition.body_name(key) for key in p.lead] for p in edition.priorities] == [
        ["Stevenage Police"], ["Stevenage Police"], ["Stevenage Borough Council"],
        ["Stevenage Borough Council"],
        ["Probation Service", "Youth Offending Team"], ["Stevenage Borough Council"], ["Stevenage Police"],
    ]  # fmt: skip


def test_the_54_actions_fall_as_12_9_7_7_6_5_8_and_a_14_hate_crime_has_four(edition: EditionFile) -> None:
    counted = [[len(actions) for _, actions in edition.actions_of(p.key)] for p in edition.priorities]
    assert counted == [[4, 4, 4], [3, 3, 3], [3, 4], [5, 2], [6], [5], [4, 4]]
    keys = [a.key for a in edition.actions]
    assert keys[0] == "A1.1.1" and keys[-1] == "A7.2.4" and len(set(keys)) == 54


def test_a_15_a1_1_4_cameras_are_one_deliverable_under_three_sub_priorities(edition: EditionFile) -> None:
    cameras = [a for a in edition.actions if "A1.1.4" in (a.key, a.same_as)]
    assert [a.key for a in cameras] == ["A1.1.4", "A2.1.3", "A3.1.2"]
    assert [a.sub_priority.key for a in cameras] == ["violent-crime", "robbery", "criminal-damage"]
    assert len(edition.deliverables) == 52


def test_a_faults_of_the_plan_are_visible_notes(edition: EditionFile) -> None:
    assert [note.key for note in edition.notes] == [f"A-{n:02}" for n in range(1, 20)]
    assert all(note.words and note.todo and note.about for note in edition.notes)
    assert [n.key for n in edition.notes if "F-03" in n.about] == ["A-02"]


STATED = [
    ("F-01", -13.0, ""), ("F-02", -13.7, ""), ("F-03", -22.7, ""), ("F-04", 36.0, "about"),
    ("F-05", 25.0, "just under"), ("F-06", -22.7, ""), ("F-07", -12.7, ""), ("F-08", -24.7, ""),
    ("F-09", 21.7, ""), ("F-10", -17.4, ""), ("F-11", 25.0, "about"), ("F-12", 45.0, ""), ("F-14", 92.0, ""),
    ("F-14b", 49.0, ""),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "qualifier"), STATED)
def test_the_plan_s_percentages_are_published_claims(
    edition: EditionFile, key: str, value: float, qualifier: str
) -> None:
    found = fact(edition, key)
    assert (found.value, found.unit, found.qualifier) == (value, "%", qualifier)
    assert found.backing == "published percentage only"
    assert found.period.code == "2007-01:2007-12" and found.source


def test_f_14_the_gap_is_in_percentage_points(edition: EditionFile) -> None:
    assert (fact(edition, "F-14c").value, fact(edition, "F-14c").unit) == (43.0, "percentage points")


@pytest.mark.parametrize("number", range(1, 8))
def test_every_reason_of_a_priority_is_a_linked_fact(edition: EditionFile, number: int) -> None:
    """PR-1 to PR-7: period, source, and two counts or the words; what has no figure says so."""
    reasons = edition.facts_about(f"PR-{number}")
    assert len(reasons) >= 4
    for reason in reasons:
        assert reason.period and reason.source
        assert reason.backing in {
            "published percentage only", "published count only", "stated without a figure",
            "OPG intelligence, not counted", "external claim, source missing",
        }  # fmt: skip
        if reason.kind == "percentage":
            assert reason.backing == "published percentage only"


# The plan's reasons as the notes list them (1.4), by words that must be found again.
REASONS = {
    "PR-1": ["13.7", "22.7", "36 per cent", "rises steadily", "above the national", "Old Town High Street",
             "quarter", "out of proportion", "to women by men", "young children",
             "under-reported", "sexual orientation"],
    "PR-2": ["hides", "22.7", "little light", "night-time economy", "young people by young people",
             "Christmas",
             "12.7", "no hotspots", "24.7", "rose by 21.7", "stereos", "Two or three prolific"],
    "PR-3": ["17.4", "25 per cent", "45 per cent", "256", "fringes", "neighbourhood centres",
             "month to month",
             "school holidays", "October to early November", "together", "80 per cent"],
    "PR-4": ["town centre", "alcohol", "many young people", "hanging around", "Contracts, orders",
             "Common Assess",
             "nothing else to do", "keep the law", "clean, green and tidy"],
    "PR-5": ["Few offenders", "answers for", "prevent and deter, catch and convict", "excluded"],
    "PR-6": ["92 per cent", "49 per cent", "perception gap", "National news", "graffiti", "reassures"],
    "PR-7": ["steal", "Class A", "most deprived", "national average", "walkway", "unlawfully"],
}  # fmt: skip


@pytest.mark.parametrize(("priority", "said"), REASONS.items())
def test_no_reason_of_the_plan_is_missing(edition: EditionFile, priority: str, said: list[str]) -> None:
    words = " ".join(reason.words for reason in edition.facts_about(priority))
    assert [one for one in said if one not in words] == []


def test_pr_x4_intelligence_is_not_counted(edition: EditionFile) -> None:
    (bullying,) = [f for f in edition.facts_about("robbery") if "bullying" in f.words]
    assert bullying.backing == "OPG intelligence, not counted"


def test_pr_x5_f_24_an_external_claim_cannot_enter_a_chart(edition: EditionFile) -> None:
    """Nor can any fact: charts show readings and entered values, and what draws them knows no facts."""
    assert fact(edition, "F-24").backing == "external claim, source missing"
    sources = [path.read_text("utf-8") for path in Path(deciding.__path__[0]).rglob("*.py")]
    drawing = [source for source in sources if "wardmote.measuring.drawing" in source]
    assert len(drawing) >= 3
    assert not any(re.search(r"\bFact\b|\bfacts", source) for source in drawing)


def test_a_07_f_13_arson_has_no_known_unit_and_feeds_no_measure(edition: EditionFile) -> None:
    arson = fact(edition, "F-13")
    assert (arson.value, arson.unit) == (256.0, "unknown_arson_count")
    assert "A-07" in {note.key for note in edition.notes if "deliberate-primary-fires" in note.about}


@pytest.mark.parametrize(
    ("key", "value", "unit", "qualifier"),
    [
        ("F-16", 280.0, "schemes", "at least"),
        ("F-18", 80000.0, "residents", "more than"),
        ("F-19", 2000000.0, "visits a year", "more than"),
        ("F-19b", 2000000.0, "visits a year", ""),
    ],
)
def test_stated_numbers_of_the_town(
    edition: EditionFile, key: str, value: float, unit: str, qualifier: str
) -> None:
    """F-16, F-18, F-19; A-03: at least 280 schemes."""
    found = fact(edition, key)
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)


def test_f_22_f_23_what_follows_from_the_printed_percentages(edition: EditionFile) -> None:
    crime, damage, part, vehicles = (
        fact(edition, key).value or 0 for key in ("F-01", "F-10", "F-11", "F-12")
    )
    assert round(vehicles * part / 100, 2) == 11.25
    before, damage_before = 100 / (1 + crime / 100), part / (1 + damage / 100)
    assert round(100 * ((100 - part) / (before - damage_before) - 1), 1) == -11.4


def test_the_coverage_report_yields_exactly_the_two_lists_a_09(edition: EditionFile) -> None:
    gaps = coverage_gaps(edition)
    assert [s.key for s in gaps.no_indicator] == ["domestic-violence", "hate-crime", "environmental-asb"]
    assert [s.key for s in gaps.no_target] == [s.key for s in edition.sub_priorities]
    assert len(gaps.no_target) == 14


def test_a_08_ni_15_is_not_among_the_measures(edition: EditionFile) -> None:
    assert "most-serious-violence" not in edition.measures
    ids = [f"I-{n:02}" for n in range(1, 20) if n != 7]
    assert {measures()[key].id for key in edition.measures} == {*ids, "I-07a", "I-07b"}


def test_a_04_the_membership_check_warns_of_the_county_council(edition: EditionFile) -> None:
    assert missing_authorities(edition) == ("county council",)
    assert [b.name for b in edition.bodies if b.part == "responsible"] == [
        "Stevenage Borough Council",
        "East and North Hertfordshire Primary Care Trust",
        "Hertfordshire Fire and Rescue Service",
        "Hertfordshire Police",
        "Hertfordshire Police Authority",
    ]


def test_id_01_a_three_year_plan_with_its_year_status_and_law(edition: EditionFile) -> None:
    head = edition.head
    assert (head.period.start, head.period.end) == (date(2008, 4, 1), date(2011, 3, 31))
    assert (head.year.short_label, head.status, head.regime) == ("2008/09", "published", "england-2007-08")


def test_id_02_every_number_of_the_foreword_is_linked_to_a_claim(edition: EditionFile) -> None:
    known = {item.key for item in edition.facts}.__contains__
    for passage in edition.passages:
        assert unlinked(passage.words, known=known) == (), passage.words
    assert "13 per cent" in " ".join(edition.text_of("foreword"))
    assert (edition.head.signed_role, edition.head.signed_person) == (
        "Chair of the Stevenage Responsible Authorities Group",
        "Peter Ollis",
    )


def test_id_04_rates_over_more_than_80000_are_at_most(edition: EditionFile) -> None:
    rate = rate_over(400, fact(edition, "F-18"), per=1000)
    assert (rate.value, rate.qualifier, rate.unit) == (5.0, "at most", "per 1,000 residents")


def test_id_05_percentile_54_ward_share_23_1_and_never_safest(edition: EditionFile) -> None:
    assert percentile(fact(edition, "F-17")) == 54.0
    assert share(fact(edition, "F-17b")) == 23.1
    assert fact(edition, "F-17").backing == "191 of 354"
    assert rank_words(fact(edition, "F-17")) == (
        "Rank 191 of 354, counted from the most deprived: percentile 54.0."
    )
    words = " ".join([*(f.words for f in edition.facts), *(p.words for p in edition.passages)])
    assert "191st" not in words
    assert "[one of the safest places in the country](ID.safest)" in words  # said, and by whom
    claim = fact(edition, "ID.safest")
    assert claim.backing == "external claim, source missing"
    assert words.count("safest places") == 2  # nowhere of the rank


def test_id_06_id_07_visits_are_another_denominator_with_their_caution(edition: EditionFile) -> None:
    rate = rate_over(300, fact(edition, "F-19b"), per=100_000, many_pass_through=True)
    assert (rate.value, rate.unit) == (15.0, "per 100,000 visits")
    assert any("many come who do not live there" in words for words in rate.caveats)


def test_id_09_two_visions(edition: EditionFile) -> None:
    assert [v.key for v in edition.visions] == ["partnership", "so-stevenage"]


def test_id_11_the_structure_before_september_2007_is_not_recorded(edition: EditionFile) -> None:
    assert structure_on(edition, date(2007, 8, 1)) is None
    groups = structure_on(edition, date(2007, 10, 1)) or ()
    assert [g.name for g in groups] == [
        "Responsible Authorities Group", "Community Safety Forum", "Joint Action Group",
        "Night-time Economy Group",
        "Operational Performance Group",
    ]  # fmt: skip


def test_id_12_reports_can_go_up_to_the_local_strategic_partnership(edition: EditionFile) -> None:
    (parent,) = [b for b in edition.bodies if b.part == "parent"]
    assert (parent.name, parent.kind) == ("So Stevenage", "local-strategic-partnership")
    assert edition.groups[0].reports_to == parent.key


def test_id_13_id_14_id_15_strategies_by_level_and_the_gap_of_the_county_agreement(
    edition: EditionFile,
) -> None:
    by_level = strategies_by_level(edition)
    assert {level: len(items) for level, items in by_level.items()} == {
        "national": 4,
        "county": 7,
        "local": 2,
    }
    assert "county-agreement" in {s.key for s in unlinked_strategies(edition, level="county")}
    assert [s.title for s in by_level["local"]] == [
        "Stevenage 2021, the community strategy",
        "Stevenage Children and Young People's Plan",
    ]


def test_id_16_contacts_unchecked_for_six_months_are_listed(edition: EditionFile) -> None:
    assert len(edition.contacts) == 6
    assert contacts_to_check(edition, date(2008, 4, 1)) == edition.contacts


def test_a3_2_4_environmental_action_days_are_five_in_different_places(edition: EditionFile) -> None:
    days = next(a for a in edition.actions if a.key == "A3.2.4")
    assert (days.series_of, days.in_different_places) == (5, True)


def test_a3_2_2_arson_awareness_week_is_in_june_2008(edition: EditionFile) -> None:
    week = next(a for a in edition.actions if a.key == "A3.2.2")
    assert (week.starts, week.ends) == (date(2008, 6, 1), date(2008, 6, 30))


def test_continue_and_enhance_actions_owe_a_starting_level(edition: EditionFile) -> None:
    owed = {each.key for each in edition.deliverables if each.continues and not each.starting_level}
    assert {"A3.1.1", "A4.1.1", "A5.1.1", "A1.1.4"} <= owed
    assert "A2.1.1" not in owed


def test_no_sentence_of_the_printed_plan_is_copied(edition: EditionFile, shared_data: Path) -> None:
    """Facts and figures carry over, sentences do not: no ten words in a row are the plan's."""
    (plan,) = (Path(__file__).parents[4] / "shared" / "seed").glob("*.txt")
    printed = _words(plan.read_text("utf-8"))
    theirs = {tuple(printed[i : i + 10]) for i in range(len(printed) - 9)}
    ours = [a.words for a in edition.actions] + [f.words for f in edition.facts]
    ours += [p.words for p in edition.passages] + [v.words for v in edition.visions]
    for text in ours:
        words = _words(text)
        shared = [w for i in range(len(words) - 9) if (w := tuple(words[i : i + 10])) in theirs]
        assert not shared, text


def _words(text: str) -> list[str]:
    return "".join(c.lower() if c.isalnum() else " " for c in text).split()
