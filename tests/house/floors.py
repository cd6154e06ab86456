"""Floors and rooms, as the folders have them and as the layers in pyproject.toml order them.

Guards that hold for every floor ask here, so that a new one escapes none of them.
"""

import tomllib
from functools import cache

from tests.house.tracked import ROOT

SOURCE = ROOT / "src" / "wardmote"


@cache
def layers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Each container with layers -> those that lie side by side, from the lowest; ``(name)`` is not built."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return {
        container: tuple(tuple(layer.split(" | ")) for layer in reversed(contract["layers"]))
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
    }


def floors() -> list[str]:
    """Every floor that stands, from the lowest."""
    named = (name for layer in layers()["wardmote"] for name in layer)
    return [name for name in named if (SOURCE / name).is_dir()]


def height(module: str) -> tuple[int, int]:
    """How high the room of a module lies: its floor's place and its own; rooms of one height are apart."""
    _, floor, *rest = module.split(".")
    on_floor = layers().get(f"wardmote.{floor}", ())
    return place(layers()["wardmote"], floor), place(on_floor, rest[0]) if on_floor and rest else 0


def place(found: tuple[tuple[str, ...], ...], name: str) -> int:
    """The number of the layer that has a name."""
    at = next((at for at, layer in enumerate(found) if name in layer), None)
    assert at is not None, f"pyproject.toml: give {name} its place in the layers of its floor"
    return at
