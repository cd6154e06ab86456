"""Keeping figures: ``figures/<hash>.json`` in the data folder, and asking them again later."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.canonical import canonical_json, plain
from wardmote.measuring.figures.inquiry import METHODS, Figure, Inquiry, Question
from wardmote.measuring.store.commit import write_whole


def keep(figures: Iterable[Figure], data: Path) -> None:
    """Write each figure once; a kept figure is never rewritten, so its first result stands."""
    folder = data / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    for figure in figures:
        path = folder / f"{figure.hash}.json"
        if not path.exists():
            write_whole(path, canonical_json(figure.as_json()) + "\n", flushed=False)


def kept(prefix: str, data: Path) -> dict[str, Any]:
    """A kept figure by its hash or the first digits of it; ``Refusal`` when none or several fit."""
    if not 6 <= len(prefix) <= 64 or not all(c in "0123456789abcdef" for c in prefix):
        raise Refusal(
            "That is not a figure's hash.",
            found=prefix,
            todo="Copy the letters and digits from the annex of an assessment (at least the first six).",
        )
    whole = data / "figures" / f"{prefix}.json"  # no need to list thousands for a hash given in full
    found = [whole] if whole.is_file() else sorted((data / "figures").glob(f"{prefix}*.json"))
    if len(found) != 1:
        raise Refusal(
            "No figure with that hash is kept here." if not found else "Several figures begin like that.",
            where=str(data / "figures"),
            found=", ".join(path.stem[:16] for path in found[:5]),
            todo="Give more of the hash, or the --data folder the assessment was made from.",
        )
    figure: dict[str, Any] = json.loads(found[0].read_text("utf-8"))
    return figure


def question_of(figure: Mapping[str, Any]) -> Question:
    """What a kept figure answers."""
    against = parse_period(figure["against"]) if figure["against"] else None
    period = parse_period(figure["period"])
    return Question(figure["method"], figure["area"], period, against, figure["params"])


@dataclass(frozen=True)
class Recomputed:
    """A kept figure beside the same question asked today."""

    kept: dict[str, Any]
    title: str
    now: Figure

    @property
    def evidence_changed(self) -> bool:
        return bool(list(self.now.loads) != self.kept["loads"])

    @property
    def method_changed(self) -> bool:
        return bool(self.now.version != self.kept["method_version"])

    @property
    def same_result(self) -> bool:
        return bool(plain(self.now.result) == self.kept["result"])


def recompute(figure: dict[str, Any], inquiry: Inquiry) -> Recomputed:
    """Ask a kept figure's question of the evidence as it is today."""
    return Recomputed(figure, METHODS[figure["method"]].title, inquiry.answer(question_of(figure)))
