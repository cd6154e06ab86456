"""Rows of the domain notes on the rendered pages of the edition of 2008/09, as readers meet them.

What is expected is the printed plan's and the notes' own (0.3 and 1.10), never read from the edition's files.
"""

import html as entities
import re
from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from wardmote.deciding.performance.exceptions import answers
from wardmote.deciding.performance.models import PlanException

pytestmark = pytest.mark.django_db

FAULTS: Final = {
    "A-01": ("fourteen names", "the partition is 2+2+2+3+2+2 = 13"),
    "A-02": ("The same 22.7 per cent is printed for serious violence and for robbery", "confirm at source"),
    "A-03": ("280 in one place and over 280 active in another", "Kept as at least 280"),
    "A-04": ("leave out Hertfordshire County Council", "the membership check warns"),
    "A-05": ("it was the regulations that did", "Show the hallmarks as guidance"),
    "A-06": ("outside in the local area after dark", "Two series with a break between them, never one line"),
    "A-07": ("256 incidents of arson", "it feeds no fire measure unless a person decides"),
    "A-08": ("NI 15 is absent", "The coverage report lists it"),
    "A-09": ("have no indicator, and nothing has a target", "The coverage report lists them"),
    "A-10": ("The chart of the structure is missing", "Reporting lines are assumed and can be changed"),
    "A-11": ("has two lead agencies", "a lead need not be a responsible authority"),
    "A-12": ("Burglary has no hotspots", "no qualifying area now"),
    "A-13": ("flags on the same offences", "Never added, never drawn as parts of one whole"),
    "A-14": ("breaks across a page", "Four actions on hate crime, and 54 in all"),
    "A-15": ("printed three times, word for word", "once in delivery, three times in coverage"),
    "A-16": ("say per 1,000 and not of what", "Read as per 1,000 residents"),
    "A-17": ("name gender and not gender identity", "gender cannot be set against national figures"),
    "A-18": ("A sentence on domestic violence is cut off", "so that the sufficiency of provision can be"),
    "A-19": ("The chair is a named person", "A role held from one day to another"),
}
"""Each fault of the printed plan: what is unclear, and how it is read."""
UNDER: Final = {
    "PR-1": "A-02 A-08 A-09 A-13 A-14 A-15 A-17 A-18",
    "PR-2": "A-02 A-12 A-15",
    "PR-3": "A-07 A-15",
    "PR-4": "A-09",
    "PR-5": "A-11",
    "PR-6": "A-06",
    "PR-7": "",
}
"""The faults that stand under each priority."""
ELSEWHERE: Final = {
    "{}/area/": "A-01 A-03",
    "{}/structure/": "A-04 A-10 A-11 A-19",
    "watched/assault-less-serious-injury/": "A-08",
    "watched/violent-crime/": "A-13 A-16",
    "watched/vehicle-crime/": "A-16",
    "watched/deliberate-primary-fires/": "A-07",
    "watched/feel-safe-after-dark/": "A-06",
    "watched/robbery/": "",
}
"""The faults that stand on other pages: the area's, the structure's, those of measures."""
ANNEX: Final = {
    "F-01": ("recorded crime in stevenage fell by 13 per cent", "-13 %"),
    "F-02": ("violent crime fell by 13.7 per cent", "-13.7 %"),
    "F-03": ("attempted murders) fell by 22.7 per cent", "-22.7 %"),
    "F-04": ("violent crime was related to alcohol", "about 36 %"),
    "F-05": ("a quarter of violent crime was domestic", "just under 25 %"),
    "F-06": ("robbery fell by 22.7 per cent", "-22.7 %"),
    "F-07": ("burglary fell by 12.7 per cent", "-12.7 %"),
    "F-08": ("theft of vehicles fell by 24.7 per cent", "-24.7 %"),
    "F-09": ("theft from vehicles rose by 21.7 per cent", "21.7 %"),
    "F-10": ("criminal damage fell by 17.4 per cent", "-17.4 %"),
    "F-11": ("criminal damage was about 25 per cent of all crime", "about 25 %"),
    "F-12": ("vehicles were 45 per cent of criminal damage", "45 %"),
    "F-13": ("there were 256 incidents of arson", "256 incidents, of which service is not known"),
    "F-14 by day": ("felt safe or fairly safe by day", "92 %"),
    "F-14 at night": ("felt safe or fairly safe at night", "49 %"),
    "F-14 gap": ("between day and night lies a gap", "43 percentage points"),
    "F-15": ("195 responses came to the consultation", "195 responses"),
    "F-16": ("280 neighbourhood watch schemes", "at least 280 schemes"),
    "F-18": ("more than 80,000 people live in stevenage", "more than 80,000 residents"),
    "F-19": ("more than two million people a year use the town centre", "more than 2,000,000 visits a year"),
    "F-19 park": ("two million people a year go to the leisure park", "2,000,000 visits a year"),
}
"""Each number of the printed plan: words of its note in the document's annex, and its value there."""


def words_of(page: str) -> str:
    """What a person reads of a page or a document, without drawings."""
    main = page[page.index("<main") :] if "<main" in page else page
    text = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", main, flags=re.DOTALL)
    text = entities.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")
    return re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", text))


@pytest.fixture
def read(edition: Any, at: Any) -> Any:
    """What Elaine reads on a page of the edition."""
    elaine = at("elaine")
    return lambda page: words_of(elaine.get(f"{edition.pk}/{page}"))


@pytest.fixture
def document(read: Any) -> str:
    """What the edition's document says, as it was kept."""
    return str(read("documents/plan.html"))


def faults_in(words: str, *, before: str = "Take it with you") -> dict[str, str]:
    """The faults listed at the end of a page, each with its words."""
    listed = words.rpartition("Faults and open questions ")[2].partition(before)[0]
    parts = re.split(r"\b(A-\d\d) ", listed)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_01_to_a_19_every_fault_of_the_printed_plan_stands_on_its_page_with_how_it_is_read(read):
    told = faults_in(read(""))
    assert list(told) == list(FAULTS)
    for key, (unclear, how_read) in FAULTS.items():
        assert unclear in told[key], key
        assert how_read in told[key], key


def test_a_02_to_a_18_the_faults_of_a_priority_stand_on_its_page_and_no_others(read):
    for priority, keys in UNDER.items():
        told = faults_in(read(f"priorities/{priority}/"))
        assert list(told) == keys.split(), priority
        for key in told:
            unclear, how_read = FAULTS[key]
            assert unclear in told[key] and how_read in told[key], (priority, key)


def test_a_01_to_a_19_a_fault_stands_on_the_page_of_what_it_is_about(edition, at):
    elaine = at("elaine")
    for page, keys in ELSEWHERE.items():
        told = faults_in(words_of(elaine.get(page.format(edition.pk))))
        assert list(told) == keys.split(), page
        for key in told:
            unclear, how_read = FAULTS[key]
            assert unclear in told[key] and how_read in told[key], (page, key)


def test_a_01_to_a_19_the_document_prints_every_fault_with_how_it_is_read(document):
    told = faults_in(
        document.rpartition("Where each number comes from")[0], before="The law it was made under"
    )
    assert list(told) == list(FAULTS)
    for key, (unclear, how_read) in FAULTS.items():
        assert unclear in told[key] and how_read in told[key], key


def test_f_01_to_f_19_a_03_the_document_says_each_number_with_its_sign_its_unit_and_how_sure_it_is(document):
    annex = document.rpartition("Where each number comes from")[2]
    for key, (what, value) in ANNEX.items():
        assert re.search(f"{re.escape(what)}[^:]*: {re.escape(value)} ", annex, re.IGNORECASE), key


def test_f_22_f_23_what_follows_from_the_percentages_stands_on_the_page_and_in_the_document(read, document):
    for words in (read("priorities/PR-3/"), document):
        assert "Damage to vehicles was about 11.25 per cent of all crime" in words
        assert "All crime but criminal damage fell by about 11.4 per cent" in words


def test_pr_x1_a_13_f_13_f_15_pb_09_the_document_says_what_limits_a_number(document):
    annex = document.rpartition("Where each number comes from")[2]
    for limit in (
        "The flag overlaps with domestic violence and depends on who recorded it; the two are never added",
        "The flag overlaps with violence related to alcohol; the two are never added",
        "Police offences or fires the fire service attended: not said",
        "People chose themselves to reply, so no margin of error can be given",
    ):
        assert limit in annex


def test_a_04_the_document_warns_that_the_county_council_is_left_out(document):
    assert "The law names a county council; the plan's list leaves it out." in document


def test_a_16_the_document_says_per_1_000_of_what(document):
    assert "I-02 Violent crime local offences per 1,000 residents lower is better" in document
    assert "I-06 Vehicle crime local offences per 1,000 residents lower is better" in document


def test_id_10_the_document_says_which_provision_each_duty_comes_from(document):
    law = document.rpartition("The law it was made under")[2]
    for duty in (
        "County community safety agreement: SI 2007/1830 regs 8 and 9",
        "Report on demand: Crime and Disorder Act 1998 s.7",
        "everything an authority does: Crime and Disorder Act 1998 s.17",
    ):
        assert duty in law


def test_pb_03_the_plans_page_and_its_document_keep_the_order_of_the_priorities(read, document):
    titles = (
        "Reduce violent crime and serious violent crime",
        "Reduce robbery, burglary, motor vehicle crime and theft",
        "Reduce criminal damage, including arson",
        "Tackle and reduce anti-social behaviour",
        "Reduce re-offending",
        "Improve feelings of safety, particularly at night",
        "Tackle drug and alcohol related crime and its impact on communities",
    )
    for words in (read(""), document):
        places = [words.partition("What comes first")[2].index(f"{title} ") for title in titles]
        assert places == sorted(places)


def test_a_10_f_21_the_structure_has_five_groups_each_said_to_report_upward_by_assumption(read):
    words = read("structure/")
    assert ": 5 groups." in words
    assert words.count("reporting line assumed (A-10)") == 5
    for line in ("Reports to So Stevenage", "Reports to Responsible Authorities Group",
                 "Reports to Joint Action Group"):  # fmt: skip
        assert line in words


def test_a_19_the_foreword_is_signed_by_a_person_in_a_role(read):
    assert "Peter Ollis Chair of the Stevenage Responsible Authorities Group" in read("foreword/")


def test_a_11_the_fifth_priority_is_led_by_both(read):
    assert "Led by Probation Service and Youth Offending Team." in read("priorities/PR-5/")
    assert "Probation Service Not a responsible authority in 2008" in read("structure/")


def test_a_14_a_15_hate_crime_has_four_actions_and_a_camera_is_said_to_be_counted_once(read):
    words = read("priorities/PR-1/")
    assert re.findall(r"\bA1\.3\.\d", words) == ["A1.3.1", "A1.3.2", "A1.3.3", "A1.3.4"]
    for priority in ("PR-2", "PR-3"):
        assert "The same deliverable as A1.1.4, counted once." in read(f"priorities/{priority}/")
    assert "The same deliverable as A1.1.4: what is reported here counts there, once." in read(
        "actions/A2.1.3/"
    )
    assert "Also stands under Robbery (A2.1.3), Criminal damage (A3.1.2); counted once." in read(
        "actions/A1.1.4/"
    )


def test_f_15_f_17_f_20_the_plans_page_says_what_the_plan_counts(read):
    words = read("")
    assert "7 priorities, 52 things to deliver" in words
    assert "54 actions are printed, 14 sub-priorities; 19 indicators by 20 measures." in words
    for line in (
        "195 responses came to the consultation. January to February 2008; 2008/09 plan, consultation. "
        "Published count only.",
        "index of deprivation, as the 2008/09 plan reports it. 191 of 354.",
        "index of deprivation, as the 2008/09 plan reports it. 3 of 13.",
    ):
        assert line in words


def test_pr_x4_pr_x5_f_24_what_is_not_counted_and_what_has_no_source_says_so(read):
    assert "OPG intelligence. OPG intelligence, not counted." in read("priorities/PR-2/")
    assert "national claim, no source given. External claim, source missing." in read("priorities/PR-3/")


def test_a_06_i_01_i_03_a_measures_page_says_what_misleads_what_is_counted_and_what_cannot_feed_it(
    edition, at
):
    elaine = at("elaine")
    safe, hurt, taken = (
        words_of(elaine.get(f"watched/{key}/"))
        for key in (
            "feel-safe-after-dark",
            "assault-less-serious-injury",
            "serious-acquisitive-crime",
        )
    )
    assert "The MORI survey of 2007 asked other words of another base; its 49% and this series never" in safe
    assert "Basket by Home Office offence codes, 2008/09 Assaults with less serious injury" in hurt
    assert "Basket by Home Office offence codes, 2007/08" not in hurt
    assert "It says nothing of the most serious violence, which is NI 15." in hurt
    assert "Not from data.police.uk police.uk has one class for all violence and sexual offences" in hurt
    assert "Burglary in a dwelling, robbery, theft of vehicles, theft from vehicles Fed by records" in taken
    assert "Not from data.police.uk police.uk does not tell homes from other buildings in burglary" in taken


@pytest.mark.parametrize(("days", "late"), [(92, False), (93, True)])
def test_pm_05_an_exception_undecided_for_more_than_a_cycle_is_marked_on_every_page(
    exceptional, dev, at, cast, days, late
):
    """The strategy group meets quarterly: 92 days are one cycle."""
    answers.reply(exceptional, words="Three thieves.", by=cast.viewer("dev"))
    PlanException.objects.update(opened_on=timezone.localdate() - timedelta(days=days))
    catherine = at("catherine")
    listed, one, before_her = (
        words_of(catherine.get(page))
        for page in ("exceptions/", f"exceptions/{exceptional.pk}/", "decisions/")
    )
    assert ("Decision late" in listed) is late
    assert ("longer than three months" in one) is late
    assert ("1 has waited longer than three months" in before_her) is late
