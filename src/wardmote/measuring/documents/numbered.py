"""A document made ready to draw: pictures and tables numbered, links resolved, as plain data.

In: a ``Document``. Out: nested dicts, lists and strings (JSON-able), the same
for HTML, PDF and Word, so that the three cannot number or link differently.
A run's figure becomes a link only where the annex has its note; each use gets
an anchor, so that the note can point back. Characters XML cannot hold are
dropped here, once, from every text but SVG, and a number keeps its unit.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from wardmote.measuring.catalogue.counted import with_units
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Document,
    FindingBlock,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
)

Data = dict[str, Any]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def figure_anchor(figure: str) -> str:
    """The annex entry of a figure: ``figure-`` and the first 12 of its hash."""
    return f"figure-{figure[:12]}"


def numbered(document: Document) -> Data:
    """Walk the document in reading order and give every part its number and anchor.

    ``top`` is the level of the sections' headings: 1, or 2 where the headline alone has level 1.
    """
    reader = _Reader(document)
    parts = {name: reader.blocks(getattr(document, name)) for name in ("front", "body", "annex")}
    text = {
        name: _clean(getattr(document, name))
        for name in ("partnership", "title", "subtitle", "marking", "date", "banner", "language")
    }
    text["title"] = _named(document.title, "Untitled")
    contents = [b for part in ("body", "annex") for b in parts[part] if b["kind"] == "heading"]
    top = min((c["level"] for c in contents), default=1)
    notes = [
        {
            "anchor": figure_anchor(note.figure),
            "short": note.figure[:12],
            **{
                k: _clean(getattr(note, k))
                for k in ("figure", "what", "value", "method", "period", "caveats")
            },
            "uses": reader.uses[figure_anchor(note.figure)],
        }
        for note in {figure_anchor(n.figure): n for n in document.figure_notes}.values()
    ]
    return {
        **text,
        **parts,
        "top": top,
        "contents": [c for c in contents if c["level"] <= top + 1],
        "notes": notes,
        "behind": reader.behind,
        "recomputable": document.recomputable,
    }


def _clean(text: str) -> str:
    return with_units(_NOT_XML.sub("", text))


def _named(text: str, otherwise: str) -> str:
    """The text where it shows anything: a heading or title of nothing is refused by PDF/UA and WCAG."""
    said = _clean(text)
    return said if any(c.isprintable() and not c.isspace() for c in said) else otherwise


class _Reader:
    """Counts as it reads: pictures, tables, uses of figures, anchors already taken."""

    def __init__(self, document: Document) -> None:
        self._known = {figure_anchor(note.figure) for note in document.figure_notes}
        self._taken: set[str] = {"main", "contents", "figures", "behind", *self._known}
        self._pictures = self._tables = 0
        self._level = 0
        self.uses: dict[str, list[str]] = defaultdict(list)
        self.behind: list[Data] = []

    def blocks(self, blocks: Iterable[Block]) -> list[Data]:
        """Blocks as data; two half-width pictures in a row become a pair."""
        done: list[Data] = []
        for block in blocks:
            one = self._block(block)
            last = done[-1] if done else None
            if one.get("width") == "half" and last and last.get("width") == "half":
                done[-1] = {"kind": "pair", "pictures": [last, one]}
            else:
                done.append(one)
        return done

    def _block(self, block: Block) -> Data:
        match block:
            case Heading():
                self._level = block.level
                anchor = self._anchor(block.anchor)
                return {
                    "kind": "heading",
                    "level": block.level,
                    "text": _named(block.text, "Untitled"),
                    "anchor": anchor,
                }
            case Paragraph():
                return {"kind": "paragraph", "role": block.role, "runs": self._runs(block.runs)}
            case BulletList():
                items = [self._runs(item) for item in block.items]
                return {"kind": "listing", "numbered": block.numbered, "items": items}
            case Table():
                self._tables += 1
                return self._table(block, f"Table {self._tables}. ")
            case Picture():
                return self._picture(block)
            case FindingBlock():
                return self._finding(block)
            case PageBreak():
                return {"kind": "pagebreak"}

    def _finding(self, finding: FindingBlock) -> Data:
        return {
            "kind": "finding",
            "number": finding.number,
            "level": self._level + 1,
            "headline": self._headline(finding),
            "body": self._runs(finding.body),
            "limit": self._runs(finding.limit),
            "alone": self._alone(finding),
            "picture": self._picture(finding.picture) if finding.picture else None,
        }

    @staticmethod
    def _alone(finding: FindingBlock) -> str:
        """The leading finding's id, where nothing of it is told below its headline."""
        below = {run.finding for run in finding.body}
        return finding.keys[0] if finding.keys and finding.keys[0] not in below else ""

    def _headline(self, finding: FindingBlock) -> list[Data]:
        said = "".join(run.text for run in finding.headline)
        otherwise = f"Finding {finding.number}"
        return self._runs(finding.headline if _named(said, "") else (Run(otherwise),))

    def _picture(self, picture: Picture) -> Data:
        self._pictures += 1
        number = self._pictures
        table = None
        if picture.table:
            table = self._table(picture.table, f"The numbers behind figure {number}. ")
            self.behind.append(table)
        return {
            "kind": "picture",
            "number": number,
            "anchor": self._anchor(f"picture-{number}"),
            "svg": picture.svg,
            "table": table,
            **{
                k: _clean(getattr(picture, k))
                for k in ("name", "title", "subtitle", "alt", "source", "width")
            },
        }

    def _table(self, table: Table, prefix: str) -> Data:
        return {
            "kind": "table",
            "anchor": self._anchor(f"table-{table.name}"),
            "caption": prefix + _clean(table.caption),
            "columns": [{"header": _clean(c.header), "numeric": c.numeric} for c in table.columns],
            "rows": [[self._runs(cell) for cell in row] for row in table.rows],
            "note": _clean(table.note),
            "source": _clean(table.source),
        }

    def _runs(self, runs: Runs) -> list[Data]:
        """Runs as data; ``ends`` holds a finding's id on the last run of its sentence."""
        after = [*(run.finding for run in runs[1:]), ""][: len(runs)]
        return [
            {
                "text": _clean(run.text),
                "strong": run.strong,
                "emphasis": run.emphasis,
                "figure": run.figure,
                "ends": run.finding if run.finding != following else "",
                **self._link(run.figure),
            }
            for run, following in zip(runs, after, strict=True)
        ]

    def _link(self, figure: str) -> Data:
        anchor = figure_anchor(figure)
        if not figure or anchor not in self._known:
            return {"link": "", "use": ""}
        use = f"use-{figure[:12]}-{len(self.uses[anchor]) + 1}"
        self.uses[anchor].append(use)
        return {"link": anchor, "use": use}

    def _anchor(self, wanted: str) -> str:
        """The anchor as a valid id, made unique."""
        base = re.sub(r"[^A-Za-z0-9_-]+", "-", wanted).strip("-") or "part"
        if not base[0].isalpha():
            base = f"part-{base}"
        anchor, again = base, 2
        while anchor in self._taken:
            anchor, again = f"{base}-{again}", again + 1
        self._taken.add(anchor)
        return anchor
