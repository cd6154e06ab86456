"""Every bad row is told, however many there are."""

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.store.bad_rows import refuse_bad_rows, row_numbers, told

LATE = [Reject(row, "From", shape_of("2030-01-01"), "in the future") for row in range(2, 5_002)]
ODD = [Reject(row, "What", shape_of("w" * row), "not in the mapping") for row in (7, 3, 9, 8)]
SHORT = [Reject(12, "", shape_of(""), "not the columns of the header")]


def test_each_reason_is_one_line_with_all_its_rows() -> None:
    assert list(told([*LATE, *ODD, *SHORT])) == [
        "From, rows 2-5001: in the future (10 characters, like a date)",
        "What, rows 3, 7-9: not in the mapping "
        "(7 characters, letters; 3 characters, letters; 9 characters, letters; …)",
        "the whole row, row 12: not the columns of the header (nothing)",
    ]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([4], "row 4"), ([4, 4], "row 4"), ([4, 5], "rows 4-5"), ([6, 4], "rows 4, 6"), ([], "rows ")],
)
def test_row_numbers_are_joined_where_they_follow(numbers: list[int], words: str) -> None:
    assert row_numbers(numbers) == words


def test_scattered_rows_are_counted_when_there_are_too_many_to_name() -> None:
    assert row_numbers(range(2, 20_000, 2)).endswith(
        "118, 120 and 9,939 more"
    )  # 9,999 rows, 60 of them named


def test_good_rows_go_in_only_when_they_are_asked_for() -> None:
    refuse_bad_rows("a.csv", [], read=9, kept=9)
    refuse_bad_rows("a.csv", ODD, read=9, kept=5, keep_good=True)
    with pytest.raises(Refusal, match="4 of 9 rows") as refused:
        refuse_bad_rows("a.csv", ODD, read=9, kept=5)
    assert refused.value.where == "a.csv, row 7, column What"
    assert "--keep-good" in refused.value.todo


@pytest.mark.parametrize("rejects", [[], SHORT])
def test_a_file_without_a_good_row_never_goes_in(rejects: list[Reject]) -> None:
    with pytest.raises(Refusal, match="No row can be used") as refused:
        refuse_bad_rows("a.csv", rejects, read=len(rejects), kept=0, keep_good=True)
    assert "--keep-good" not in refused.value.todo
