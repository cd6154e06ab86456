"""Who may see what of the registers: the table of the domain notes 5.1, typed from there; markings."""

from dataclasses import replace
from datetime import date

import pytest

from wardmote.deciding.plan.exchange.checks import faults_in
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models.described import copied
from wardmote.measuring.catalogue.access_matrix import cells, matrix, separate, ways
from wardmote.measuring.catalogue.markings import OLD, why_not_marked

TODAY = date(2026, 4, 1)
HATS = {  # a hat of each of the seventeen lines, in their order
    "partnership analyst": ("district-council", "analyst"),
    "community safety manager": ("district-council", "manager"),
    "police partnership unit": ("police", "officer"),
    "probation; youth offending": ("probation", "officer"),
    "housing (Stevenage Homes)": ("housing", "officer"),
    "fire and rescue": ("fire-and-rescue", "officer"),
    "health": ("integrated-care-board", "officer"),
    "county drugs/crime unit": ("county-unit", "officer"),
    "licensing (council)": ("district-council", "licensing"),
    "PubWatch coordinator": ("business", "lead"),
    "PubWatch member premises": ("business", "reader"),
    "leisure park; Trading Standards": ("business", "officer"),
    "voluntary partner; third-party centre": ("voluntary", "officer"),
    "councillor; committee clerk": ("district-council", "councillor"),
    "strategy group chair": ("police", "chair"),
    "system administrator": ("district-council", "administrator"),
    "public": ("district-council", "reader"),
}
TABLE = """
partnership analyst | F | - | A | A | A | A | D | A | A | D | D | - | F | F | F | -
community safety manager | D | C | C | C | C | A | F | C | A | A | F | F | F | F | F | C
police partnership unit | F | F | F | C | F | C | C | C | C | - | - | C | D | F | F | C
probation; youth offending | D | C | F | C | C | - | C | C | C | - | - | - | A | C | F | C
housing (Stevenage Homes) | D | C | C | C | C | - | C | - | - | - | - | - | D | F | F | C
fire and rescue | D | C | C | C | - | - | - | F | - | - | - | - | D | F | F | C
health | D | C | C | C | C | - | - | C | C | - | - | - | A | C | F | C
county drugs/crime unit | D | - | C | A | A | - | - | - | C | A | - | - | A | C | F | -
licensing (council) | D | C | - | - | - | C | - | - | - | - | - | - | D | C | F | -
PubWatch coordinator | A | - | - | - | - | F | - | - | - | - | - | - | - | - | P | -
PubWatch member premises | P | - | - | - | - | C | - | - | - | - | - | - | - | - | P | -
leisure park; Trading Standards | A | - | - | - | - | - | - | - | - | - | - | - | - | C | P | -
voluntary partner; third-party centre | A | - | - | C | C own | - | - | C | - | - | - | - | - | - | P | -
councillor; committee clerk | A | - | - | - | - | - | - | - | - | A | A | - | F own area | - | F | -
strategy group chair | A | - | A | A | A | A | A | A | A | A | A | - | A | F | F | A
system administrator | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | -
public | P | - | - | - | - | - | - | - | - | P | P | - | P | - | P | -
"""
LINES = [[part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()]
SEALED = {"R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R16"}  # "no global search across R2-R9, R16"
ABLE = {  # read, list, search, export: "no export from C cells"
    "F": {"read", "list", "search", "export"}, "D": {"read", "list", "search", "export"},
    "C": {"read", "list"}, "A": {"read", "export"}, "P": {"read", "export"}, "-": set(),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_ig_01_every_body_sees_of_every_register_what_the_table_says(line: list[str]) -> None:
    hat = HATS[line[0]]
    for number, said in enumerate(line[1:], 1):
        key = f"R{number}"
        found = cells([hat], key)
        want = {"F own area": "F own"}.get(said, said)
        assert found == ({want} - {"-"}), (line[0], key)
        able = ABLE[said.split(" ", maxsplit=1)[0]] - ({"search"} if key in SEALED else set())
        assert ways(found, key) == able, (line[0], key)


def test_ig_01_the_table_has_seventeen_lines_and_sixteen_registers() -> None:
    assert len(LINES) == len(matrix().rows) == 17
    assert {len(line) for line in LINES} == {17}
    assert [each.key for each in matrix().registers] == [f"R{n}" for n in range(1, 17)]
    assert {each.key for each in matrix().registers if each.sealed} == SEALED


def test_two_hats_read_what_either_reads() -> None:
    assert cells([("district-council", "analyst"), ("fire-and-rescue", "officer")], "R8") == {"A", "F"}


@pytest.mark.parametrize(
    "pub",
    [
        ("business", role)
        for role in ("lead", "reader", "tasking", "chair", "manager", "licensing", "councillor")
    ],
)
@pytest.mark.parametrize(
    "other", [("police", "officer"), ("probation", "officer"), ("district-council", "manager")]
)
def test_nobody_reads_pub_bans_and_prolific_offenders_by_name(
    pub: tuple[str, str], other: tuple[str, str]
) -> None:
    assert separate([pub, other])
    for key in ("R3", "R6"):
        assert not cells([pub, other], key) & {"F", "C"}
    assert not separate([("business", "officer"), other])


def test_who_runs_the_installation_reads_nothing_whatever_else_they_are() -> None:
    for line in HATS.values():
        for number in range(1, 17):
            assert not cells([("district-council", "administrator"), line], f"R{number}"), (line, number)


# ---- markings ----


@pytest.mark.parametrize(
    "mark",
    [
        "CONFIDENTIAL", "Secret", "TOP SECRET - UK EYES", "confidential", "UK SECRET", "TOP-SECRET",
        "CONFIDENTIAL.", "Confidential/Police", "SECRET: UK", "[SECRET]", "Marked: Secret", "SECRET, UK EYES",
    ],
)  # fmt: skip
def test_ig_03_nothing_above_the_ceiling_is_taken_in(mark: str) -> None:
    assert "nothing above RESTRICTED or OFFICIAL-SENSITIVE" in (why_not_marked(mark, TODAY) or "")


@pytest.mark.parametrize(
    "mark", ["NOT PROTECTIVELY MARKED", "PROTECT", "Not confidential", "OFFICIAL", "Secretariat"]
)
def test_a_mark_at_or_below_the_ceiling_is_taken_in(mark: str) -> None:
    day = date(2008, 4, 1) if mark in OLD else TODAY
    assert why_not_marked(mark, day) is None


def test_ig_03_a_plan_marked_above_the_ceiling_is_refused_and_one_below_keeps_its_mark() -> None:
    file = shipped_edition("aldersby-2026-27")
    marked = replace(file, head=copied(file.head, marking="CONFIDENTIAL"))
    assert [(each.table, each.reason.field) for each in faults_in(marked)] == [("edition", "marking")]
    kept = replace(file, head=copied(file.head, marking="OFFICIAL-SENSITIVE"))
    assert not list(faults_in(kept))
    assert kept.head.marking == "OFFICIAL-SENSITIVE"


def test_ig_03_a_marking_is_of_its_day_and_never_translated() -> None:
    """The present scheme began on 2 April 2014."""
    last, first = date(2014, 4, 1), date(2014, 4, 2)
    marks = ("RESTRICTED", "OFFICIAL")
    assert [why_not_marked(mark, last) is None for mark in marks] == [True, False]
    assert [why_not_marked(mark, first) is None for mark in marks] == [False, True]
