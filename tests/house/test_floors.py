"""Floors and rooms that stand have their place in the layers of pyproject.toml."""

from tests.house.floors import SOURCE, floors, height, layers
from tests.house.tracked import python_files


def test_what_stands_is_not_in_parentheses() -> None:
    """import-linter passes over a layer in parentheses: a room that is there would be held to nothing."""
    built = [
        f"{name} of {container}"
        for container, found in layers().items()
        for layer in found
        for name in layer
        if name.startswith("(") and stands(container, name.strip("()"))
    ]
    assert built == [], "it is built now: take it out of its parentheses in pyproject.toml"


def stands(container: str, name: str) -> bool:
    return SOURCE.parent.joinpath(*container.split("."), name).exists()


def test_every_folder_of_code_is_a_package() -> None:
    """import-linter does not see one without ``__init__.py``: it would be held to nothing."""
    folders = {folder for path in python_files("src") for folder in path.relative_to(SOURCE).parents}
    bare = sorted(str(folder) for folder in folders if not (SOURCE / folder / "__init__.py").exists())
    assert bare == [], "write its __init__.py, with one line of what it is"


def test_every_folder_of_the_house_is_a_floor_with_its_rooms_in_order() -> None:
    folders = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert sorted(folders - set(floors())) == [], "give it its place in the layers of pyproject.toml"
    without = [floor for floor in floors() if f"wardmote.{floor}" not in layers()]
    assert without == ["site"], "give its rooms a contract of layers in pyproject.toml, as `doing` has"


def test_a_room_lies_above_what_it_may_import() -> None:
    rooms = ("ground.audit", "ground.jobs", "ground.partners", "knowing.evidence", "knowing.asking", "site")
    heights = [height(f"wardmote.{room}") for room in rooms]
    assert heights == sorted(heights)
    assert len(set(heights)) == len(rooms)
    assert height("wardmote.ground.owed.x") == height("wardmote.ground.papers.x"), "side by side"
