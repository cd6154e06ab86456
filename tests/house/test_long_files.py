"""The list of long files is of files that exist, and it decides the order of a shared run."""

from types import SimpleNamespace
from typing import Any

from tests.house.tracked import ROOT
from tests.long_files import long_files, pytest_collection_modifyitems
from tools.slow_tests import grown, waited_for


def test_the_long_files_exist() -> None:
    gone = [name for name in long_files() if not (ROOT / name).is_file()]
    assert gone == [], "take them off tests/long_files.toml, or measure anew: tools/slow_tests.py --write"


def test_workers_begin_with_the_longest_file_and_keep_the_order_inside() -> None:
    longest, second, *_ = sorted(long_files(), key=lambda name: -long_files()[name])
    names = ["a.py::one", "b.py::one", "b.py::two", f"{second}::b", f"{longest}::b", f"{longest}::a"]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == [
        f"{longest}::b", f"{longest}::a", f"{second}::b", "b.py::one", "b.py::two", "a.py::one",
    ]  # fmt: skip


def test_a_file_that_grew_is_named_and_one_that_takes_a_little_more_is_not() -> None:
    longest = max(long_files(), key=lambda name: long_files()[name])
    assert grown({longest: long_files()[longest] * 1.4, "a.py": 4.9}) == []
    assert grown({longest: long_files()[longest] * 2.0, "a.py": 5.1}) == [
        f"grown from {long_files()[longest]:.0f} to {long_files()[longest] * 2:.0f} s: {longest}",
        "grown from 0 to 5 s: a.py",
    ]


def test_a_file_of_another_tree_as_the_how_tos_make_one_is_not_noted() -> None:
    here = "tests/house/test_long_files.py"
    assert waited_for([("wait", here, 1.0), ("wait", "tests/doing/none/test_it.py", 9.0)]) == {here: 1.0}
