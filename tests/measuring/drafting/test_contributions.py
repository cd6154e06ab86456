"""What a change of the whole is made of, in a sentence."""

from pathlib import Path

import pytest

from tests.measuring.drafting.test_not_held import assessed
from tests.measuring.store.making import load, row, street
from wardmote.measuring.catalogue.periods import month_code, month_index
from wardmote.measuring.drafting.words import plain


@pytest.mark.parametrize(("extra", "said"), [(2, False), (12, True)])
def test_what_went_the_other_way_is_told_where_it_moved_the_whole(
    tmp_path: Path, extra: int, said: bool
) -> None:
    """50 burglaries a month, then 20; 24 robberies, then 26 (0.3 of 624 in a hundred) or 36 (1.9)."""
    files = []
    for month in range(month_index(2020, 1), month_index(2022, 1)):
        later = month >= month_index(2021, 1)
        robberies = 2 + (later and month % 12 < extra)
        words = ["Burglary"] * (20 if later else 50) + ["Robbery"] * robberies
        lines = [row(month * 100 + i, month=month_code(month), word=word) for i, word in enumerate(words)]
        files.append(street(tmp_path, lines, name=f"{month_code(month)}-barchester-street.csv"))
    load(tmp_path / "data", files)
    made = assessed(tmp_path / "data", "Barchester", "2021-01:2021-12", against="2020-01:2020-12")
    words = plain(made.findings["contribution/police-uk/all"].words)
    assert "The largest fall was in burglary (600 to 240)" in words
    assert (f"; robbery (24 to {24 + extra}) went the other way" in words) is said
