"""``wardmote`` itself: which command, where the data are, what is refused and how, what a program reads.

The county: two towns of Barset, one month. The partnership called Barchester is both towns together.
"""

import json
import os
from pathlib import Path

import pytest

from tests.journeys.telling import Told, done, wardmote
from tests.measuring.store.making import row, street
from wardmote import __version__
from wardmote.site.commands import demo_town
from wardmote.site.commands.command_line import main

LOOKUP = (
    "ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n"
    "E07000901,Barchester,E22000901,Barchester,E23000901,Barset\n"
    "E07000902,Plumstead,E22000901,Barchester,E23000901,Barset\n"
)
TOWNS = (("E01000001,Barchester 001A", 40), ("E01000003,Plumstead 002A", 30))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    rows = [
        row(100 * town + n, lsoa=lsoa, force="Barset Constabulary")
        for town, (lsoa, number) in enumerate(TOWNS, 1)
        for n in range(number)
    ]
    file = street(folder, rows, name="2021-03-barset-street.csv")
    done("load", "police-uk", file, "--data", folder / "data")
    lookup = folder / "lookup_ltla24_csp24_pfa24.csv"
    lookup.write_text(LOOKUP, encoding="utf-8")
    done("load", "lookup", lookup, "--data", folder / "data")
    return folder / "data"


def assess(data: Path, out: Path, *more: object, place: str, period: str = "2021-03:2021-03") -> Told:
    return wardmote("assess", "--place", place, "--period", period, "--out", out, "--data", data, *more)


def test_without_a_command_it_shows_what_there_is() -> None:
    told = wardmote()
    assert told.status == 2
    for command in ("demo", "load", "assess", "figure"):
        assert f"\n  {command} " in told.out
    assert wardmote("--help").status == 0
    assert wardmote("help").out == told.out
    assert wardmote("--version").out == f"wardmote {__version__}\n"


def test_an_unknown_command_is_refused_with_the_overview() -> None:
    told = wardmote("asess", "--place", "x")
    assert (told.status, told.out) == (2, "")
    assert "no command 'asess'" in told.err
    assert "assess" in told.err.split("\n", 1)[1]


@pytest.mark.parametrize("command", ["demo", "load", "assess", "figure"])
def test_help_gives_an_example_to_run(command: str) -> None:
    told = wardmote(command, "--help")
    assert told.status == 0
    assert f"./wardmote {command}" in told.out
    assert "--data" in told.out


def test_the_data_folder_may_stand_before_or_after_the_words(data: Path, tmp_path: Path) -> None:
    words = ("--place", "Plumstead", "--period", "2021-03:2021-03")
    assert wardmote("assess", "--data", data, *words, "--out", tmp_path / "a").status == 0
    assert wardmote("assess", *words, "--out", tmp_path / "b", "--data", data).status == 0
    assert wardmote("assess", *words, "--out", tmp_path / "c", f"--data={data}").status == 0


def test_the_data_folder_may_come_from_the_environment(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDMOTE_DATA", str(data))
    words = ("--place", "Plumstead", "--period", "2021-03:2021-03")
    assert wardmote("assess", *words, "--out", tmp_path).status == 0


def test_an_unknown_place_is_refused_with_those_that_sound_like_it(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path / "out", place="Plumsted")
    assert (told.status, told.out) == (2, "")
    assert "found: Plumsted" in told.err
    assert "Plumstead" in told.err.split("to do:")[1]
    assert not (tmp_path / "out").exists()


def test_a_name_of_two_places_is_refused_with_the_id_of_each(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path / "out", place="Barchester")
    assert told.status == 2
    assert "district:2024:E07000901" in told.err
    assert "csp:2024:E22000901" in told.err
    assert not (tmp_path / "out").exists()
    assert assess(data, tmp_path / "out", place="district:2024:E07000901").status == 0


@pytest.mark.parametrize(
    "period", ["2021-13:2021-14", "2021", "2021-05:2021-03", "last year", "2021-02-30:2021-03-01", ""]
)
def test_a_period_that_is_none_is_refused(data: Path, tmp_path: Path, period: str) -> None:
    told = assess(data, tmp_path / "out", place="Plumstead", period=period)
    assert (told.status, told.out) == (2, "")
    assert "2021-01:2021-12" in told.err.split("to do:")[1]
    assert not (tmp_path / "out").exists()


def test_a_comparison_period_that_is_none_is_refused(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path / "out", "--against", "2020-1", place="Plumstead")
    assert told.status == 2
    assert "2020-1" in told.err
    assert not (tmp_path / "out").exists()


def test_a_period_without_rows_is_refused(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path / "out", place="Plumstead", period="2019-01:2019-12")
    assert (told.status, told.out) == (2, "")
    assert "No rows are loaded for Plumstead" in told.err
    assert "wardmote load" in told.err
    assert not (tmp_path / "out").exists()


def test_an_empty_data_folder_is_refused(tmp_path: Path) -> None:
    told = assess(tmp_path / "nothing", tmp_path / "out", place="Plumstead")
    assert told.status == 2
    assert "load" in told.err
    assert not (tmp_path / "out").exists()


def test_each_needs_such_places_inside(data: Path, tmp_path: Path) -> None:
    assert assess(data, tmp_path / "out", "--each", "district", place="Barset").status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["barchester", "plumstead"]
    told = assess(data, tmp_path / "none", "--each", "district", place="Barset", period="2019-01:2019-12")
    assert told.status == 2
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_written_is_told_in_words(data: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    told = assess(data, tmp_path / "taken", place="Plumstead")
    assert told.status == 2
    assert f"where: {tmp_path / 'taken'}" in told.err
    assert "Traceback" not in told.err
    assert (tmp_path / "taken").read_text() == "a file where the folder should be"


def test_what_a_program_reads_of_assess_and_figure(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path, "--json", place="Plumstead")
    answer = json.loads(told.out)
    assert answer == {"place": "district:2024:E07000902", "out": str(tmp_path), "look": []}
    finding = json.loads((tmp_path / "findings.json").read_text("utf-8"))[0]
    told = wardmote("figure", finding["figure"], "--json", "--data", data)
    answer = json.loads(told.out)
    assert (told.status, answer["kept"]["hash"]) == (0, finding["figure"])
    assert answer["now"]["value"] == answer["kept"]["result"]["value"] == finding["value"]


def test_each_as_json_is_a_line_for_each_place(data: Path, tmp_path: Path) -> None:
    told = assess(data, tmp_path, "--json", "--each", "district", place="Barset")
    assert told.status == 0
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [each["place"] for each in lines] == ["district:2024:E07000901", "district:2024:E07000902"]


@pytest.mark.parametrize(
    ("asked", "says"), [("abc", "not a figure's hash"), ("f" * 12, "No figure with that hash")]
)
def test_a_figure_that_is_none_is_refused(data: Path, asked: str, says: str) -> None:
    told = wardmote("figure", asked, "--data", data)
    assert (told.status, told.out) == (2, "")
    assert says in told.err


def test_a_missing_word_is_refused_by_name() -> None:
    told = wardmote("assess", "--place", "Plumstead")
    assert told.status == 2
    assert "--period" in told.err


def test_a_fault_of_the_programs_own_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a screw is loose")

    monkeypatch.setattr("wardmote.measuring.figures.keeping.kept", broken)
    assert main(["figure", "123456", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "RuntimeError: a screw is loose" in told
    assert "Traceback" not in told
    monkeypatch.setenv("WARDMOTE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        main(["figure", "123456", "--data", str(tmp_path)])


def test_an_area_id_names_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assess", "--place", "force:x:hertfordshire", "--period", "2021-01:2021-12"]
    assert main([*words, "--out", str(tmp_path / "out"), "--data", str(tmp_path)]) == 2
    assert "lsoa:2011:E01023758" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_what_is_kept_is_for_its_own_account_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        file = street(tmp_path, [row(1, force="Barset Constabulary")], name="2021-03-barset-street.csv")
        assert main(["load", "police-uk", str(file), "--data", str(data)]) == 0
    finally:
        os.umask(before)
    kept = [path for path in data.rglob("*") if path.is_file()]
    assert kept and [path.name for path in kept if path.stat().st_mode & 0o077] == []
    assert data.stat().st_mode & 0o077 == 0, "a folder that was open to others is closed"


def test_the_demonstration_keeps_its_data_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(demo_town, "make_town", lambda out, data: made.append(data))
    main(["demo", "--no-serve", "--out", str(tmp_path), "--data", str(tmp_path / "elsewhere")])
    main(["demo", "--no-serve", "--out", str(tmp_path)])
    assert made == [tmp_path / "elsewhere", tmp_path / "data"]


def test_what_a_file_says_does_nothing_to_the_terminal_of_who_loads_it(tmp_path: Path) -> None:
    """A heading that clears the screen, and one that turns what follows it round."""
    file = tmp_path / "2021-03-barset-street.csv"
    file.write_text(
        "Crime ID,Month,Mon\x1b[2J\x1b]0;owned\x07th,\u202eReported by\n1,2,3,4\n", encoding="utf-8"
    )
    told = wardmote("load", "police-uk", file, "--data", tmp_path / "data")
    assert told.status == 2 and "owned" in told.err
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err)
