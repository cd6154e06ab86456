"""What people write in TOML is read strictly, and every fault is told with its place and what to do."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, Filled, Must, OneOf, ReadAs, read_toml


@dataclass(frozen=True)
class Stall:
    key: str
    seats: int
    opens: Annotated[date, ReadAs(date.fromisoformat, "a day, as 2008-04-01")]
    price: Annotated[float, Must(lambda it: it < 9, "That is dear.", "Give less than 9.")] = 1.5
    indoors: bool = False

    def __post_init__(self) -> None:
        if self.indoors and not self.seats:
            raise FieldFault("seats", "A hall has seats.", "none", "Count them.")


@dataclass(frozen=True)
class Market:
    name: Filled
    kind: Annotated[str, OneOf(lambda: ("street", "covered"))] = "street"
    days: tuple[str, ...] = ()
    stalls: tuple[Stall, ...] = ()
    halls: Mapping[str, Stall] = field(default_factory=dict)


def read(folder: Path, text: str) -> Market:
    (folder / "market.toml").write_text(text, "utf-8")
    return read_toml(folder / "market.toml", Market)


ROW = 'name = "x"\n[[stalls]]\nkey = "east"\nopens = "2008-04-01"\nseats = '
STALL = 'key = "east"\nseats = 4\nopens = 2008-04-01\n'


def test_a_file_becomes_the_record_it_describes(tmp_path: Path) -> None:
    text = f'name = " Old Town "\ndays = ["Friday"]\n[[stalls]]\n{STALL}price = 2\n[halls."Hall A"]\n{STALL}'
    stall = Stall("east", 4, date(2008, 4, 1), 2.0)
    hall = Stall("east", 4, date(2008, 4, 1))
    assert read(tmp_path, text) == Market("Old Town", "street", ("Friday",), (stall,), {"Hall A": hall})


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("nam = 1", "nam", "Did you mean name? The keys are: name, kind,"),
        ('[[stalls]]\nname = "x"', "stalls 1, name", "Write name above the first [heading]."),
        (f"[[stalls]]\n{STALL}seat = 3", "stalls east, seat", "The keys of stalls east are: key, seats,"),
        (f'[halls."Hall A"]\n{STALL}seat = 3', 'halls."Hall A".seat', 'The keys of [halls."Hall A"] are'),
        ("", "name", "Give a text."),
        ('name = ""', "name", "Something is missing."),
        ("name = 3", "name", "Give a text in quotation marks."),
        ('name = "x"\nkind = "strets"', "kind", "Did you mean street? Use one of: street, covered."),
        ('name = "x"\ndays = "Friday"', "days", 'Give a list, as ["one", "two"].'),
        ('name = "x"\ndays = ["Friday", 3]', "days", "Give a text in quotation marks."),
        ('name = "x"\nstalls = 3', "stalls", "Give a list"),
        ('name = "x"\nhalls = 3', "halls", "Give a table, [halls] with its keys below."),
        ('name = "x"\n[halls]\nA = 3', "halls.A", "Give a table, [halls.A] with its keys below."),
        (f"{ROW}4\nindoors = 1", "stalls east, indoors", "in TOML true or false"),
        (f'{ROW}4\nprice = "2"', "stalls east, price", "Give a number."),
        (f"{ROW}4\nprice = 9.5", "stalls east, price", "Give less than 9."),
        (f"{ROW}4.0", "stalls east, seats", "Give a whole number."),
        (f"{ROW}true", "stalls east, seats", "Give a whole number."),
        (f'{ROW}"4"', "stalls east, seats", "Give a whole number."),
        (ROW.replace("-01", "-31") + "4", "stalls east, opens", "Write a day, as 2008-04-01."),
        (ROW.replace("opens", "# ") + "4", "stalls east, opens", "Write a day, as 2008-04-01."),
        (f"{ROW}0\nindoors = true", "stalls east, seats", "Count them."),
        ('name = "x"\nkind = ]', "", "line 2"),
        (f"name = {'9' * 5000}", "", "a number beyond 64 bits"),
        (f"{ROW}0x{'f' * 5000}", "", "a number beyond 64 bits"),
        (f'name = "x"\ndays = [{{a = [-{1 << 63}1]}}]', "", "a number beyond 64 bits"),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(
    tmp_path: Path, text: str, where: str, says: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert refused.value.where == ", ".join(filter(None, ("market.toml", where)))
    assert says in str(refused.value)


def test_every_other_fault_is_named_after_the_first(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, "nam = 1\ndays = 2")
    assert refused.value.found == "nam = 1"
    assert refused.value.todo.splitlines()[1:] == [
        "Also wrong: name (found nothing): Something is missing. Give a text.",
        'Also wrong: days (found 2): The value is of another kind. Give a list, as ["one", "two"].',
    ]
    assert str(refused.value).splitlines()[-1].startswith("         Also wrong: days")


@pytest.mark.parametrize(
    ("text", "what", "found"),
    [
        ('name = "x"\ndays = []\nname = "y"\n', "The same key stands twice.", 'line 3: name = "y"'),
        ('name = "x"\ndays = []\ndays = [\n"a",\n]\n', "The same key stands twice.", "line 3: days = ["),
        ('name = "x"\nname = "y"', "The same key stands twice.", 'line 2: name = "y"'),
        ("[halls]\n[halls]\n", "The same [heading] stands twice.", "line 2: [halls]"),
    ],
)
def test_a_key_that_stands_twice_is_said_to(tmp_path: Path, text: str, what: str, found: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert (refused.value.what, refused.value.found) == (what, found)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="A file is missing"):
        read_toml(tmp_path / "market.toml", Market)


def test_pydantic_is_not_imported_before_a_file_is_read() -> None:
    modules = "catalogue.measures", "catalogue.regimes", "sources.mapping", "drafting.judgement"
    code = "".join(f"import wardmote.measuring.{name}\n" for name in modules)
    code += "import sys\nsys.exit('pydantic' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "src"}, check=True)
