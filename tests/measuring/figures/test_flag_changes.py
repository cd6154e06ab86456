"""Changes of flagged rows: judged with every flag of the source, and refused where their class is.

In: a partner's rows written here, two classes with two flags each, over a break of one of them (April 2002).
"""

import random
from typing import Any

import pytest

from wardmote.measuring.analysis.change import NOT_COMPARED
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_load import load_partner

MAPPING = """
name = "marked"
kind = "incidents"
confirmed = true
place = "Eastbury"
[columns]
from = "When"
category = "What"
[categories]
Robbed = "robbery"
Theft = "other-theft"
[flags.alcohol]
column = "Alcohol"
yes = ["Y"]
no = ["N"]
set_by_text = "Officer"
[flags.domestic]
column = "Domestic"
yes = ["Y"]
no = ["N"]
set_by_text = "Officer"
"""
MONTHS = [(2000 + at // 12, at % 12 + 1) for at in range(3, 39)]  # April 2000 to March 2003
YEARS = [parse_period(f"{year}-04:{year + 1}-03") for year in (2000, 2001, 2002)]


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Inquiry:
    draw = random.Random(11)
    data = tmp_path_factory.mktemp("flags")
    lines = ["When,What,Alcohol,Domestic"]
    for year, month in MONTHS:
        for what in ("Robbed", "Theft"):
            for row in range(20):
                more = what == "Robbed" and (year, month) >= (2001, 4)
                marks = ("Y" if draw.random() < (0.65 if more else 0.5) else "N", draw.choice("YN"))
                lines.append(f"{year}-{month:02}-{row + 1:02},{what},{marks[0]},{marks[1]}")
    path = data / "rows.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    (data / "data/mappings").mkdir(parents=True)
    (data / "data/mappings/marked.toml").write_text(MAPPING, "utf-8")
    load_partner(Folder(data / "data"), path, kind="incidents", mapping="marked", keep_good=False)
    return open_inquiry(data / "data")


def ask(inquiry: Inquiry, key: str, flag: str, before: Period, now: Period) -> Any:
    area = str(inquiry.evidence.place("Eastbury").id)
    return inquiry.ask("flag_change", area, now, before, feed="marked", flag=flag, **{"class": key}).result


def test_all_flags_of_a_source_are_judged_together(inquiry: Inquiry) -> None:
    """Of four changes the surest is allowed for four times (Holm 1979)."""
    pairs = [(key, flag) for key in ("robbery", "other-theft") for flag in ("alcohol", "domestic")]
    found = [ask(inquiry, key, flag, *YEARS[:2]) for key, flag in pairs]
    assert [each.status for each in found] == [Status.OK] * 4
    surest = min(found, key=lambda each: each.p)
    assert surest.p < 0.05
    assert surest.p_together == pytest.approx(4 * surest.p)


def test_flagged_rows_are_not_compared_where_their_class_is_not(inquiry: Inquiry) -> None:
    found = ask(inquiry, "robbery", "alcohol", *YEARS[1:])
    assert (found.status, found.words, found.value) == (Status.NOT_COMPARABLE, NOT_COMPARED, None)
    assert "cannot be compared across April 2002" in found.reason
    assert ask(inquiry, "other-theft", "alcohol", *YEARS[1:]).status == Status.OK
