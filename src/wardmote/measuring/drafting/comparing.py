"""Two papers of one assessment set beside each other: what is new, gone, or changed in words or numbers.

In: the earlier and the later paper. Out: ``Differences`` in the later one's
reading order, as plain sentences for a page. A finding counts as changed in
numbers when its counts or value differ, in words when only its words do, and as
the same when only the figure's code changed (the evidence was loaded anew).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.paper import Paper
from wardmote.measuring.drafting.words import plain


@dataclass(frozen=True)
class Changed:
    """One finding then and now; ``then`` or ``now`` is empty where there is none."""

    key: str
    subject: str
    then: str
    now: str


@dataclass(frozen=True)
class Differences:
    """``numbers`` and ``words`` hold changed findings; ``same`` how many did not change."""

    new: tuple[Changed, ...]
    gone: tuple[Changed, ...]
    numbers: tuple[Changed, ...]
    words: tuple[Changed, ...]
    same: int
    headline: tuple[str, str] | None
    loads_added: tuple[str, ...]
    loads_gone: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether a reader would find both the same."""
        return not (self.new or self.gone or self.numbers or self.words or self.headline)


def compare(earlier: Paper, later: Paper) -> Differences:
    """What a reader of the earlier paper has to know about the later one."""
    then, now = earlier.by_id, later.by_id
    both = [(then[key], finding) for key, finding in now.items() if key in then]
    numbers = [pair for pair in both if _numbers(pair[0]) != _numbers(pair[1])]
    words = [pair for pair in both if pair not in numbers and plain(pair[0].words) != plain(pair[1].words)]
    return Differences(
        new=tuple(_changed(None, f) for key, f in now.items() if key not in then),
        gone=tuple(_changed(f, None) for key, f in then.items() if key not in now),
        numbers=_all(numbers),
        words=_all(words),
        same=len(both) - len(numbers) - len(words),
        headline=None if earlier.headline == later.headline else (earlier.headline, later.headline),
        loads_added=tuple(sorted(set(later.loads) - set(earlier.loads))),
        loads_gone=tuple(sorted(set(earlier.loads) - set(later.loads))),
    )


def _numbers(finding: Finding) -> tuple[object, ...]:
    return finding.count, finding.count_against, finding.value, finding.interval, finding.change


def _all(pairs: Sequence[tuple[Finding, Finding]]) -> tuple[Changed, ...]:
    return tuple(_changed(then, now) for then, now in pairs)


def _changed(then: Finding | None, now: Finding | None) -> Changed:
    known = now or then
    assert known is not None
    return Changed(
        key=known.id,
        subject=known.subject,
        then=plain(then.words) if then else "",
        now=plain(now.words) if now else "",
    )


def flagged(paper: Paper, seen: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    """Edits whose figure is another in this paper: id -> (automatic words then, now).

    ``seen``: id -> (figure, automatic words) as they stood when the person wrote.
    An edit whose finding is not in the paper has no words now.
    """
    out: dict[str, tuple[str, str]] = {}
    for key, (figure, words) in seen.items():
        finding = paper.by_id.get(key)
        if finding is None:
            out[key] = (words, "")
        elif finding.figure != figure and plain(finding.words) != words:
            out[key] = (words, plain(finding.words))
    return out
